import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Layer } from '../../../lib/layer/layer';
import { type OrderName, parseOrder } from '../../../lib/layer/orders';
import { type AssetLayers, createAssetLayers } from '../../../lib/node-red/asset-layers';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/response/config';
import { createResponse } from '../../../nodes/response/layer';
import { ATTACK, COMMANDS } from '../../fixtures/attack';
import { type TestContext, testContext } from '../../fixtures/layer-context';

type Told = Record<string, unknown>;

const ORDERS: OrderName[] = ['arm', 'disarm', 'approve', 'resend', 'drop', 'reset', 'status'];
const CALM: TwinRecord = { asset: 'plant', time: ATTACK.time, values: { L1: 1 }, verdict: 'normal' };
const attack = (more: object = {}, decision: object = {}): TwinRecord =>
  ({ ...ATTACK, ...more, decision: { ...ATTACK.decision, ...decision } }) as TwinRecord;
const order = (layer: Layer, control: unknown): Told => layer.order(parseOrder(control, ORDERS), undefined);
const commands = (told: readonly Told[]): Told[] => told.filter(({ output }) => output === 'command');
const events = (told: readonly Told[], name: string): Told[] => told.filter(({ event }) => event === name);

describe('response: no command without a state on disk', () => {
  const make = (
    raw: object = {},
    snapshot?: unknown,
  ): { layer: Layer; context: TestContext; clock: { now: number } } => {
    const clock = { now: 1_000_000 };
    const context = testContext('plant', clock);
    const layer = createResponse(parseConfig({ commands: COMMANDS, ...raw }), context, snapshot);
    return { layer, context, clock };
  };
  const restart = (layer: Layer, raw: object = {}) =>
    make({ stayArmed: true, ...raw }, JSON.parse(JSON.stringify(layer.snapshot())));

  it('a command is held while the disk refuses, told once, and leaves once when it no longer does', () => {
    const { layer, context, clock } = make();
    order(layer, 'arm');
    context.disk.refuses = true;
    for (let i = 0; i < 100; i++) {
      clock.now += 1000;
      layer.step(attack());
    }
    assert.deepEqual(commands(context.sent), []);
    assert.equal(events(context.sent, 'command-held').length, 1);
    assert.match(String(events(context.sent, 'command-held')[0]!['why']), /state cannot be saved/);
    assert.deepEqual(order(layer, 'status')['latched'], []);
    assert.equal(context.sent.filter(({ output }) => output === 'alert').length, 1, 'people are told all the same');
    context.disk.refuses = false;
    for (let i = 0; i < 20; i++) {
      clock.now += 1000;
      layer.step(attack());
    }
    assert.equal(commands(context.sent).length, 1);
  });

  it('a command that people have approved is held as well, and their approval is kept', () => {
    const { layer, context, clock } = make({
      commands: JSON.stringify([{ name: 'close', severity: 'low', topic: 't', approvals: 1, expires: 3600 }]),
    });
    order(layer, 'arm');
    layer.step(attack());
    context.disk.refuses = true;
    order(layer, { do: 'approve', command: 'close', by: 'Ada' });
    assert.deepEqual(commands(context.sent), []);
    context.disk.refuses = false;
    clock.now += 10_000;
    layer.step(attack());
    assert.equal(commands(context.sent).length, 1);
  });

  it('arm is refused, and the node stays in dry run', () => {
    const { layer, context } = make();
    context.disk.refuses = true;
    assert.throws(() => order(layer, 'arm'), /stay in dry run/);
    context.disk.refuses = false;
    layer.step(attack());
    assert.deepEqual(commands(context.sent), []);
  });

  it('what was armed begins in dry run where nothing can be saved, and says so', () => {
    const { layer } = make();
    order(layer, 'arm');
    const snapshot = JSON.parse(JSON.stringify(layer.snapshot())) as unknown;
    const context = testContext('plant');
    context.disk.refuses = true;
    const again = createResponse(parseConfig({ commands: COMMANDS, stayArmed: true }), context, snapshot);
    again.step(attack());
    assert.deepEqual(commands(context.sent), []);
    assert.match(String(events(context.sent, 'disarmed')[0]!['text']), /dry run: the state cannot be saved/);
    assert.equal(context.failures.length, 1);
  });

  it('what a message brings as its response keeps no command back', () => {
    for (const response of [{}, { sent: 'x' }, null, 5, [], { held: {} }]) {
      const { layer, context } = make();
      order(layer, 'arm');
      const record = attack({ response });
      layer.step(record);
      assert.equal(commands(context.sent).length, 1, JSON.stringify(response));
      assert.deepEqual(record.response, { sent: ['alert: raised', 'command: close'], held: [] });
    }
  });

  describe('that may not have left before a stop', () => {
    const stopped = () => {
      const first = make();
      order(first.layer, 'arm');
      first.layer.step(attack());
      return { key: (commands(first.context.sent)[0]!['message'] as Told)['key'], ...restart(first.layer) };
    };

    it('is told with its key at the start, shown as a fault, and not given again by itself', () => {
      const { layer, context, key } = stopped();
      const [told] = events(context.sent, 'command-uncertain');
      assert.equal((told!['content'] as Told)['key'], key);
      assert.match(context.failures[0]!.message, new RegExp(`may not have left.*${String(key)}`));
      assert.equal(layer.status().state, 'fault');
      layer.step(attack());
      assert.deepEqual(commands(context.sent), []);
      assert.deepEqual(order(layer, 'status')['uncertain'], ['close']);
    });

    it('is told again after every further start, until somebody decides', () => {
      const { layer } = stopped();
      const again = restart(layer);
      assert.equal(events(again.context.sent, 'command-uncertain').length, 1);
      order(again.layer, { do: 'drop', command: 'close', by: 'Ada' });
      assert.deepEqual(events(restart(again.layer).context.sent, 'command-uncertain'), []);
    });

    it('leaves again with the same key when somebody orders it, once', () => {
      const { layer, context, clock, key } = stopped();
      clock.now += 3_600_000;
      order(layer, { do: 'resend', command: 'close' });
      const [sent, ...more] = commands(context.sent);
      assert.deepEqual(more, []);
      assert.equal((sent!['message'] as Told)['key'], key);
      assert.equal((sent!['message'] as Told)['expires'], clock.now + 60_000);
      assert.throws(() => order(layer, { do: 'resend', command: 'close' }), /in doubt: none/);
      layer.step(attack());
      assert.equal(commands(context.sent).length, 1);
    });

    it('is not given again in dry run, nor while the disk refuses; the doubt stays', () => {
      const { layer, context } = stopped();
      order(layer, 'disarm');
      assert.throws(() => order(layer, { do: 'resend', command: 'close' }), /dry run/);
      order(layer, 'arm');
      context.disk.refuses = true;
      assert.throws(() => order(layer, { do: 'resend', command: 'close' }), /cannot be saved/);
      assert.deepEqual(commands(context.sent), []);
      assert.deepEqual(order(layer, 'status')['uncertain'], ['close']);
    });

    it('is in no doubt any more a second after it was given', () => {
      const { layer, context, clock } = make();
      order(layer, 'arm');
      layer.step(attack());
      clock.now += 1000;
      layer.tick!(clock.now);
      assert.equal(commands(context.sent).length, 1);
      assert.deepEqual(events(restart(layer).context.sent, 'command-uncertain'), []);
    });

    it('is given up by reset, as everything that was given', () => {
      const { layer, context } = stopped();
      order(layer, 'reset');
      assert.deepEqual(order(layer, 'status')['latched'], []);
      assert.throws(() => order(layer, { do: 'drop', command: 'close' }), /in doubt: none/);
      assert.deepEqual(commands(context.sent), []);
    });
  });
});

describe('response: on a real disk', () => {
  let folder: string;
  let told: Told[];
  let open: AssetLayers[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-response-'));
    told = [];
    open = [];
  });
  afterEach(async () => {
    for (const layers of open) await layers.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const start = (): AssetLayers => {
    const layers = createAssetLayers({
      folder,
      maxAssets: 10,
      packages: [],
      standing: [],
      create: (context, snapshot) =>
        createResponse(parseConfig({ commands: COMMANDS, stayArmed: true }), context, snapshot),
      emit: (output, _asset, payload) => void told.push({ output, ...payload }),
      touch: () => {},
      fail: (error) => void told.push({ error: error.message }),
    });
    open.push(layers);
    return layers;
  };
  const step = (layers: AssetLayers, record: TwinRecord): void =>
    layers.with('plant', (layer) => layer.step(record) as undefined);
  const follow = (layers: AssetLayers, control: unknown): Told =>
    layers.follow('plant', parseOrder(control, ORDERS), undefined);
  /** Every save of the asset fails from now on, as root too: where the state before must go stands a folder. */
  const block = (): void => {
    const file = readdirSync(join(folder, 'state')).find((name) => name.endsWith('.json'))!;
    rmSync(join(folder, 'state', `${file}.before`), { force: true });
    mkdirSync(join(folder, 'state', `${file}.before`));
  };

  it('three starts and three alarms on a disk that refuses give no command', async () => {
    const first = start();
    step(first, CALM);
    follow(first, 'arm');
    await first.close();
    block();
    for (let i = 0; i < 3; i++) {
      const layers = start();
      step(layers, attack({}, { since: i }));
      await layers.close();
    }
    assert.deepEqual(commands(told), []);
    assert.ok(events(told, 'command-held').length >= 1);
  });

  it('disarm, reset and approve are errors there, not done', () => {
    const layers = start();
    step(layers, CALM);
    follow(layers, 'arm');
    block();
    for (const control of ['disarm', 'reset']) assert.throws(() => follow(layers, control), /could not be saved/);
    assert.equal(follow(layers, 'status')['armed'], false);
  });

  it('a start in a folder that takes no byte more is a dry run, and says so', function () {
    if (process.platform === 'win32') this.skip();
    const run = (limit: string): string =>
      spawnSync('sh', ['-c', `ulimit -f ${limit}; exec "$@"`, 'sh', process.execPath, script, folder, '0', 'go on'], {
        encoding: 'utf8',
      }).stdout;
    const script = require.resolve('../../fixtures/kill-at');
    spawnSync(process.execPath, [script, folder, '1', 'arm']);
    const out = run('0');
    assert.match(out, /dry run: the state cannot be saved/);
    assert.doesNotMatch(out, /"output":"command"/);
    assert.match(run('unlimited'), /"output":"command"/);
  });

  it('kill -9 at each file operation between alarm and command: never twice, never lost in silence', function () {
    if (process.platform === 'win32') this.skip();
    const script = require.resolve('../../fixtures/kill-at');
    const lines = (at: number, what: string): Told[] =>
      spawnSync(process.execPath, [script, folder, String(at), what], { encoding: 'utf8' })
        .stdout.split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Told);
    let last = Number.POSITIVE_INFINITY;
    let at = 1;
    for (; at <= last; at++) {
      rmSync(folder, { recursive: true, force: true });
      const before = lines(at, 'arm');
      assert.deepEqual(before.find(({ armed }) => armed !== undefined)?.['armed'], true);
      const end = before.find(({ operations }) => operations !== undefined);
      if (end !== undefined) last = end['operations'] as number;
      const after = lines(0, 'go on');
      const [left, again, doubt] = [commands(before), commands(after), events(after, 'command-uncertain')];
      const where = `operation ${at}: ${left.length} left, ${again.length} again, ${doubt.length} in doubt`;
      assert.ok(left.length + again.length <= 1, where);
      assert.ok(left.length + again.length + doubt.length >= 1, where);
      assert.equal((after.at(-1)!['status'] as Told)['armed'], true, where);
    }
    assert.ok(at > 5, `${at} operations`);
  });
});
