import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIELDS } from '../../nodes/ingest/config';
import { type Editor, openEditor } from '../fixtures/browser';
import type { Runtime } from '../fixtures/runtime';
import { openStage, type Stage } from '../fixtures/stage';

const SETTINGS = Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, field.default]));
/** What an asset or a tag may be called by whoever sends messages. */
const HOSTILE = '<img src=x onerror=alert(1)>';
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
    payload: JSON.stringify({ L1: 1.25, twin_L1: 1.1, pump: 5, [HOSTILE]: 7 }),
    payloadType: 'json',
    topic: HOSTILE,
    props: [{ p: 'payload' }, { p: 'topic', vt: 'str' }],
    x: 100,
    y: 100,
    wires: [['ingest']],
  },
  { id: 'ingest', z: 'tab', type: 'twin-ingest', ...SETTINGS, x: 300, y: 100, wires: [[], []] },
  { id: 'decision', type: 'twin-decision', z: 'tab', x: 200, y: 160, wires: [[], [], [], []] },
  { id: 'response', type: 'twin-response', z: 'tab', x: 400, y: 160, wires: [[], [], [], [], []] },
];

describe('the tables in the dialogs', () => {
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

  const saved = async <T>(id: string, property: string): Promise<T> => {
    const flows = (await (await runtime.get('/flows')).json()) as Record<string, string>[] | { flows: never[] };
    const list = Array.isArray(flows) ? flows : flows.flows;
    return JSON.parse((list as Record<string, string>[]).find((node) => node['id'] === id)![property]!) as T;
  };
  const texts = (selector: string): Promise<string[]> => editor.page.locator(selector).allTextContents();
  const values = (key: string): Promise<string[]> =>
    editor.page.$$eval(`#twin-tags [data-key="${key}"]`, (inputs) =>
      inputs.map((input) => (input as HTMLInputElement).value),
    );

  describe('tags', () => {
    it('take what the running node has learned, with a header for each column and the value of now', async () => {
      const { page } = editor;
      await editor.open('ingest');
      await page.click('#twin-learned');
      await page.waitForSelector('#twin-tags input[data-key="name"]');
      assert.deepEqual(await values('name'), ['L1', 'twin_L1', 'pump', HOSTILE]);
      assert.deepEqual((await texts('#twin-tags thead th')).slice(1, 5), ['Tag', 'Role', 'Of tag', 'Unit']);
      await page.waitForFunction(`$('#twin-tags .twin-now').first().text() === '1.25'`);
      assert.equal(await page.textContent('#twin-tags-told'), '4 tags taken.');
      assert.equal(await page.locator('#dialog-form img').count(), 0, 'a name is never markup');
    });

    it('can be filtered, set together, refused beside the table, and are kept', async () => {
      const { page } = editor;
      await page.fill('#twin-tags tr:nth-child(1) [data-key="unit"]', 'm');
      await page.fill('#twin-tags tr:nth-child(1) [data-key="max"]', 'much');
      assert.match((await page.textContent('#twin-error-tags')) ?? '', /tag L1, Highest: much is no number/);
      await page.fill('#twin-tags tr:nth-child(1) [data-key="max"]', '2.5');
      assert.equal(await page.textContent('#twin-error-tags'), '');
      await page.fill('#twin-filter', 'pump');
      await page.selectOption('#twin-bulk-role', 'role actuator');
      await page.fill('#twin-filter', '');
      await page.check('#twin-tags tr:nth-child(4) .twin-pick');
      await page.selectOption('#twin-bulk-role', 'remove');
      if (process.env['SCREENSHOT'] !== undefined) await page.screenshot({ path: process.env['SCREENSHOT'] });
      await editor.done();
      await editor.deploy();
      const tags = await saved<Record<string, unknown>>('ingest', 'tags');
      assert.deepEqual(Object.keys(tags), ['L1', 'twin_L1', 'pump']);
      assert.deepEqual(tags['L1'], { role: 'sensor', unit: 'm', max: 2.5 });
      assert.deepEqual(tags['twin_L1'], { role: 'twin', of: 'L1' });
      assert.deepEqual(tags['pump'], { role: 'actuator' });
    });

    it('come from a tags.json, with all that no column shows', async () => {
      const { page } = editor;
      const file = join(stage!.userDir, 'tags.json');
      writeFileSync(
        file,
        '{"T":{"role":"sensor","unit":"degC","states":["a","b"]},"T_sp":{"role":"setpoint","of":"T"}}',
      );
      await editor.open('ingest');
      await page.setInputFiles('#twin-import', file);
      await page.waitForFunction('document.querySelectorAll("#twin-tags tbody tr").length === 2');
      await editor.done();
      await editor.deploy();
      assert.deepEqual(await saved('ingest', 'tags'), {
        T: { role: 'sensor', unit: 'degC', states: ['a', 'b'] },
        T_sp: { role: 'setpoint', of: 'T' },
      });
    });
  });

  describe('postures', () => {
    const cell = (level: string, column: string): string =>
      `#twin-postures [data-entry="${level}"] [data-key="${column}"]`;
    const open = async (): Promise<void> => {
      await editor.open('decision');
      await editor.page.click('#dialog-form details.twin-more > summary');
    };

    it('have a row for each level, with headers and a name for each cell, and what is usual', async () => {
      await open();
      const { page } = editor;
      assert.deepEqual(await texts('#twin-postures thead th'), [
        'Level',
        'Limit',
        'Alarm after',
        'Freeze',
        'Commands from',
        'Log',
      ]);
      assert.deepEqual(await texts('#twin-postures th[scope="row"]'), ['normal', 'elevated', 'high', 'lockdown']);
      assert.equal(await page.inputValue(cell('lockdown', 'limit')), '0.9');
      assert.equal(await page.inputValue(cell('normal', 'confirm')), '');
      assert.equal(await page.getAttribute(cell('high', 'commands'), 'aria-label'), 'high, Commands from');
      assert.equal(await page.isVisible('#twin-error-postures'), false);
    });

    it('say below the table what is wrong, mark the node, and take what is right', async () => {
      const { page } = editor;
      const wrong = async (): Promise<string> => (await page.textContent('#twin-error-postures')) ?? '';
      await page.fill(cell('high', 'limit'), '2');
      assert.match(await wrong(), /level high, Limit: 2 does not fit\. Give a number from 0\.5 to 1\.$/);
      assert.equal(await page.getAttribute(cell('high', 'limit'), 'aria-invalid'), 'true');
      await page.fill(cell('high', 'limit'), '0.8');
      assert.match(
        await wrong(),
        /level lockdown, Limit: A level must look at least as closely as the one below it \(high\)/,
      );
      await page.fill(cell('high', 'limit'), '0.92');
      assert.equal(await wrong(), '');
      assert.equal(await page.getAttribute(cell('high', 'limit'), 'aria-invalid'), 'false');
      await page.uncheck(cell('elevated', 'freeze'));
      await page.selectOption(cell('normal', 'commands'), 'high');
      await page.fill(cell('lockdown', 'confirm'), '');
      await editor.done();
      await editor.deploy();
      const table = await saved<Record<string, Record<string, unknown>>>('decision', 'postures');
      assert.deepEqual(table['elevated'], { limit: 1, confirm: null, freeze: false, commands: 'low', log: false });
      assert.deepEqual([table['high']!['limit'], table['normal']!['commands']], [0.92, 'high']);
    });

    it('are shown again as they were kept, and kept when nothing is changed', async () => {
      const before = await saved('decision', 'postures');
      await open();
      assert.equal(await editor.page.isChecked(cell('elevated', 'freeze')), false);
      assert.equal(await editor.page.inputValue(cell('normal', 'commands')), 'high');
      assert.equal(await editor.page.inputValue(cell('lockdown', 'confirm')), '');
      await editor.done();
      assert.equal(await editor.page.evaluate(`RED.nodes.dirty()`), false);
      assert.deepEqual(await saved('decision', 'postures'), before);
    });
  });

  it('a rule of the plant is added, refused beside the table, and kept; what is built in can be read', async () => {
    const { page } = editor;
    await editor.open('decision');
    assert.match((await page.textContent('#twin-built-in')) ?? '', /stuck sensor.*does not move at all/);
    await page.focus('#twin-add-rule');
    await page.keyboard.press('Enter');
    assert.match(
      (await page.textContent('#twin-error-rules')) ?? '',
      /rule 1, When these tags: This must not be empty/,
    );
    await page.keyboard.type('T1, T2');
    await page.selectOption('#twin-rules [data-key="when"]', { label: 'too high' });
    await page.fill('#twin-rules [data-key="name"]', 'fouled cooler');
    assert.equal(await page.textContent('#twin-error-rules'), '');
    await editor.done();
    await editor.deploy();
    assert.deepEqual(await saved('decision', 'rules'), [
      { when: 'high', kind: 'sensor-fault', tags: 'T1, T2', name: 'fouled cooler' },
    ]);
  });

  describe('commands and policies', () => {
    it('a command is added by keyboard, shows what leaves for its twin, and is refused beside the list', async () => {
      const { page } = editor;
      await editor.open('response');
      await page.selectOption('#twin-command-twin', 'sparkplug');
      await page.focus('#twin-add-command');
      await page.keyboard.press('Enter');
      await page.keyboard.type('close <b>valve</b>');
      assert.match((await page.textContent('.twin-command code')) ?? '', /spBv1\.0\/plant\/DCMD/);
      assert.equal(
        await page.textContent('.twin-command summary'),
        'close <b>valve</b>: on cyber-attack, from high',
        'a name is never markup',
      );
      await page.fill('.twin-command [data-key="value"]', 'L1');
      assert.match(
        (await page.textContent('#twin-error-commands')) ?? '',
        /command 1, Never below: A value .* needs limits/,
      );
      await page.fill('.twin-command [data-key="min"]', '0');
      await page.fill('.twin-command [data-key="max"]', '0,5');
      assert.equal(await page.textContent('#twin-error-commands'), '');
    });

    it('a policy offers that command, and is refused when the command goes', async () => {
      const { page } = editor;
      await page.click('#twin-add-policy');
      await page.selectOption('#twin-policies [data-key="kind"]', 'cyber-attack');
      await page.fill('#twin-policies [data-key="asset"]', 'pump*');
      await page.selectOption('#twin-policies [data-key="command"]', { label: 'close <b>valve</b>' });
      await page.uncheck('#twin-policies [data-key="alert"]');
      assert.equal(await page.textContent('#twin-error-policies'), '');
      await page.fill('.twin-command [data-key="name"]', 'open');
      assert.match(
        (await page.textContent('#twin-error-policies')) ?? '',
        /row 1, Command: There is no command close <b>valve<\/b> in the list/,
      );
      await page.fill('.twin-command [data-key="name"]', 'close <b>valve</b>');
      assert.equal(await page.textContent('#twin-error-policies'), '');
      await page.click('#twin-simulate');
      await page.waitForFunction(`$('#twin-simulated').text() !== ''`);
      assert.match((await page.textContent('#twin-simulated')) ?? '', /no alarm in the last 14 days/);
      await editor.done();
      await editor.deploy();
      assert.deepEqual(await saved('response', 'commands'), [
        {
          name: 'close <b>valve</b>',
          twin: 'sparkplug',
          tag: 'Valve/Position',
          value: 'L1',
          datatype: 'Double',
          kinds: ['cyber-attack'],
          severity: 'high',
          min: 0,
          max: 0.5,
        },
      ]);
      assert.deepEqual(await saved('response', 'policies'), [
        { kind: 'cyber-attack', asset: 'pump*', alert: false, command: 'only:close <b>valve</b>' },
      ]);
    });

    it('are shown again as they were kept, and kept when nothing is changed', async () => {
      await editor.open('response');
      assert.equal(await editor.page.inputValue('#twin-policies [data-key="asset"]'), 'pump*');
      assert.equal(await editor.page.isChecked('#twin-policies [data-key="alert"]'), false);
      await editor.done();
      assert.equal(await editor.page.evaluate(`RED.nodes.dirty()`), false);
    });
  });

  it('nothing went wrong in the page', () => assert.deepEqual(editor.problems, []));
});
