import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Editor, openEditor } from '../fixtures/browser';
import type { FlowNode, Runtime } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';
import { openStage, type Stage } from '../fixtures/stage';

/** The demo at a multiple of its pace, so that learning takes seconds. */
const SPEED = 250;

describe('the demo "Guard a twin", used in a real browser', () => {
  let runtime: Runtime;
  let stage: Stage | undefined;
  let editor: Editor;

  before(async function () {
    stage = await openStage();
    if (stage === undefined) return this.skip();
    ({ runtime } = stage);
    editor = await openEditor(stage.browser, runtime);
    return undefined;
  });
  after(async () => {
    await stage?.close();
  });

  /** Ids in the file to ids in the editor. */
  const ids = new Map<string, string>();
  const status = (id: string): Promise<string> =>
    editor.page
      .locator(`[id="${ids.get(id)}"] .red-ui-flow-node-status-label`)
      .textContent()
      .then((text) => text ?? '');
  const press = (id: string): Promise<void> =>
    editor.page.locator(`[id="${ids.get(id)}"] .red-ui-flow-node-button-button`).click();
  const debugged = async (pattern: RegExp, seconds: number): Promise<string> => {
    const end = performance.now() + seconds * 1000;
    for (;;) {
      const texts = await editor.page.locator('.red-ui-debug-msg').allTextContents();
      const found = texts.findLast((text) => pattern.test(text));
      if (found !== undefined) return found;
      if (performance.now() > end)
        throw new Error(`no ${pattern} among the last of ${texts.length}:\n${texts.slice(-5).join('\n')}`);
      await editor.page.waitForTimeout(200);
    }
  };
  const waitForStatus = async (id: string, pattern: RegExp, seconds: number): Promise<void> => {
    // In the page, which sees every text, also one that stands for a moment only.
    const label = `document.getElementById('${ids.get(id)}')?.querySelector('.red-ui-flow-node-status-label')`;
    const found = `${pattern}.test(${label}?.textContent ?? '')`;
    await editor.page.waitForFunction(found, undefined, { timeout: seconds * 1000 }).catch(async () => {
      throw new Error(`${id} still says "${await status(id)}"`);
    });
  };

  it('is imported and deployed by hand', async () => {
    const flow = JSON.parse(readFileSync(join(ROOT, 'examples', 'flows', 'guard-a-twin.json'), 'utf8')) as FlowNode[];
    const fast = flow.map((node) => (node.type === 'twin-simulator' ? { ...node, speed: SPEED } : node));
    await editor.page.keyboard.press('Control+i');
    await editor.page.fill('#red-ui-clipboard-dialog-import-text', JSON.stringify(fast));
    await editor.page.locator('#red-ui-clipboard-dialog-import-text').dispatchEvent('keyup');
    await editor.page.waitForFunction(`!$('#red-ui-clipboard-dialog-ok').button('option', 'disabled')`);
    await editor.page.click('#red-ui-clipboard-dialog-ok');
    // The import gives the nodes new ids; they are found by what they are called in the file.
    await editor.page.waitForFunction(`RED.nodes.filterNodes({ type: 'twin-response' }).length === 1`);
    for (const node of flow.filter((candidate) => /^(twin-|inject$)/.test(candidate.type))) {
      const found = `RED.nodes.filterNodes({ type: ${JSON.stringify(node.type)} }).find((n) => ${node.type !== 'inject'} || n.name === ${JSON.stringify(node['name'])})`;
      ids.set(node.id, (await editor.page.evaluate(`${found}.id`)) as string);
    }
    await editor.page.evaluate(`RED.workspaces.show(RED.nodes.filterNodes({ type: 'twin-response' })[0].z)`);
    await editor.deploy();
    await editor.page.evaluate(`RED.sidebar.show('debug')`);
  });

  it('says what it waits for, and then that it watches', async () => {
    await waitForStatus('tg-autoencoder', /learning \d+\/\d+/, 60);
    await waitForStatus('tg-autoencoder', /watching/, 180);
  });

  it('a drill raises an alert with kind, severity, the tag and a sentence', async () => {
    await editor.page.waitForTimeout(4000);
    await press('tg-bias');
    await debugged(/"F12 /, 120);
    // The reason comes first; a click shows the rest of a long line, which says whether it is new.
    const line = editor.page.locator('.red-ui-debug-msg', { hasText: /"F12 / }).first();
    await line.locator('.red-ui-debug-msg-object-handle').first().click();
    const alert = (await line.textContent()) ?? '';
    assert.match(alert, /sensor-fault|cyber-attack|data-drift|undetermined/);
    assert.match(alert, /low|medium|high/);
    await waitForStatus('tg-decision', /./, 60);
    const picture = process.env['TWIN_GUARD_SCREENSHOTS'];
    if (picture !== undefined) await editor.page.screenshot({ path: join(picture, 'guard-a-twin.png') });
  });

  it('ending the drill clears the alert', async () => {
    await press('tg-clear');
    await debugged(/is over/, 120);
  });

  it('nothing went wrong on the page or in the runtime', () => {
    assert.deepEqual(editor.problems, []);
    assert.deepEqual(
      runtime.output.filter((line) => /\[error\]/.test(line)),
      [],
    );
  });
});
