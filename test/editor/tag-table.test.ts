import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { FIELDS } from '../../nodes/ingest/config';
import { type Editor, launchBrowser, openEditor } from '../fixtures/browser';
import { linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';

const SETTINGS = Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, field.default]));
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
    payload: '{"L1":1,"twin_L1":1.1,"pump":5}',
    payloadType: 'json',
    topic: 'tank',
    props: [{ p: 'payload' }, { p: 'topic', vt: 'str' }],
    x: 100,
    y: 100,
    wires: [['ingest']],
  },
  { id: 'ingest', z: 'tab', type: 'twin-ingest', ...SETTINGS, x: 300, y: 100, wires: [[], []] },
];

interface Saved {
  id: string;
  tags: string;
}

describe('the tag table in the dialog of ingest', () => {
  let browser: Browser;
  let runtime: Runtime;
  let editor: Editor;
  let folder: string;

  before(async function () {
    const found = await launchBrowser();
    if (found === undefined) {
      console.log('      skipped: no Chromium; install it or set CHROMIUM to its path');
      return this.skip();
    }
    browser = found;
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-editor-'));
    linkPack(folder);
    runtime = await startNodeRed({ userDir: folder });
    await runtime.deploy(FLOW);
    editor = await openEditor(browser, runtime);
  });
  after(async () => {
    await browser?.close();
    await runtime?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const saved = async (): Promise<Record<string, unknown>> => {
    const flows = (await (await runtime.get('/flows')).json()) as Saved[] | { flows: Saved[] };
    const list = Array.isArray(flows) ? flows : flows.flows;
    return JSON.parse(list.find(({ id }) => id === 'ingest')!.tags) as Record<string, unknown>;
  };

  it('takes what the running node has learned, is edited and saved', async () => {
    const { page } = editor;
    await editor.open('ingest');
    await page.click('#twin-learned');
    await page.waitForSelector('#twin-tags input[data-key="name"]');
    assert.deepEqual(
      await page.$$eval('#twin-tags input[data-key="name"]', (inputs) =>
        inputs.map((input) => (input as HTMLInputElement).value),
      ),
      ['L1', 'twin_L1', 'pump'],
    );
    await page.fill('#twin-tags li:nth-child(1) [data-key="unit"]', 'm');
    await page.fill('#twin-tags li:nth-child(1) [data-key="max"]', '2.5');
    await page.selectOption('#twin-tags li:nth-child(3) [data-key="role"]', 'actuator');
    if (process.env['SCREENSHOT'] !== undefined) await page.screenshot({ path: process.env['SCREENSHOT'] });
    await editor.done();
    await editor.deploy();
    const tags = await saved();
    assert.deepEqual(Object.keys(tags), ['L1', 'twin_L1', 'pump']);
    assert.deepEqual(tags['twin_L1'], { role: 'twin', of: 'L1' });
    assert.deepEqual(tags['pump'], { role: 'actuator' });
    assert.deepEqual(editor.problems, []);
  });

  it('imports a tags.json', async () => {
    const { page } = editor;
    const file = join(folder, 'tags.json');
    writeFileSync(file, '{"T":{"role":"sensor","unit":"degC","states":["a","b"]},"T_sp":{"role":"setpoint","of":"T"}}');
    await editor.open('ingest');
    await page.setInputFiles('#twin-import', file);
    await page.waitForFunction('document.querySelectorAll("#twin-tags li").length === 2');
    await editor.done();
    await editor.deploy();
    assert.deepEqual(await saved(), {
      T: { role: 'sensor', unit: 'degC', states: ['a', 'b'] },
      T_sp: { role: 'setpoint', of: 'T' },
    });
    assert.deepEqual(editor.problems, []);
  });
});
