import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Field, Fields } from '../../lib/config/fields';
import { type Editor, openEditor } from '../fixtures/browser';
import type { FlowNode, Runtime } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';
import { openStage, type Stage } from '../fixtures/stage';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  'node-red': { nodes: Record<string, string> };
};
const nodes = Object.entries(manifest['node-red'].nodes)
  .map(([type, file]) => {
    const { FIELDS } = require(join(ROOT, file, '..', 'config.js')) as { FIELDS: Fields };
    return { type, name: basename(file, '.js'), fields: FIELDS, id: `n-${type}` };
  })
  // It is chosen in the dialogs of others, and has its own there.
  .filter(({ type }) => type !== 'twin-fleet');
/** Who needs a connection is not valid without one. */
const { FIELDS: OF_FLEET } = require(join(ROOT, manifest['node-red'].nodes['twin-fleet']!, '..', 'config.js')) as {
  FIELDS: Fields;
};
const FLEET = {
  id: 'fleet',
  type: 'twin-fleet',
  ...Object.fromEntries(Object.entries(OF_FLEET).map(([name, field]) => [name, field.default])),
  servers: '127.0.0.1:1',
};

/** A value just outside of a number field's limits, as the dialog shows it. */
function tooHigh(field: Field): string | undefined {
  if (field.kind !== 'number') return undefined;
  return String((field.share === true ? 100 : 1) * (field.max * 2 + 1));
}

/** A small plant that has learned within seconds, so that there is something to see in the dialogs. */
const PLANT: readonly FlowNode[] = [
  { id: 'plant', type: 'tab', label: 'plant' },
  { id: 'sim', type: 'twin-simulator', z: 'plant', speed: 100, x: 100, y: 60, wires: [['ing'], []] },
  { id: 'ing', type: 'twin-ingest', z: 'plant', settle: 5, x: 200, y: 60, wires: [['det'], []] },
  {
    id: 'det',
    type: 'twin-autoencoder',
    z: 'plant',
    records: 100,
    epochs: 5,
    folds: 2,
    x: 300,
    y: 60,
    wires: [['thr'], []],
  },
  { id: 'thr', type: 'twin-threshold', z: 'plant', x: 400, y: 60, wires: [[], []] },
  {
    id: 'nonsense',
    type: 'inject',
    z: 'plant',
    name: '',
    repeat: '',
    crontab: '',
    topic: '',
    once: true,
    onceDelay: 0.1,
    props: [{ p: 'payload' }],
    payload: '<b>no record</b>',
    payloadType: 'str',
    x: 300,
    y: 120,
    wires: [['thr']],
  },
];

describe('the dialogs in a real browser', () => {
  let runtime: Runtime;
  let stage: Stage | undefined;
  let editor: Editor;
  const offSite: string[] = [];

  before(async function () {
    stage = await openStage();
    if (stage === undefined) return this.skip();
    ({ runtime } = stage);
    const tab: FlowNode = { id: 'tab', type: 'tab', label: 'all nodes' };
    // Nodes without any setting, as from a flow made by hand or by an earlier version.
    const bare = nodes.map(({ id, type, fields }, i) => ({
      id,
      type,
      z: 'tab',
      x: 300,
      y: 60 + 60 * i,
      wires: [],
      ...(fields['fleet'] !== undefined && { fleet: FLEET.id }),
    }));
    await runtime.deploy([tab, FLEET, ...bare, ...PLANT]);
    editor = await openEditor(stage.browser, runtime);
    editor.page.on('request', (request) => {
      if (!request.url().startsWith(runtime.url) && !request.url().startsWith('data:')) offSite.push(request.url());
    });
    return undefined;
  });
  afterEach(async () => {
    // A dialog that a failure left open must not fail the tests behind it.
    const cancel = editor?.page.locator('#node-dialog-cancel');
    if ((await cancel?.count()) === 0) return;
    await cancel.click();
    await cancel.waitFor({ state: 'detached' });
  });
  after(async () => {
    await stage?.close();
  });

  it('all nodes stand in the palette category twin guard, with readable names on one line', async () => {
    const labels = await editor.page.locator('#red-ui-palette-twin_guard .red-ui-palette-label').allTextContents();
    assert.equal(labels.length, nodes.length);
    for (const label of labels) assert.match(label, /^[a-z -]{4,20}$/);
  });

  it('twin-fleet: its dialog shows every setting with a label, and keeps what is typed', async () => {
    await editor.open('n-twin-fleet-in');
    await editor.page.locator('#node-input-btn-fleet-edit').click();
    const form = editor.page.locator('#node-config-dialog-edit-form');
    await form.waitFor();
    await editor.page.evaluate(`$('#node-config-dialog-edit-form details').prop('open', true)`);
    for (const [name, field] of Object.entries(OF_FLEET)) {
      const input = form.locator(`#node-config-input-${name}`);
      assert.equal(await input.count(), 1, `no input for ${name}`);
      const wanted = name === 'servers' ? FLEET.servers : String(field.default);
      assert.equal(await input.inputValue(), wanted, name);
    }
    for (const text of await form.locator('[data-i18n]').allTextContents())
      assert.doesNotMatch(text, /^fleet\./, `untranslated: ${text}`);
    await form.locator('#node-config-input-password').fill('secret');
    await form.locator('#node-config-input-partitions').fill('128');
    await editor.page.locator('#node-config-dialog-ok').click();
    await form.waitFor({ state: 'detached' });
    const kept = (await editor.page.evaluate(
      `(({ partitions, credentials }) => ({ partitions, credentials }))(RED.nodes.node('fleet'))`,
    )) as { partitions: unknown; credentials: Record<string, unknown> };
    assert.equal(Number(kept.partitions), 128);
    assert.equal(kept.credentials['password'], 'secret');
    await editor.done();
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
        else if (name === 'fleet') assert.equal(await input.inputValue(), FLEET.id);
        else if (field.kind !== 'json') assert.equal(await input.inputValue(), String(field.default), name);
      }
      await editor.done();
    });

    const numeric = Object.entries(node.fields).find(([, field]) => tooHigh(field) !== undefined);
    if (numeric !== undefined) {
      it(`${node.type}: a value out of range is told beside it, a good one is kept`, async () => {
        const [name, field] = numeric;
        await editor.open(node.id);
        await editor.page.evaluate(`$('#dialog-form details').prop('open', true)`);
        const input = editor.page.locator(`#node-input-${name}`);
        const told = editor.page.locator(`#twin-error-${name}`);
        // Some settings are shown only when others need them; what is wrong with them is told all the same.
        const set = (value: string): Promise<unknown> =>
          editor.page.evaluate(`$('#node-input-${name}').val(${JSON.stringify(value)}).trigger('change')`);
        await set(tooHigh(field)!);
        assert.match((await told.textContent()) ?? '', /does not fit\. Give a (whole )?number from/);
        assert.equal(await input.getAttribute('aria-invalid'), 'true');
        await set(String(field.default));
        assert.equal(await told.textContent(), '');
        await editor.done();
        assert.equal(await editor.page.evaluate(`String(RED.nodes.node('${node.id}').${name})`), String(field.default));
      });
    }
  }

  it('a share is shown as per cent and kept as a share; a fold says what differs in it', async () => {
    const { page } = editor;
    await editor.open('n-twin-ingest');
    const fold = page.locator('#dialog-form details.twin-more > summary');
    await fold.focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.inputValue('#twin-share-minTruth'), '50');
    await page.fill('#twin-share-minTruth', '130');
    assert.equal(await page.textContent('#twin-error-minTruth'), '130 does not fit. Give a number from 0 % to 100 %.');
    await page.fill('#twin-share-minTruth', '70');
    assert.match((await fold.textContent()) ?? '', /one setting differs from its default/);
    await editor.done();
    assert.equal(await page.evaluate(`Number(RED.nodes.node('n-twin-ingest').minTruth)`), 0.7);
  });

  it('a detector says what its engine runs on here, or what it lacks', async () => {
    await editor.open('n-twin-autoencoder');
    await editor.page.click('#dialog-form details.twin-more > summary');
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

  it('a dialog shows what its running node knows: model and losses, limit and scores, and what it refused', async () => {
    const live = editor.page.locator('#twin-live');
    await editor.open('thr');
    await live
      .filter({ hasText: /Limit\d/ })
      .locator('svg line')
      .waitFor({ state: 'attached' });
    assert.match((await live.textContent()) ?? '', /one in 7 days: limit/);
    assert.match((await live.textContent()) ?? '', /Refused lately:.*payload/);
    await editor.done();
    await editor.open('det');
    await live.filter({ hasText: 'Learned from' }).locator('svg polyline').first().waitFor({ state: 'attached' });
    assert.match((await live.textContent()) ?? '', /Model\d.*Trained onwasm/);
    await editor.done();
  });

  it('deploys all of them without an error in page or runtime, and asks nobody but Node-RED', async () => {
    const invalid = `RED.nodes.filterNodes({}).filter((node) => node.valid === false).map((node) => node.id)`;
    assert.deepEqual(await editor.page.evaluate(invalid), []);
    const from = runtime.output.length;
    await editor.deploy();
    await runtime.line(/Started (modified )?(nodes|flows)/, from);
    assert.deepEqual(editor.problems, []);
    assert.deepEqual(offSite, []);
    // There is no broker here, which is told.
    const told = /twin-threshold:thr|twin-fleet:fleet\] servers: no server answers/;
    assert.deepEqual(
      runtime.output.filter((line) => /\[error\]/.test(line) && !told.test(line)),
      [],
    );
  });

  it('all of it is German for who has set the editor so', async () => {
    const { page } = editor;
    await editor.speak('de');
    for (const node of nodes) {
      await editor.open(node.id);
      const texts = await page.locator('#dialog-form [data-i18n]').allTextContents();
      for (const text of texts) assert.doesNotMatch(text, new RegExp(`^${node.name}\\.|\\b(the|and|of)\\b`), text);
      await editor.done();
    }
    await editor.open('n-twin-threshold');
    await page.fill('#node-input-budget', '0');
    assert.match((await page.textContent('#twin-error-budget')) ?? '', /^0 passt nicht\. Bitte eine Zahl von 0,01 bis/);
    await page.fill('#node-input-budget', '7');
    await editor.done();
    assert.deepEqual(editor.problems, []);
  });
});
