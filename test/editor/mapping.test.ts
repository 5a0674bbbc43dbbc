import assert from 'node:assert/strict';
import { FIELDS } from '../../nodes/ingest/config';
import { type Editor, openEditor } from '../fixtures/browser';
import type { Runtime } from '../fixtures/runtime';
import { openStage, type Stage } from '../fixtures/stage';

const SETTINGS = Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, field.default]));
const HOSTILE = '<img src=x onerror="window.hacked=1">';
const FLOW = [
  { id: 'tab', type: 'tab', label: 'test' },
  {
    id: 'source',
    z: 'tab',
    type: 'inject',
    name: '',
    repeat: '',
    crontab: '',
    once: true,
    onceDelay: '0.1',
    payload: JSON.stringify([
      { wat: HOSTILE, zahl: 61.5, [HOSTILE]: 'x' },
      { wat: 'flow', zahl: 4.25, [HOSTILE]: 'y' },
    ]),
    payloadType: 'json',
    topic: HOSTILE,
    props: [{ p: 'payload' }, { p: 'topic', vt: 'str' }],
    x: 100,
    y: 100,
    wires: [['ingest']],
  },
  { id: 'ingest', z: 'tab', type: 'twin-ingest', ...SETTINGS, x: 300, y: 100, wires: [[], []] },
];

describe('the proposal of a mapping in the dialog of ingest', () => {
  let stage: Stage | undefined;
  let runtime: Runtime;
  let editor: Editor;

  before(async function () {
    stage = await openStage();
    if (stage === undefined) return this.skip();
    ({ runtime } = stage);
    await runtime.deploy(FLOW);
    editor = await openEditor(stage.browser, runtime);
  });
  after(async () => {
    await stage?.close();
  });

  it('shows what waits as text and fills in the mapping with one click', async () => {
    const { page } = editor;
    await editor.open('ingest');
    await page.waitForSelector('#twin-waiting:visible');
    assert.ok((await page.textContent('#twin-waiting-sample'))!.includes(HOSTILE.slice(0, 18)));
    assert.equal(await page.$('#twin-waiting img'), null);
    assert.equal(await page.evaluate('window.hacked'), undefined);
    await page.click('#twin-waiting-take');
    assert.equal(await page.inputValue('#node-input-format'), 'mapping');
    assert.equal(await page.inputValue('#node-input-tagPath'), 'payload[].wat');
    assert.equal(await page.inputValue('#node-input-valuePath'), 'payload[].zahl');
    await editor.done();
    await editor.deploy();
    assert.deepEqual(editor.problems, []);
  });
});
