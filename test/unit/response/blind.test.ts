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

  const PLANT = { ...decided(), kind: 'cyber-attack', pattern: 'bias', since: START + 1000 } as Decision;
  /** An alarm of the plant in a state of attention, told before, and then what blinds the guard. */
  const told = (alarm: string, blindly: (second: number, decision: Decision) => TwinRecord, raw = {}): string[] => {
    const { layer, out } = node(raw);
    const step = (second: number, more: object): unknown =>
      layer.step({ asset: 'pump', time: START + 1000 * second, values: { a: 1 }, ...more } as TwinRecord);
    step(1, { verdict: 'anomaly', decision: PLANT });
    step(2, { verdict: 'anomaly', decision: { ...PLANT, alarm } });
    for (let second = 3; second < 20; second++) step(second, blindly(second, { ...PLANT, alarm }));
    step(20, { verdict: 'anomaly', decision: { ...PLANT, alarm } });
    step(21, { verdict: 'anomaly', decision: PLANT });
    step(22, { verdict: 'normal' });
    const names = { 'cyber-attack': 'plant', fault: 'guard' } as Record<string, string>;
    return out('alert').map(({ alert, kind }) => `${String(alert)} ${names[String(kind)]}`);
  };
  const faulty = (_: number, decision: Decision) => ({ verdict: 'fault', decision }) as TwinRecord;
  const silent = (_: number, plant: Decision): TwinRecord => {
    const alarm = new BlindAlarm('pump', 'medium');
    alarm.step(BLIND);
    const comms = { notice: true, blind: BLIND } as const;
    return { verdict: 'fault', comms, decision: alarm.besides(plant, false) } as TwinRecord;
  };

  for (const [name, blindly] of [
    ['records that cannot be judged', faulty],
    ['silence', silent],
  ] as const) {
    for (const alarm of ['shelved', 'suppressed by design']) {
      it(`${name} are told although the plant's alarm is ${alarm}, which calls again when it is back`, () => {
        assert.deepEqual(told(alarm, blindly), [
          'raised plant',
          'raised guard',
          'cleared guard',
          'reminded plant',
          'cleared plant',
        ]);
      });
    }

    it(`${name} are told beside an alarm that somebody has acknowledged`, () => {
      const alerts = told('acknowledged', blindly).filter((one) => !one.startsWith('escalated'));
      assert.deepEqual(alerts, ['raised plant', 'raised guard', 'cleared guard', 'cleared plant']);
    });

    it(`${name} are told nobody out of service, nor where that was asked for`, () => {
      const calm = ['raised plant', 'reminded plant', 'cleared plant'];
      const told_ = (alarm: string, raw: object): string[] =>
        told(alarm, blindly, raw).filter((one) => !one.startsWith('escalated'));
      assert.deepEqual(
        told_('out of service', {}).filter((one) => one.endsWith('guard')),
        [],
      );
      assert.deepEqual(told_('shelved', { onFault: 'nothing' }), calm);
    });
  }

  it('is not over because the asset was out of service meanwhile, and calls again when that is over', () => {
    const { layer, notice, out } = node();
    const step = (second: number, alarm: string, blind: boolean): void =>
      void layer.step({
        asset: 'pump',
        time: START + 1000 * second,
        values: { a: 1 },
        verdict: 'anomaly',
        ...(blind && { comms: { blind: BLIND } }),
        decision: { ...PLANT, alarm } as Decision,
      });
    notice(decided());
    for (let second = 1; second < 5; second++) step(second, 'out of service', true);
    step(5, 'unacknowledged', true);
    step(6, 'unacknowledged', false);
    const ofGuard = out('alert').filter(({ kind }) => kind === 'fault');
    assert.deepEqual(
      ofGuard.map(({ alert }) => alert),
      ['raised', 'reminded', 'cleared'],
    );
  });

  it('a command that names the kind fault is given for it although the alarm of the plant is shelved', () => {
    const { layer, out } = node({ onFault: 'command' });
    layer.step(Object.assign(silent(0, { ...PLANT, alarm: 'shelved' }), { asset: 'pump', time: START, values: {} }));
    assert.deepEqual(
      out('command').map(({ message }) => (message as { topic: string }).topic),
      ['plant/hold'],
    );
    assert.equal(layer.status().state, 'fault');
  });

  it('goes on over a restart of before, when both stood in one place', () => {
    const { layer, notice } = node();
    notice(decided());
    const { alerts, ...kept } = JSON.parse(JSON.stringify(layer.snapshot())) as { alerts: { beside: object } };
    const { beside, ...rest } = alerts;
    const context = testContext('pump');
    const again = createResponse(parseConfig({}), context, { ...kept, alerts: { ...rest, told: beside } });
    again.step({ asset: 'pump', time: START, values: {}, comms: { notice: true, blind: BLIND }, decision: decided() });
    again.step({ asset: 'pump', time: START + 1000, values: { a: 1 }, verdict: 'normal' });
    assert.deepEqual(
      context.sent.flatMap(({ output, alert }) => (output === 'alert' ? [alert] : [])),
      ['cleared'],
    );
  });
});
