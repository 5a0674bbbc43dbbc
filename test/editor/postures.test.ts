import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type Editor, launchBrowser, openEditor } from '../fixtures/browser';
import { linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';

const FLOW = [
  { id: 'tab', type: 'tab', label: 'postures' },
  { id: 'decision', type: 'twin-decision', z: 'tab', x: 200, y: 60, wires: [[], [], [], []] },
];

interface Saved {
  id: string;
  postures?: string;
}

describe('the table of postures in a real browser', () => {
  let folder: string;
  let runtime: Runtime;
  let browser: Browser | undefined;
  let editor: Editor;

  before(async function () {
    browser = await launchBrowser();
    if (browser === undefined) {
      console.log('      skipped: no Chromium; install it or set CHROMIUM to its path');
      return this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-editor-'));
    linkPack(folder);
    runtime = await startNodeRed({ userDir: folder });
    await runtime.deploy(FLOW);
    editor = await openEditor(browser, runtime);
    return undefined;
  });
  after(async () => {
    await browser?.close();
    await runtime?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const saved = async (): Promise<Record<string, Record<string, unknown>> | undefined> => {
    const flows = (await (await runtime.get('/flows')).json()) as Saved[] | { flows: Saved[] };
    const list = Array.isArray(flows) ? flows : flows.flows;
    const { postures } = list.find(({ id }) => id === 'decision')!;
    return postures === undefined ? undefined : (JSON.parse(postures) as Record<string, Record<string, unknown>>);
  };
  const cell = (level: string, column: string): string =>
    `#twin-postures tr[data-level="${level}"] [data-column="${column}"]`;
  const wrong = async (): Promise<string> => (await editor.page.textContent('#twin-postures-wrong')) ?? '';

  it('shows a row for each level, with headers and a name for each cell, and what is usual', async () => {
    await editor.open('decision');
    const { page } = editor;
    assert.deepEqual(await page.locator('#twin-postures tr:first-child th').allTextContents(), [
      'Level',
      'Limit',
      'Alarm after',
      'Freeze',
      'Commands from',
      'Log',
    ]);
    const levels = await page.locator('#twin-postures th[scope="row"]').allTextContents();
    assert.deepEqual(levels, ['normal', 'elevated', 'high', 'lockdown']);
    assert.equal(await page.inputValue(cell('lockdown', 'limit')), '0.9');
    assert.equal(await page.inputValue(cell('normal', 'confirm')), '');
    assert.equal(await page.getAttribute(cell('high', 'commands'), 'aria-label'), 'high, Commands from');
    assert.equal(await page.isVisible('#twin-postures-wrong'), false);
    await page.locator('#twin-postures').scrollIntoViewIfNeeded();
    if (process.env['SCREENSHOT'] !== undefined) await page.screenshot({ path: process.env['SCREENSHOT'] });
    await editor.done();
  });

  it('says below the table what is wrong, marks the node, and takes what is right', async () => {
    await editor.open('decision');
    const { page } = editor;
    await page.fill(cell('high', 'limit'), '2');
    assert.match(await wrong(), /^high, limit: is 2; give a share of the limit from 0\.5 to 1$/);
    await page.waitForFunction(`$('#node-input-postures').hasClass('input-error')`);
    await page.fill(cell('high', 'limit'), '0.8');
    assert.match(await wrong(), /^lockdown, limit: is laxer than at high/);
    if (process.env['SCREENSHOT'] !== undefined) await page.screenshot({ path: `${process.env['SCREENSHOT']}.png` });
    await page.fill(cell('high', 'limit'), '0.92');
    assert.equal(await wrong(), '');
    await page.waitForFunction(`!$('#node-input-postures').hasClass('input-error')`);
    await page.uncheck(cell('elevated', 'freeze'));
    await page.selectOption(cell('normal', 'commands'), 'high');
    await page.fill(cell('lockdown', 'confirm'), '');
    await editor.done();
    await editor.deploy();
    const table = await saved();
    assert.deepEqual(table!['elevated'], { limit: 1, confirm: null, freeze: false, commands: 'low', log: false });
    assert.deepEqual([table!['high']!['limit'], table!['normal']!['commands']], [0.92, 'high']);
    assert.deepEqual(editor.problems, []);
  });

  it('shows again what was kept, and keeps it when nothing is changed', async () => {
    const before = await saved();
    await editor.open('decision');
    assert.equal(await editor.page.isChecked(cell('elevated', 'freeze')), false);
    assert.equal(await editor.page.inputValue(cell('normal', 'commands')), 'high');
    const confirm = (level: string): Promise<string> => editor.page.inputValue(cell(level, 'confirm'));
    assert.deepEqual([await confirm('high'), await confirm('lockdown')], ['', '']);
    await editor.done();
    assert.equal(await editor.page.evaluate(`RED.nodes.dirty()`), false);
    assert.deepEqual(await saved(), before);
  });
});
