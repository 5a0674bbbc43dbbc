import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Field, Fields } from '../../lib/config/fields';
import { type Editor, launchBrowser, openEditor } from '../fixtures/browser';
import { type FlowNode, linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  'node-red': { nodes: Record<string, string> };
};
const nodes = Object.entries(manifest['node-red'].nodes).map(([type, file]) => {
  const { FIELDS } = require(join(ROOT, file, '..', 'config.js')) as { FIELDS: Fields };
  return { type, name: basename(file, '.js'), fields: FIELDS, id: `n-${type}` };
});

/** A value just outside of a number field's limits. */
function tooHigh(field: Field): string | undefined {
  return field.kind === 'number' ? String(field.max * 2 + 1) : undefined;
}

describe('the dialogs in a real browser', () => {
  let userDir: string;
  let runtime: Runtime;
  let browser: Browser | undefined;
  let editor: Editor;

  before(async function () {
    browser = await launchBrowser();
    if (browser === undefined) {
      console.log('      skipped: no Chromium; install it or set CHROMIUM to its path');
      return this.skip();
    }
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-editor-'));
    linkPack(userDir);
    runtime = await startNodeRed({ userDir });
    const tab: FlowNode = { id: 'tab', type: 'tab', label: 'all nodes' };
    // Nodes without any setting, as from a flow made by hand or by an earlier version.
    const bare = nodes.map(({ id, type }, i) => ({ id, type, z: 'tab', x: 300, y: 60 + 60 * i, wires: [] }));
    await runtime.deploy([tab, ...bare]);
    editor = await openEditor(browser, runtime);
    return undefined;
  });
  after(async () => {
    await browser?.close();
    await runtime?.stop();
    if (userDir !== undefined) rmSync(userDir, { recursive: true, force: true });
  });

  it('all nodes stand in the palette category twin guard, with readable names', async () => {
    const labels = await editor.page.locator('#red-ui-palette-twin_guard .red-ui-palette-label').allTextContents();
    assert.equal(labels.length, nodes.length);
    for (const label of labels) assert.match(label, /^[a-z -]{4,20}$/);
  });

  for (const node of nodes) {
    it(`${node.type}: a fresh node is valid and its dialog shows every setting with a label`, async () => {
      await editor.open(node.id);
      for (const name of Object.keys(node.fields)) {
        assert.equal(await editor.page.locator(`#node-input-${name}`).count(), 1, `no input for ${name}`);
      }
      for (const text of await editor.page.locator('#dialog-form [data-i18n]').allTextContents()) {
        assert.doesNotMatch(text, new RegExp(`^${node.name}\\.`), `untranslated: ${text}`);
      }
      assert.equal(await editor.page.locator('#dialog-form .input-error').count(), 0);
      for (const [name, field] of Object.entries(node.fields)) {
        const input = editor.page.locator(`#node-input-${name}`);
        if (field.kind === 'flag') assert.equal(await input.isChecked(), field.default, name);
        else if (field.kind !== 'json') assert.equal(await input.inputValue(), String(field.default), name);
      }
      await editor.done();
    });

    const numeric = Object.entries(node.fields).find(([, field]) => tooHigh(field) !== undefined);
    if (numeric !== undefined) {
      it(`${node.type}: a value out of range is marked, a good one is kept`, async () => {
        const [name, field] = numeric;
        await editor.open(node.id);
        const input = editor.page.locator(`#node-input-${name}`);
        // Some settings are shown only when others need them; their validation holds all the same.
        const set = (value: string) =>
          input.evaluate((element, given) => {
            (element as unknown as { value: string }).value = given;
            element.dispatchEvent(new Event('change', { bubbles: true }));
            element.dispatchEvent(new Event('keyup', { bubbles: true }));
          }, value);
        await set(tooHigh(field)!);
        await editor.page.waitForFunction(`$('#node-input-${name}').hasClass('input-error')`);
        await set(String(field.default));
        await editor.page.waitForFunction(`!$('#node-input-${name}').hasClass('input-error')`);
        await editor.done();
        assert.equal(await editor.page.evaluate(`String(RED.nodes.node('${node.id}').${name})`), String(field.default));
      });
    }
  }

  it('a detector says what its engine runs on here, or what it lacks', async () => {
    await editor.open(nodes.find(({ type }) => type === 'twin-autoencoder')!.id);
    const hint = editor.page.locator('#dialog-form .form-tips').filter({ hasText: /engine|here/i });
    const chosen = async (engine: string, expected: RegExp): Promise<void> => {
      await editor.page.selectOption('#node-input-engine', engine);
      assert.match((await hint.textContent()) ?? '', expected);
    };
    await hint.filter({ hasText: 'Here it can choose from: wasm' }).waitFor();
    await chosen('wasm', /^Runs here on wasm/);
    await chosen('cuda', /^Cannot run here: not installed: @tensorflow\/tfjs-node-gpu\. What helps: cd .* npm install/);
    await chosen('automatic', /^Here it can choose from: wasm/);
    await editor.done();
  });

  it('twin-response: a twin chosen from the list shows what leaves, and its command is added to those there', async () => {
    await editor.open('n-twin-response');
    const { page } = editor;
    const list = page.locator('#node-input-commands');
    await list.fill('[{ "name": "close valve", "topic": "t" }]');
    await page.locator('#twin-write-to').selectOption('sparkplug');
    assert.match(String(await page.locator('#twin-write-leaves').textContent()), /spBv1\.0\/plant\/DCMD/);
    await page.locator('#twin-write-add').click();
    const commands = JSON.parse(await list.inputValue()) as Record<string, unknown>[];
    assert.deepEqual(
      commands.map(({ name, twin }) => [name, twin]),
      [
        ['close valve', undefined],
        ['close valve 2', 'sparkplug'],
      ],
    );
    await editor.done();
  });

  it('deploys all of them without an error in page or runtime', async () => {
    const from = runtime.output.length;
    await editor.deploy();
    await runtime.line(/Started (modified )?(nodes|flows)/, from);
    assert.deepEqual(editor.problems, []);
    assert.deepEqual(
      runtime.output.filter((line) => /\[error\]/.test(line)),
      [],
    );
  });
});
