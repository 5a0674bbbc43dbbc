import assert from 'node:assert/strict';
import type { Layer } from '../../../lib/layer/layer';
import { type OrderName, parseOrder } from '../../../lib/layer/orders';
import { createSteadyClock } from '../../../lib/node-red/steady-clock';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/response/config';
import { createResponse } from '../../../nodes/response/layer';
import { ATTACK } from '../../fixtures/attack';
import { testContext } from '../../fixtures/layer-context';

const ORDERS: OrderName[] = ['arm', 'approve', 'reset', 'status'];
const HOUR = 3_600_000;
const VALVE = { name: 'close', severity: 'low', topic: 'valve', payload: 0 };

describe('response: what people and the plant wait for goes by the clock on the wall', () => {
  const make = (command: object = {}, raw: object = {}) => {
    const clock = { now: 5_000_000 };
    const context = testContext('plant', clock);
    const layer = createResponse(
      parseConfig({ commands: JSON.stringify([{ ...VALVE, ...command }]), ...raw }),
      context,
    );
    const out = (output: string): Record<string, unknown>[] => context.sent.filter((one) => one['output'] === output);
    return { layer, context, clock, out };
  };
  const attack = (time: number, decision: object = {}): TwinRecord =>
    ({ ...ATTACK, time, decision: { ...ATTACK.decision, ...decision } }) as TwinRecord;
  const calm = (time: number): TwinRecord => ({ asset: 'plant', time, values: { L1: 1 }, verdict: 'normal' });
  const order = (layer: Layer, control: unknown): unknown => layer.order(parseOrder(control, ORDERS), undefined);

  it('records an hour apart that come at once give one command in its interval', () => {
    const { layer, clock, out } = make({ interval: 10 });
    order(layer, 'arm');
    for (let i = 0; i < 50; i++) {
      order(layer, 'reset');
      layer.step(attack(i * HOUR));
      clock.now += 100;
    }
    assert.equal(out('command').length, 1);
    clock.now += 600_000;
    order(layer, 'reset');
    layer.step(attack(0));
    assert.equal(out('command').length, 2);
  });

  it('a time that stands still holds nothing up for ever', () => {
    const { layer, clock, out } = make({ interval: 10 });
    order(layer, 'arm');
    for (let i = 0; i < 3; i++) {
      order(layer, 'reset');
      layer.step(attack(7));
      clock.now += 700_000;
    }
    assert.equal(out('command').length, 3);
  });

  it('who arms it for a time finds it in dry run afterwards, also over a restart', () => {
    const { layer, clock, out } = make({}, { stayArmed: true });
    const ends = clock.now + 30 * 60_000;
    assert.equal((order(layer, { do: 'arm', minutes: 30 }) as { armedUntil: number }).armedUntil, ends);
    const after = testContext('plant', clock);
    const config = parseConfig({ commands: JSON.stringify([VALVE]), stayArmed: true });
    const restarted = createResponse(config, after, JSON.parse(JSON.stringify(layer.snapshot())));
    assert.equal((order(restarted, 'status') as { armedUntil: number }).armedUntil, ends);
    clock.now = ends - 1;
    layer.tick!(clock.now);
    assert.equal((order(layer, 'status') as { armed: boolean }).armed, true);
    clock.now = ends;
    layer.step(attack(1));
    restarted.tick!(clock.now);
    assert.deepEqual(out('command'), []);
    assert.match(String(out('event').find(({ event }) => event === 'disarmed')?.['text']), /time .* is over/);
    for (const one of [layer, restarted]) assert.equal((order(one, 'status') as { armed: boolean }).armed, false);
    for (const minutes of [0, -1, 'ten', 20_000]) {
      assert.throws(() => order(layer, { do: 'arm', minutes }), /control\.minutes: .*at most 10080 minutes/);
    }
  });

  it('a command expires by the wall, whatever year the record claims', () => {
    const { layer, clock, out } = make({ expires: 60 });
    order(layer, 'arm');
    layer.step(attack(Date.UTC(2099, 0)));
    assert.equal((out('command')[0]!['message'] as { expires: number }).expires, clock.now + 60_000);
  });

  it('an approval after its time, with a source that has fallen silent, gives nothing', () => {
    const { layer, clock, out } = make({ approvals: 1, expires: 60 });
    order(layer, 'arm');
    layer.step(attack(1));
    clock.now += 24 * HOUR;
    assert.throws(() => order(layer, { do: 'approve', command: 'close', by: 'Ada' }), /does not wait/);
    assert.deepEqual(out('command'), []);
  });

  it('silence itself ends what waits, and tells it', () => {
    const { layer, clock, out } = make({ approvals: 1, expires: 60 });
    order(layer, 'arm');
    layer.step(attack(1));
    clock.now += 59_000;
    layer.tick!(clock.now);
    assert.ok(!out('event').some(({ event }) => event === 'command-expired'));
    clock.now += 2000;
    layer.tick!(clock.now);
    assert.equal(out('event').filter(({ event }) => event === 'command-expired').length, 1);
    assert.deepEqual((order(layer, 'status') as { waiting: string[] }).waiting, []);
  });

  it('an alarm that stays open is reminded of while its source is silent', () => {
    const { layer, clock, out } = make({}, { remind: 30 });
    layer.step(attack(1));
    for (let i = 0; i < 61; i++) {
      clock.now += 60_000;
      layer.tick!(clock.now);
    }
    assert.deepEqual(
      out('alert').map(({ alert }) => alert),
      ['raised', 'reminded', 'reminded'],
    );
  });

  it('each reminder is one of its own to a receiver that drops what it has seen, and after a crash the same one', () => {
    const idsOf: Readonly<Record<string, (payload: never) => unknown>> = {
      cloudevents: ({ id }) => id,
      'opcua-condition': ({ EventId }) => EventId,
      ditto: ({ headers }) => headers['correlation-id'],
    };
    for (const [alertForm, idOf] of Object.entries(idsOf)) {
      const asset = 'org:plant';
      const clock = { now: 5_000_000 };
      const context = testContext(asset, clock);
      const config = parseConfig({ remind: 30, alertForm });
      const layer = createResponse(config, context);
      layer.step({ ...attack(1), asset });
      const kept: unknown = JSON.parse(JSON.stringify(layer.snapshot()));
      for (let i = 0; i < 60; i++) {
        clock.now += 60_000;
        layer.tick!(clock.now);
      }
      const ids = (sent: readonly Record<string, unknown>[]): unknown[] =>
        sent.flatMap(({ output, message }) =>
          output === 'alert' ? [idOf((message as { payload: never }).payload)] : [],
        );
      const told = ids(context.sent);
      assert.equal(new Set(told).size, 3, alertForm);
      const later = testContext(asset, clock);
      const again = createResponse(config, later, kept);
      again.step({ ...attack(1), asset });
      again.tick!(clock.now + 5000);
      assert.deepEqual(ids(later.sent), [told[1]]);
    }
  });

  it('alerts have their number in ten minutes of the wall, those of high severity four times as many', () => {
    for (const [severity, most] of [
      ['low', 5],
      ['high', 20],
    ] as const) {
      const { layer, clock, out } = make({}, { maxAlerts: 5 });
      for (let i = 0; i < 1000; i++) {
        layer.step(attack(i * HOUR, { severity, since: i }));
        layer.step(calm(i * HOUR + 1));
        clock.now += 100;
      }
      assert.equal(out('alert').filter(({ alert }) => alert === 'raised').length, most, severity);
    }
  });

  it('a grave alarm that was held back is told once there is room', () => {
    const { layer, clock, out } = make({}, { maxAlerts: 1 });
    for (let i = 0; i < 4; i++) {
      layer.step(attack(i, { since: i }));
      layer.step(calm(i));
    }
    layer.step(attack(9, { since: 9 }));
    const raised = (): number => out('alert').filter(({ alert }) => alert === 'raised').length;
    assert.equal(raised(), 4);
    clock.now += 11 * 60_000;
    layer.step(attack(10, { since: 9 }));
    assert.equal(raised(), 5);
  });

  it('retraining is asked for at most once in its interval, however fast a drift of an hour passes', () => {
    const { layer, clock, out } = make({}, { retrainDelay: 60, retrainInterval: 60 });
    for (let i = 0; i < 20; i++) {
      layer.step(attack(i * HOUR + 120_000, { kind: 'data-drift', since: i * HOUR }));
      clock.now += 1000;
    }
    assert.equal(out('retrain').length, 1);
  });

  it('two approvals are two people, however a name is written', () => {
    for (const [one, other] of [
      ['Ada', 'ADA'],
      ['Ada', 'Ada '],
      ['Ada', ' ada\u200b'],
      ['Jos\u00e9', 'Jose\u0301'],
    ]) {
      const { layer, out } = make({ approvals: 2, expires: 3600 });
      order(layer, 'arm');
      layer.step(attack(1));
      for (const by of [one, other]) order(layer, { do: 'approve', command: 'close', by });
      assert.deepEqual(out('command'), [], `${one} and ${other}`);
      for (const by of ['', ' ', '\u2060']) {
        assert.throws(() => order(layer, { do: 'approve', command: 'close', by }), /control\.by: is empty/);
      }
      order(layer, { do: 'approve', command: 'close', by: 'Bob' });
      assert.equal(out('command').length, 1);
    }
  });
});

describe('the steady clock', () => {
  it('follows the host forwards, never runs backwards, and keeps its pace while the host is set back', () => {
    let [date, monotonic] = [1000, 0];
    const now = createSteadyClock(
      () => date,
      () => monotonic,
    );
    const at = (d: number, m: number): number => {
      [date, monotonic] = [d, m];
      return now();
    };
    assert.equal(at(1500, 500), 1500);
    assert.equal(at(9000, 600), 9000, 'the host was set forward, or slept');
    assert.equal(at(100, 1600), 10_000, 'the host was set back: a second passes all the same');
    assert.equal(at(20_000, 1700), 20_000);
  });
});
