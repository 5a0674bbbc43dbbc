import assert from 'node:assert/strict';
import { type OrderName, parseOrder } from '../../../lib/layer/orders';
import type { Blind, Decision, TwinRecord } from '../../../lib/record/record';
import { BlindAlarm } from '../../../nodes/decision/blind-alarm';
import { parseConfig } from '../../../nodes/response/config';
import { createResponse } from '../../../nodes/response/layer';
import { testContext } from '../../fixtures/layer-context';

const START = Date.UTC(2026, 0, 1);
const BLIND: Blind = { why: 'duplicate', arrived: 100, judged: 1, since: START };
const ORDERS: OrderName[] = ['arm', 'status'];
const COMMANDS = JSON.stringify([
  { name: 'hold', topic: 'plant/hold', payload: { set: '$value' }, value: 1, kinds: ['fault'], severity: 'low' },
  {
    name: 'close',
    topic: 'plant/close',
    payload: { set: '$value' },
    value: 0,
    kinds: ['undetermined'],
    severity: 'low',
  },
]);

const decided = (): Decision => {
  const alarm = new BlindAlarm('pump', 'medium');
  alarm.step(BLIND);
  return alarm.besides(undefined, false)!;
};

function node(raw: Record<string, unknown> = {}) {
  const context = testContext('pump');
  const layer = createResponse(parseConfig({ commands: COMMANDS, ...raw }), context);
  layer.order(parseOrder('arm', ORDERS), undefined);
  context.sent.length = 0;
  const notice = (decision?: Decision): TwinRecord => {
    const record: TwinRecord = {
      asset: 'pump',
      time: START,
      values: {},
      verdict: 'fault',
      comms: { notice: true, blind: BLIND },
      ...(decision && { decision }),
    };
    layer.step(record);
    return record;
  };
  const out = (output: string): Record<string, unknown>[] =>
    context.sent.filter((message) => message['output'] === output);
  return { layer, notice, out };
}

describe('response to a blind guard', () => {
  for (const decision of [decided(), undefined]) {
    const where = decision === undefined ? 'without twin-decision before it' : 'as twin-decision says it';

    it(`alerts with the first notice, once, and tells the end (${where})`, () => {
      const { layer, notice, out } = node();
      for (let i = 0; i < 5; i++) notice(decision);
      assert.equal(out('alert').length, 1);
      assert.equal(out('alert')[0]!['kind'], 'fault');
      assert.match(String(out('alert')[0]!['sentence']), /^The guard of pump is blind: 99 of 100 messages came before/);
      assert.equal(out('command').length, 0);
      assert.equal(layer.status().state, 'fault');
      layer.step({ asset: 'pump', time: START + 1000, values: { a: 1 }, verdict: 'normal' });
      assert.equal(out('alert').length, 2);
      assert.equal(out('alert')[1]!['alert'], 'cleared');
      assert.equal(layer.status().state, 'watching');
    });

    it(`gives the commands for a fault only when it may, and never those for the plant (${where})`, () => {
      const { notice, out } = node({ onFault: 'command' });
      notice(decision);
      assert.deepEqual(
        out('command').map(({ message }) => (message as { topic: string }).topic),
        ['plant/hold'],
      );
    });

    it(`does nothing when that was asked for (${where})`, () => {
      const { layer, notice, out } = node({ onFault: 'nothing' });
      for (let i = 0; i < 5; i++) notice(decision);
      assert.deepEqual([out('alert').length, out('command').length], [0, 0]);
      assert.equal(layer.status().state, 'watching');
    });
  }

  it('goes on while judged records come with the mark', () => {
    const { layer, notice, out } = node();
    notice(decided());
    for (let i = 1; i < 20; i++) {
      layer.step({
        asset: 'pump',
        time: START + i * 1000,
        values: { a: 1 },
        verdict: 'normal',
        comms: { blind: BLIND },
        decision: decided(),
      });
    }
    assert.equal(out('alert').length, 1);
    assert.equal(layer.status().state, 'fault');
  });

  it('goes on beside an alarm of the plant: neither is told as over or raised again before it is', () => {
    const { layer, notice, out } = node();
    notice(decided());
    const step = (second: number, blind: boolean, since?: number): void => {
      const time = START + 1000 * second;
      const plant = since === undefined ? undefined : { ...decided(), kind: 'cyber-attack', pattern: 'bias', since };
      const decision = (plant as Decision | undefined) ?? (blind ? decided() : undefined);
      layer.step({
        asset: 'pump',
        time,
        values: { a: 1 },
        verdict: plant === undefined ? 'normal' : 'anomaly',
        ...(blind && { comms: { blind: BLIND } }),
        ...(decision && { decision }),
      });
    };
    const told = (): string[] =>
      out('alert').map(({ alert, since }) => `${String(alert)} ${Number(since) === START ? 'blind' : 'plant'}`);
    step(1, true, START + 1000);
    step(2, true, START + 1000);
    assert.deepEqual(told(), ['raised blind', 'raised plant']);
    step(3, true);
    assert.deepEqual(told().slice(2), ['cleared plant']);
    step(4, true, START + 4000);
    step(5, false, START + 4000);
    assert.deepEqual(told().slice(3), ['raised plant', 'cleared blind']);
    step(6, false);
    assert.deepEqual(told().slice(5), ['cleared plant']);
  });
});
