import assert from 'node:assert/strict';
import { type Editor, openEditor } from '../fixtures/browser';
import type { FlowNode, Runtime } from '../fixtures/runtime';
import { openStage, type Stage } from '../fixtures/stage';

/** As from a hand-made flow: wrong in every table. */
const FLOW: readonly FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'test' },
  {
    id: 'ingest',
    z: 'tab',
    type: 'twin-ingest',
    tags: JSON.stringify({ L1: { max: 'much' }, L2: {}, twin_L1: { min: 'few' } }),
    zone: 'Middle/Earth',
    expressions: '{ "load": "L1 +" }',
    x: 200,
    y: 60,
    wires: [[], []],
  },
  {
    id: 'decision',
    z: 'tab',
    type: 'twin-decision',
    least: 'T1 >= 1 high\nT2 > 3',
    rules: '[{"when":"high","name":"hot"}]',
    postures: '{"high":{"limit":2}}',
    x: 200,
    y: 120,
    wires: [[], [], [], []],
  },
  {
    id: 'response',
    z: 'tab',
    type: 'twin-response',
    commands: '[{"name":"close","topic":"plant/valve","value":"L1"}]',
    policies: '[{"command":"only:open"}]',
    x: 200,
    y: 180,
    wires: [[], [], [], [], []],
  },
];
/** Node, and what the list says of it: place, and what helps. */
const SAYS: readonly (readonly [id: string, ...said: RegExp[]])[] = [
  [
    'ingest',
    /^Tags, tag L1, Highest much is no number/,
    /^Tags, tag twin_L1, Lowest few is no number/,
    /^Own features.*, feature load This cannot be computed/,
    /^Time zone This is no time zone/,
  ],
  [
    'decision',
    /^Least deviations, line 2 This is not understood/,
    /, rule 1, When these tags This must not be empty/,
    /, level high, Limit 2 does not fit/,
  ],
  [
    'response',
    /, command 1, Never below A value that is taken from a tag needs limits/,
    /, row 1, Command There is no command open/,
  ],
];

describe("the dialogs' list of what is wrong", () => {
  let stage: Stage | undefined;
  let runtime: Runtime;
  let editor: Editor;

  before(async function () {
    stage = await openStage();
    if (stage === undefined) return this.skip();
    ({ runtime } = stage);
    await runtime.deploy(FLOW);
    editor = await openEditor(stage.browser, runtime);
    return undefined;
  });
  after(async () => {
    await stage?.close();
  });
  const lines = (): Promise<string[]> => editor.page.locator('.twin-problems li').allTextContents();
  const focused = (property: string): Promise<unknown> => editor.page.evaluate(`document.activeElement.${property}`);

  for (const [id, ...said] of SAYS) {
    it(`${id}: names each place and what helps, and leads there by keyboard`, async () => {
      const { page } = editor;
      await editor.open(id);
      const found = await lines();
      assert.equal(found.length, said.length, found.join('\n'));
      for (const pattern of said)
        assert.ok(
          found.some((line) => pattern.test(line)),
          `${pattern} in ${found.join('\n')}`,
        );
      for (const jump of await page.locator('.twin-jump').all()) {
        await jump.focus();
        await page.keyboard.press('Enter');
        assert.equal(await focused(`getAttribute('aria-invalid')`), 'true', (await jump.textContent()) ?? '');
      }
      await page.click('#node-dialog-cancel');
      await page.waitForSelector('#node-dialog-ok', { state: 'detached' });
    });
  }

  it('the canvas says the same of the node that the dialog says', async () => {
    const told = (await editor.page.evaluate(`RED.nodes.node('decision').validationErrors.join(' ')`)) as string;
    assert.match(told, /rule 1, When these tags: This must not be empty/);
  });

  it('a line goes from the list when it is mended, and the fold and the row that a filter hides open on a jump', async () => {
    const { page } = editor;
    await editor.open('ingest');
    await page.fill('#twin-tags [data-entry]:nth-child(1) [data-key="max"]', '2,5');
    assert.equal(
      (await lines()).some((line) => /tag L1/.test(line)),
      false,
    );
    await page.fill('#twin-filter', 'L2');
    await page.click('.twin-jump >> text=twin_L1');
    assert.equal(await page.isVisible('#twin-tags [data-entry]:nth-child(3) [data-key="min"]'), true);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('1');
    await page.fill('#node-input-zone', 'Europe/Berlin');
    await page.click('.twin-jump >> text=load');
    assert.equal(
      await focused('value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)'),
      '"load"',
    );
    await page.fill('#node-input-expressions', '{ "load": "L1 + L2" }');
    assert.deepEqual(await lines(), []);
    assert.equal(await page.isVisible('.twin-problems'), false);
  });

  it('a tag without a name, and one that stands twice, are refused by their row and not lost', async () => {
    const { page } = editor;
    await page.fill('#twin-filter', '');
    await page.click('#twin-add-tag');
    assert.deepEqual(
      (await lines()).map((line) => line.slice(0, 15)),
      ['Tags, row 4, Ta'],
    );
    await page.keyboard.type('L1');
    assert.match((await lines())[0]!, /^Tags, row 4, Tag L1 stands here a second time/);
    await editor.done();
    await editor.open('ingest');
    assert.equal(await page.locator('#twin-tags [data-entry]').count(), 4);
    await page.fill('#twin-tags [data-entry]:nth-child(4) [data-key="name"]', 'L3');
    assert.deepEqual(await lines(), []);
    await editor.done();
    assert.equal(await page.evaluate(`RED.nodes.node('ingest').valid`), true);
    assert.deepEqual(Object.keys(JSON.parse(String(await page.evaluate(`RED.nodes.node('ingest').tags`)))), [
      'L1',
      'L2',
      'twin_L1',
      'L3',
    ]);
  });

  it('nothing went wrong in the page', () => assert.deepEqual(editor.problems, []));
});
