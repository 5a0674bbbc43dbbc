import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { barriers } from '../fixtures/accessible';
import { type Editor, openEditor } from '../fixtures/browser';
import { otherPackages } from '../fixtures/packages';
import type { FlowNode, Runtime } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';
import { openStage, type Stage } from '../fixtures/stage';

const { 'node-red': declared } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  'node-red': { nodes: Record<string, string> };
};
/** The connection of a fleet has its dialog on top of another one; `dialogs.test.ts` opens it. */
const TYPES = Object.keys(declared.nodes).filter((type) => type !== 'twin-fleet');
/** Of Node-RED 4, which has no dark colours of its own. */
const THEMES = { '@node-red-contrib-themes/theme-collection': '3.0.6' };

/** Tables with rows in them, and in each something that is wrong, so that errors and their list are looked at, too. */
const FILLED: Readonly<Record<string, object>> = {
  'twin-ingest': { tags: JSON.stringify({ L1: { max: 'much' }, twin_L1: { role: 'twin', of: 'L1' } }) },
  'twin-decision': { rules: JSON.stringify([{ name: 'hot' }]), least: 'T1 soon' },
  'twin-response': {
    commands: JSON.stringify([{ name: 'close', value: 'L1' }]),
    policies: JSON.stringify([{ kind: 'fault' }]),
  },
  'twin-threshold': { budget: 0 },
};
/** A small plant, so that the dialogs have live values to show. */
const PLANT: readonly FlowNode[] = [
  { id: 'plant', type: 'tab', label: 'plant' },
  { id: 'n-sim', type: 'twin-simulator', z: 'plant', speed: 100, x: 100, y: 60, wires: [['n-ing'], []] },
  { id: 'n-ing', type: 'twin-ingest', z: 'plant', settle: 5, x: 200, y: 60, wires: [['n-det'], []] },
  {
    id: 'n-det',
    type: 'twin-autoencoder',
    z: 'plant',
    records: 100,
    epochs: 5,
    folds: 2,
    x: 300,
    y: 60,
    wires: [['n-thr'], []],
  },
  { id: 'n-thr', type: 'twin-threshold', z: 'plant', x: 400, y: 60, wires: [['n-dec'], []] },
  { id: 'n-dec', type: 'twin-decision', z: 'plant', x: 500, y: 60, wires: [['n-res'], [], [], []] },
  { id: 'n-res', type: 'twin-response', z: 'plant', x: 600, y: 60, wires: [[], [], [], [], []] },
];
/** The traps are Node-RED's own: they keep browsers from filling in passwords. */
const DIALOG = { include: ['#dialog-form'], exclude: ['[id^=red-ui-trap]'] };
const LIVE = ['n-ing', 'n-det', 'n-thr', 'n-dec', 'n-res'];

describe('the dialogs for who reads them out or sees little, by axe', () => {
  let stage: Stage | undefined;
  let runtime: Runtime;
  let editor: Editor;

  before(async function () {
    stage = await openStage();
    if (stage === undefined) return this.skip();
    ({ runtime } = stage);
    const tab: FlowNode = { id: 'tab', type: 'tab', label: 'all nodes' };
    const nodes = TYPES.map((type, i) => ({
      id: type,
      type,
      z: 'tab',
      x: 300,
      y: 60 + 60 * i,
      wires: [],
      ...FILLED[type],
    }));
    await runtime.deploy([tab, ...nodes, ...PLANT]);
    editor = await openEditor(stage.browser, runtime);
    await editor.open('n-thr');
    await editor.page.locator('#twin-live svg line').waitFor({ state: 'attached' });
    await close();
    return undefined;
  });
  after(async () => {
    await stage?.close();
  });

  async function close(): Promise<void> {
    await editor.page.click('#node-dialog-cancel');
    await editor.page.waitForSelector('#node-dialog-ok', { state: 'detached' });
  }

  /** Of all dialogs, by node. */
  async function found(): Promise<Record<string, string[]>> {
    const all: Record<string, string[]> = {};
    for (const id of [...TYPES, ...LIVE]) {
      await editor.open(id);
      await editor.page.evaluate(`$('#dialog-form details').prop('open', true)`);
      if (LIVE.includes(id)) await editor.page.waitForSelector('#twin-live:not([hidden])');
      const barred = await barriers(editor.page, DIALOG);
      if (barred.length > 0) all[id] = barred;
      await close();
    }
    return all;
  }

  /** Node-RED 5 has dark colours, Node-RED 4 takes them from a theme. @returns whether there are any */
  async function darken(): Promise<boolean> {
    const { page } = editor;
    await page.evaluate(`document.documentElement.classList.add('nr-theme-dark')`);
    if (((await page.evaluate('RED.settings.version')) as string).startsWith('4')) {
      const folder = otherPackages(THEMES);
      if (folder === undefined) return false;
      const theme = join(folder, Object.keys(THEMES)[0]!, 'themes', 'dark', 'dark.min.css');
      await page.addStyleTag({ path: theme });
    }
    const colour = await page.evaluate(`getComputedStyle(document.querySelector('#red-ui-workspace')).backgroundColor`);
    assert.doesNotMatch(String(colour), /25\d, 25\d, 25\d/, 'it is dark');
    return true;
  }

  it('in English and light: nothing serious', async () => {
    assert.deepEqual(await found(), {});
  });

  it('in German and dark: nothing serious', async function () {
    await editor.speak('de');
    if (!(await darken())) return this.skip();
    assert.deepEqual(await found(), {});
    return undefined;
  });
});
