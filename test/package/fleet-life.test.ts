import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fleet, type Left } from '../../bench/fleet/nats/fleet';
import { connection, LOG } from '../../bench/fleet/nats/flow';
import { bucketStream, bucketSubject, keyOf, outputSubject, recordSubject } from '../../lib/fleet/names';
import type { Layer } from '../../lib/layer/layer';
import { parseOrder } from '../../lib/layer/orders';
import { asRecord } from '../../lib/record/read';
import { parseConfig } from '../../nodes/scaler/config';
import { createScaler } from '../../nodes/scaler/layer';
import { testContext } from '../fixtures/layer-context';
import { natsOrSkip } from '../fixtures/nats-or-skip';
import { plantPayload } from '../fixtures/plant';
import type { FlowNode, Runtime } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';

/** As people name things. */
const ASSETS = ['pump 0.a', 'Kühlwasser-Pumpe Süd (2)', 'a.*.>', '50 % & more', '温度/1', '.'];
const PARTITIONS = 4;
const SCALER = { warmup: 10 };
const EXAMPLE = join(ROOT, 'examples', 'fleet');
const RESET = { do: 'reset', by: 'ann' };
const FREEZE = { do: 'freeze', by: 'ann' };
/** So far away that none is written. */
const NEVER = 3600;

/** One node that learns from every record; between it and the fleet one that never ends for a record that says so. */
function shortFlow(checkpoint: number, patience = 30): FlowNode[] {
  const func = 'if (msg.payload.stuck === undefined) { node.send(msg); node.done(); }';
  return [
    { id: 'tab', type: 'tab', label: 'fleet' },
    connection(PARTITIONS, checkpoint),
    { id: 'in', z: 'tab', type: 'twin-fleet-in', fleet: 'fleet', patience, wires: [['hold'], ['scaler'], ['log']] },
    { id: 'hold', z: 'tab', type: 'function', func, outputs: 1, wires: [['scaler']] },
    { id: 'scaler', z: 'tab', type: 'twin-scaler', ...SCALER, wires: [['out'], []] },
    { id: 'out', z: 'tab', type: 'twin-fleet-out', fleet: 'fleet', wires: [] },
    LOG,
    ...wayIn('records', 'return msg;'),
    ...wayIn('orders', 'msg.control = msg.payload; delete msg.payload; return msg;'),
  ];
}

/** What is posted to an address goes into the fleet through twin-fleet-out; the answer comes when the broker has it. */
function wayIn(to: 'records' | 'orders', func: string): FlowNode[] {
  const [z, id] = ['tab', (part: string): string => `${to}-${part}`];
  return [
    { id: id('post'), z, type: 'http in', url: `/${to}`, method: 'post', wires: [[id('read')]] },
    { id: id('read'), z, type: 'function', func, outputs: 1, wires: [[id('send')]] },
    { id: id('send'), z, type: 'twin-fleet-out', fleet: 'fleet', to, wires: [] },
    { id: id('sent'), z, type: 'complete', scope: [id('send')], wires: [[id('answer')]] },
    { id: id('answer'), z, type: 'http response', statusCode: '204', wires: [] },
  ];
}

function payload(asset: number, t: number): Record<string, unknown> {
  return { ...plantPayload(t + 37 * asset), asset: ASSETS[asset]!, time: 1_700_000_000_000 + 1000 * t };
}

/** What the node says and knows where nothing happens to anybody: by asset, each given its records one by one. */
class Undisturbed {
  readonly #layers = ASSETS.map((asset): Layer => createScaler(parseConfig(SCALER), testContext(asset)));
  readonly said: unknown[][] = ASSETS.map(() => []);

  see(asset: number, t: number): void {
    const record = asRecord(payload(asset, t), 0);
    void this.#layers[asset]!.step(record);
    this.said[asset]!.push(plain(record));
  }

  order(order: object): void {
    for (const layer of this.#layers) layer.order(parseOrder(order, ['reset', 'freeze']), undefined);
  }

  knows(asset: number): unknown {
    return plain(this.#layers[asset]!.snapshot());
  }
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('the life of a fleet over NATS', () => {
  let program: string;
  let fleet: Fleet;
  let wanted: Undisturbed;

  before(function () {
    program = natsOrSkip(this);
  });
  afterEach(() => fleet?.remove());

  async function open(partitions = PARTITIONS): Promise<void> {
    fleet = new Fleet({ program, partitions, members: 1, checkpoint: 1 });
    wanted = new Undisturbed();
    await fleet.start();
  }

  const send = (asset: number, message: object): Promise<{ readonly seq: number }> => {
    const { js, names } = fleet.broker;
    return js.publish(recordSubject(names, keyOf(ASSETS[asset]!)), JSON.stringify(message));
  };

  /** Sends something through twin-fleet-out of a process. */
  async function post(runtime: Runtime, to: 'records' | 'orders', message: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await runtime.ask(`/${to}`, { method: 'POST', headers, body: JSON.stringify(message) });
    assert.equal(answer.status, 204);
  }

  /** Publishes rows [from, to) of every asset. @param through whose twin-fleet-out; the broker itself by default */
  async function publish(from: number, to: number, through?: Runtime): Promise<void> {
    for (let t = from; t < to; t++) {
      for (let asset = 0; asset < ASSETS.length; asset++) {
        if (through === undefined) await send(asset, payload(asset, t));
        else await post(through, 'records', payload(asset, t));
        wanted.see(asset, t);
      }
    }
  }

  const records = (left: readonly Left[], asset: number): Record<string, unknown>[] =>
    left
      .filter(({ subject }) => subject === outputSubject(fleet.broker.names, keyOf(ASSETS[asset]!), 'record'))
      .map(({ body }) => JSON.parse(body) as Record<string, unknown>);

  /** Waits until so many rows of every asset have left. */
  async function handled(rows: number): Promise<void> {
    for (const end = performance.now() + 240_000; ; await sleep(200)) {
      const left = await fleet.left();
      if (ASSETS.every((_, asset) => records(left, asset).length >= rows)) return;
      if (performance.now() > end) throw new Error(`${left.length} messages have left\n${fleet.said()}`);
    }
  }

  /** Whatever happened: all is handled, each record has been answered as it should be, and none counts twice. */
  async function assertUndisturbed(): Promise<void> {
    await fleet.until(0);
    const left = await fleet.left();
    for (const [i, asset] of ASSETS.entries()) {
      assert.deepEqual(records(left, i), wanted.said[i], `${asset}\n${fleet.said()}`);
      assert.deepEqual((await fleet.checkpoint(asset))?.parts['scaler']?.[asset], wanted.knows(i), asset);
    }
  }

  it('a partition that went quiet is taken over with its last records, and no further one has to come', async () => {
    await open();
    const owner = await fleet.member('owner', 1, { flow: shortFlow(NEVER) });
    await publish(0, 15);
    await handled(15);
    assert.equal(await fleet.checkpoint(ASSETS[0]!), undefined);
    await owner.stop('SIGKILL');
    await fleet.member('spare', 1, { flow: shortFlow(1) });
    await assertUndisturbed();
  });

  it('an order to all is followed at once by who is there, and later by a member that was away, before an order to one', async () => {
    await open();
    const start = (name: string, member: number) => fleet.member(name, member, { flow: shortFlow(1), members: 2 });
    const [away, there] = await Promise.all([start('away', 1), start('there', 2)]);
    await publish(0, 15);
    await fleet.until(0);
    await away.stop();
    await post(there, 'orders', RESET);
    wanted.order(RESET);
    const reset = async (): Promise<number> => {
      const all = await Promise.all(ASSETS.map((asset) => fleet.checkpoint(asset)));
      return all.filter((checkpoint) => (checkpoint?.orders ?? 0) > 0).length;
    };
    while ((await reset()) === 0) await sleep(100);
    // No record of an asset has come when its member is back, only these.
    for (const asset of ASSETS) await post(there, 'orders', { ...FREEZE, asset });
    wanted.order(FREEZE);
    await start('away', 1);
    await fleet.until(0);
    assert.equal(await reset(), ASSETS.length);
    await publish(15, 18);
    await assertUndisturbed();
  });

  it('one member becomes two, one process after the other, and nothing is lost or counts twice', async () => {
    await open();
    await publish(0, 5);
    const before = await fleet.open();
    assert.ok([0, 1].every((half) => before.some((count, p) => p % 2 === half && count > 0)));
    const start = (name: string, member: number, members: number) =>
      fleet.member(name, member, { flow: shortFlow(1), members });
    const one = await start('one', 1, 1);
    await handled(5);
    await publish(5, 10, one);
    await handled(10);
    const two = await start('two', 2, 2);
    await publish(10, 15);
    await one.stop();
    await publish(15, 20);
    await two.line(/fleet-won/);
    const again = await start('one', 1, 2);
    await publish(20, 25);
    await assertUndisturbed();
    for (const { output } of [again, two]) assert.ok(output.some((line) => line.includes('fleet-won')));
  });

  it('an asset goes on after the bound where a node never says that it is done, and an event says so', async () => {
    await open();
    const one = await fleet.member('one', 1, { flow: shortFlow(1, 5) });
    await publish(0, 2);
    const { seq } = await send(3, { ...payload(3, 2), stuck: true });
    await publish(3, 15);
    await one.line(new RegExp(`fleet-unanswered: what came of record ${seq} of ${ASSETS[3]} `));
    await assertUndisturbed();
  });

  it('a deploy and a stop go on from the last checkpoint, with the records since', async () => {
    await open();
    const one = await fleet.member('one', 1, { flow: shortFlow(1) });
    await publish(0, 5);
    await fleet.until(0);
    const { position } = (await fleet.checkpoint(ASSETS[0]!))!;
    await one.deploy(shortFlow(NEVER));
    await publish(5, 15);
    await handled(15);
    assert.equal((await fleet.checkpoint(ASSETS[0]!))!.position, position);
    await one.deploy(shortFlow(1));
    await assertUndisturbed();
    await one.deploy(shortFlow(NEVER));
    await publish(15, 20);
    await handled(20);
    await one.stop();
    await fleet.member('one', 1, { flow: shortFlow(1) });
    await assertUndisturbed();
  });

  it('a state that a newer version wrote stays as it is, and the reason is told', async () => {
    await open();
    const one = await fleet.member('one', 1, { flow: shortFlow(1) });
    await publish(0, 2);
    await fleet.until(0);
    const { js, jsm, names } = fleet.broker;
    const key = keyOf(ASSETS[0]!);
    const subject = bucketSubject(names.state, key);
    const newer = `${JSON.stringify({ format: 99, key, sha256: '' })}\n`;
    const { seq } = await js.publish(subject, newer);
    await send(0, payload(0, 2));
    await one.line(/fleet-lost: .*its format is 99, this version reads \d+; update the pack again/);
    const kept = await jsm.streams.getMessage(bucketStream(names.state), { last_by_subj: subject });
    assert.equal(kept?.seq, seq);
  });

  it('states that somebody has deleted are no silent new start', async () => {
    await open();
    const one = await fleet.member('one', 1, { flow: shortFlow(1) });
    await publish(0, 2);
    await fleet.until(0);
    await one.stop();
    const { jsm, names } = fleet.broker;
    await jsm.streams.delete(bucketStream(names.state));
    const again = await fleet.member('one', 1, { flow: shortFlow(1) });
    await again.line(/the stream KV_twin-state was not there any more and was made anew/);
    await send(1, payload(1, 2));
    await again.line(
      /what was kept of Kühlwasser-Pumpe Süd \(2\) cannot be used: the bucket twin-state .*; order reset/,
    );
  });

  it('the example runs as it is, with its settings', async () => {
    await open(64);
    const flow = JSON.parse(readFileSync(join(EXAMPLE, 'flow.json'), 'utf8')) as FlowNode[];
    const settingsCode = `...require(${JSON.stringify(join(EXAMPLE, 'settings.js'))})`;
    // The number of a pod is counted from 0.
    const pod = await fleet.member('pod', 'twin-guard-0', { flow, settingsCode });
    await publish(0, 3);
    const answered = `twin_guard_records_total{type="twin-response"} ${3 * ASSETS.length}\n`;
    let metrics = '';
    for (const end = performance.now() + 60_000; !metrics.includes(answered) && performance.now() < end; ) {
      metrics = await (await pod.get('/twin-guard/metrics')).text();
      await sleep(200);
    }
    assert.ok(metrics.includes(answered), `${metrics}\n${fleet.said()}`);
    assert.equal((await pod.get('/twin-guard/health/live')).status, 200);
    await pod.line(/partition \d+ is handled here from now on/);
    const lines = pod.output
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { level: number });
    assert.ok(lines.length > 0);
    assert.deepEqual(
      lines.filter(({ level }) => level <= 20),
      [],
    );
  });
});
