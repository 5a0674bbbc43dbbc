import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OperatorPage, openOperatorPage } from '../fixtures/operator-page';
import { adminAuth, alarmChain, askPage, scored, signIn } from '../fixtures/page';
import { send, withProbe } from '../fixtures/probe';
import type { Runtime } from '../fixtures/runtime';
import { openStage, type Stage } from '../fixtures/stage';

const START = 1_790_000_000_000;

describe('alarms on the operator page, after ISA-18.2', () => {
  let runtime: Runtime;
  let stage: Stage | undefined;
  let anna: OperatorPage;
  /** Source time goes on, whatever asset is meant. */
  let time = START;

  const asset = (name: string): string => `#/asset/decision~${name}`;
  const press = (selector: string, label: string): Promise<void> =>
    anna.page.click(`${selector} button:text-is("${label}")`);
  const lives = async (name: string, scores: readonly number[], more: object = {}): Promise<void> => {
    const messages = scored(name, scores, time).map(({ payload }) => ({ payload: { ...payload, ...more } }));
    await send(runtime, 'threshold', messages);
    time += 1000 * scores.length;
  };
  const alarm = (name: string): Promise<void> => lives(name, [0.1, 5, 5, 5, 5]);
  /** It may have chattered, and then takes longer. */
  const calm = (name: string, more?: object): Promise<void> => lives(name, Array(60).fill(0.1), more);

  before(async function () {
    stage = await openStage({ settings: { adminAuth: adminAuth() } });
    if (stage === undefined) return this.skip();
    ({ runtime } = stage);
    await runtime.deploy(withProbe(alarmChain(), ['threshold']), 'full', await signIn(runtime, 'root'));
    anna = await openOperatorPage(stage.browser, runtime);
    await anna.signIn('anna');
    await lives('Pump', [0.1, 0.1]);
    await lives('Tank', [0.1, 0.1]);
    return undefined;
  });
  after(async () => {
    await stage?.close();
  });

  it('an asset that is out of service alarms nobody, stands in a list that counts it, and is told of when it is back', async () => {
    await anna.go(asset('Pump'));
    await press('.heading', 'Take out of service');
    await anna.page.fill('dialog textarea', 'bearing is changed');
    await anna.page.click('dialog button[type=submit]');
    await anna.see('.heading', /out of service/);
    await alarm('Pump');
    await anna.go('#/alarms?list=shelved');
    await anna.see('.tabs', /Open \(0\)\s*Put aside \(1\)/);
    await anna.see(
      '.put-aside',
      /Pump[\s\S]*Out of service since .*, anna: bearing is changed[\s\S]*Something is wrong/,
    );
    await press('.put-aside', 'Put back in service');
    await anna.see('.tabs', /Open \(1\)\s*Put aside \(0\)/);
    await anna.see('.alarm-bar', /Pump/);
  });

  it('an alarm is shelved until it is over, and is not asked about then', async () => {
    await anna.go(asset('Pump'));
    await press('.alarm-bar', 'Shelve');
    await anna.page.click('dialog label:has-text("until it is over")');
    await anna.page.click('dialog button[type=submit]');
    await anna.see('.heading + .open-alarms', /Shelved until the alarm is over, anna/);
    await calm('Pump');
    await anna.see('.heading', /State\s*normal/);
    await anna.go('#/alarms');
    await anna.see('.tabs', /Open \(0\)\s*Put aside \(0\)/);
  });

  it('alarms of several assets that begin together are one line, which opens', async () => {
    for (const name of ['Fan 1', 'Fan 2', 'Fan 3']) {
      await send(runtime, 'threshold', scored(name, [0.1, 5, 5, 5, 5], time));
    }
    time += 5000;
    await anna.go('#/alarms');
    await anna.see('.alarm-table .incident', /3 alarms that began together/);
    assert.equal(await anna.page.locator('.alarm-table tbody tr').count(), 1);
    await anna.page.click('.incident button:has-text("began together")');
    await anna.page.waitForSelector('.alarm-table tbody tr.inside:nth-child(4)');
    await press('.incident', 'Acknowledge 3');
    await anna.see('.alarm-table .incident', /acknowledged/);
    for (const name of ['Fan 1', 'Fan 2', 'Fan 3']) await calm(name);
    await anna.see('.tabs', /Open \(0\)/);
  });

  it('an alarm that is raised while the page still loads is there', async () => {
    await anna.go('#/alarms');
    const slow = await anna.hold(/api\/alarms$/);
    await anna.page.reload();
    await slow.given;
    await alarm('Pump');
    slow.release();
    await anna.see('.tabs', /Open \(1\)/);
    await press('.alarm-bar', 'Acknowledge');
    await calm('Pump');
    await anna.see('.tabs', /Open \(0\)/);
  });

  it('one that latches stays when it is over, until somebody unlatches it', async () => {
    await anna.go(`${asset('Tank')}?open=rules`);
    await anna.page.click('.rules label:has-text("stays until somebody unlatches it")');
    await press('.rules', 'Apply these');
    await anna.see('.toast', /Tank: applied/);
    await alarm('Tank');
    await press('.alarm-bar', 'Acknowledge');
    await calm('Tank');
    await anna.go('#/alarms');
    await anna.see('.alarm-table', /latched, acknowledged[\s\S]*Tank/);
    await press('.alarm-table', 'Unlatch');
    await anna.see('.tabs', /Open \(0\)/);
  });

  it('alarms are suppressed by design in an operating mode, and the list says why', async () => {
    await anna.go(`${asset('Tank')}?open=rules`);
    await anna.page.fill('.rules label:has-text("Quiet in modes") input', 'cleaning');
    await press('.rules', 'Apply these');
    await anna.page.waitForSelector('.rules button:text-is("Apply these"):disabled');
    await lives('Tank', [5, 5, 5, 5], { mode: 'cleaning' });
    await anna.go('#/alarms?list=shelved');
    await anna.see('.put-aside', /Tank[\s\S]*Suppressed by design: the mode is cleaning/);
    await calm('Tank', { mode: 'cleaning' });
    await calm('Tank');
    await anna.see('.tabs', /Open \(0\)\s*Put aside \(0\)/);
  });

  it('what was set is taken back from the log, once, by what was there before', async () => {
    await anna.go('#/audit?people=on');
    await anna.see('.audit-table tr', /anna\s*Tank\s*changed a setting suppress cleaning[\s\S]*Undo/);
    await anna.page.click('.audit-table tr:has-text("suppress cleaning") button:text-is("Undo")');
    await anna.see('.toast', /Tank: taken back/);
    await anna.see('.audit-table tr:nth-child(1)', /changed a setting/);
    assert.equal(await anna.page.locator('.audit-table tr:has-text("cleaning") button:text-is("Undo")').count(), 1);
    await anna.go(`${asset('Tank')}?open=rules`);
    const modes = anna.page.locator('.rules label:has-text("Quiet in modes") input');
    while ((await modes.inputValue()) !== '') await anna.page.waitForTimeout(100);
  });

  it('a tag that is excluded stands in the list of what is put aside', async () => {
    await anna.go(`${asset('Tank')}?open=rules&tag=T1`);
    await anna.page.click('.rules label:has-text("None: exclude it")');
    await press('.rules', 'Apply');
    await anna.go('#/alarms?list=shelved');
    await anna.see('.put-aside', /Tank[\s\S]*Nothing alarms of: T1/);
  });

  it('the log of Node-RED says the same, with the name that was proven', () => {
    const orders = readFileSync(join(stage!.userDir, 'twin-guard', 'audit.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ event, via }) => event === 'order' && via === 'page');
    assert.ok(orders.every(({ by, verified }) => by === 'anna' && verified === true));
    const names = new Set(orders.map(({ do: name }) => name));
    for (const name of ['out-of-service', 'in-service', 'shelve', 'unlatch', 'set', 'acknowledge'])
      assert.ok(names.has(name), name);
  });

  it('an alarm that is over says so, and does not stand in the place of why its asset is masked now', async () => {
    const set = { keys: ['decision~Mixer'], layer: 'decision', do: 'set', options: { settling: 86_400 } };
    await lives('Mixer', [0.1], { mode: 'stir' });
    await askPage(runtime, 'api/orders', await signIn(runtime, 'anna'), set);
    await lives('Mixer', [0.1, 5, 5, 5, 5], { mode: 'stir' });
    await anna.go(asset('Mixer'));
    await anna.see('.heading', /State\s*alarm/);
    await calm('Mixer', { mode: 'stir' });
    await anna.see('.heading', /State\s*normal/);
    await anna.go('#/fleet');
    await anna.see('.row', /Mixer[\s\S]*returned, unacknowledged: Something is wrong/);
    await lives('Mixer', [0.1], { mode: 'rinse' });
    await anna.see('.row', /Mixer[\s\S]*the mode has changed to rinse/);
    await anna.go(asset('Mixer'));
    await anna.see('.heading', /the mode has changed to rinse[\s\S]*State\s*masked/);
    await anna.see('.alarm-bar', /Something is wrong[\s\S]*over/);
  });

  it('nothing went wrong on the page', () => {
    assert.deepEqual(anna.problems, []);
  });
});
