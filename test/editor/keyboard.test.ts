import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Editor, openEditor } from '../fixtures/browser';
import type { Runtime } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';
import { openStage, type Stage } from '../fixtures/stage';

const EXAMPLE = readFileSync(join(ROOT, 'examples', 'flows', 'guard-a-twin.json'), 'utf8');
const [TAB, INGEST, DECISION, RESPONSE] = ['tg-tab', 'tg-ingest', 'tg-decision', 'tg-response'];
/** A dialog has no more than this many stops. */
const MOST_TABS = 400;

/** Up to the comments, down to the plant, and along the two rows of the guard. */
const WALK = [
  ...Array<string>(4).fill('ArrowUp'),
  ...Array<string>(6).fill('ArrowLeft'),
  'ArrowDown',
  ...Array<string>(6).fill('ArrowRight'),
  ...Array<string>(6).fill('ArrowLeft'),
  'ArrowDown',
  ...Array<string>(6).fill('ArrowRight'),
  ...Array<string>(6).fill('ArrowLeft'),
];

/** Nothing here touches the mouse: what a person does who cannot use one. */
describe('a flow by keyboard alone: import, edit each table, deploy', () => {
  let stage: Stage | undefined;
  let runtime: Runtime;
  let editor: Editor;
  let page: Page;

  before(async function () {
    stage = await openStage();
    if (stage === undefined) return this.skip();
    ({ runtime } = stage);
    editor = await openEditor(stage.browser, runtime);
    ({ page } = editor);
    return undefined;
  });
  after(async () => {
    await stage?.close();
  });

  const press = (...keys: string[]): Promise<void> =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const isFocused = (selector: string): Promise<boolean> =>
    page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector);
  /** Goes on with Tab until it is there. */
  async function tabTo(selector: string): Promise<void> {
    for (let i = 0; i < MOST_TABS; i++) {
      if (await isFocused(selector)) return;
      await press('Tab');
    }
    assert.fail(`Tab does not lead to ${selector}`);
  }
  const type = (text: string): Promise<void> => page.keyboard.type(text);
  /** The arrow keys go from node to node on the canvas, Enter edits the one that is selected. */
  async function edit(id: string): Promise<void> {
    await page.locator('#red-ui-workspace-chart').focus();
    const selected = (): Promise<unknown> => page.evaluate(`(RED.view.selection().nodes ?? [])[0]?.id`);
    for (const key of WALK) {
      if ((await selected()) === id) break;
      await press(key);
    }
    assert.equal(await selected(), id, 'the arrow keys lead there');
    await press('Enter');
    await page.waitForSelector('#node-dialog-ok');
    await page.waitForTimeout(400);
  }
  const errors = (): Promise<string[]> => page.locator('.twin-problems li').allTextContents();
  async function done(): Promise<void> {
    await press('Control+Enter');
    await page.waitForSelector('#node-dialog-ok', { state: 'detached' });
  }

  it('an example is imported', async () => {
    await press('Control+i');
    await page.waitForSelector('#red-ui-clipboard-dialog-import-text:visible');
    await page.locator('#red-ui-clipboard-dialog-import-text').focus();
    await page.keyboard.insertText(EXAMPLE);
    await press('End');
    await page.waitForSelector('#red-ui-clipboard-dialog-ok:not(:disabled)');
    await tabTo('#red-ui-clipboard-dialog-ok');
    await press('Enter');
    await page.waitForFunction(`RED.nodes.node('${INGEST}') !== null`);
    await page.locator('#red-ui-workspace-chart').focus();
    const active = (): Promise<unknown> => page.evaluate('RED.workspaces.active()');
    for (let i = 0; i < 3 && (await active()) !== TAB; i++) await press('Control+]');
    assert.equal(await active(), TAB);
  });

  const kept = async (id: string, property: string): Promise<unknown> =>
    JSON.parse(String(await page.evaluate(`RED.nodes.node('${id}').${property}`)));

  it('a tag is added, refused, mended and kept', async () => {
    await edit(INGEST);
    await tabTo('#twin-add-tag');
    await press('Enter');
    await type('T7');
    await tabTo('#twin-tags [data-entry]:last-child [data-key="max"]');
    await type('much');
    assert.match((await errors()).join(), /tag T7, Highest much is no number/);
    await tabTo('.twin-jump');
    await press('Enter', 'Control+a');
    await type('80');
    assert.deepEqual(await errors(), []);
    await done();
    assert.deepEqual(((await kept(INGEST, 'tags')) as Record<string, unknown>)['T7'], { role: 'sensor', max: 80 });
  });

  it('a rule is added, refused, mended and kept; so is a cell of the postures, in a fold', async () => {
    await edit(DECISION);
    await tabTo('#twin-add-rule');
    await press('Enter');
    await tabTo('#twin-rules [data-key="name"]');
    await type('fouled cooler');
    assert.match((await errors()).join(), /rule 1, When these tags This must not be empty/);
    await tabTo('.twin-jump');
    await press('Enter');
    await type('T1');
    await tabTo('details.twin-more > summary');
    await press('Enter');
    await tabTo('#twin-postures [data-entry="high"] [data-key="limit"]');
    await press('Control+a');
    await type('2');
    assert.match((await errors()).join(), /level high, Limit 2 does not fit/);
    await press('Control+a');
    await type('0.92');
    assert.deepEqual(await errors(), []);
    await done();
    assert.deepEqual(await kept(DECISION, 'rules'), [
      { when: 'off', kind: 'sensor-fault', tags: 'T1', name: 'fouled cooler' },
    ]);
    assert.equal(((await kept(DECISION, 'postures')) as Record<string, { limit: number }>)['high']!.limit, 0.92);
  });

  it('a command and a policy for it are added, refused, mended and kept', async () => {
    await edit(RESPONSE);
    const before = await page.locator('.twin-command').count();
    await tabTo('#twin-add-command');
    await press('Enter');
    await type('open');
    await tabTo(`.twin-command:nth-of-type(${before + 1}) [data-key="topic"]`);
    await press('Control+a', 'Delete');
    assert.match((await errors()).join(), new RegExp(`command ${before + 1}, MQTT topic This must not be empty`));
    await type('plant/open');
    await tabTo('#twin-add-policy');
    await press('Enter');
    await tabTo('#twin-policies [data-entry]:last-child [data-key="command"]');
    await type('open');
    assert.deepEqual(await errors(), []);
    await done();
    assert.deepEqual(((await kept(RESPONSE, 'commands')) as { name: string }[]).at(-1)?.name, 'open');
    assert.deepEqual(((await kept(RESPONSE, 'policies')) as unknown[]).at(-1), { command: 'only:open' });
  });

  it('it is deployed, and runs', async () => {
    const from = runtime.output.length;
    await press('Control+d');
    await runtime.line(/Started flows/, from);
    assert.deepEqual(await page.evaluate(`RED.nodes.dirty()`), false);
    assert.deepEqual(editor.problems, []);
  });
});
