import assert from 'node:assert/strict';
import { ConfigError } from '../../../lib/config/fields';
import { InputError } from '../../../lib/input';
import type { Decision, TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/response/config';
import { createResponse } from '../../../nodes/response/layer';
import { testContext } from '../../fixtures/layer-context';
import { alerts, commands, on, order, record, response, send, VALVE, withCommand } from './setting';

describe('response: alerts', () => {
  it('passes normal records untouched and says nothing', () => {
    const { layer, context } = response();
    const normal = record(1);
    const before = structuredClone(normal);
    send(layer, normal);
    assert.deepEqual(normal, before);
    assert.deepEqual([context.sent, context.saves], [[], []]);
  });

  it('tells an alarm once, with all that a person needs, and its end', () => {
    const { layer, context } = response();
    const first = send(layer, record(1, {}));
    send(layer, record(2, {}), record(3, {}), record(10));
    assert.deepEqual(alerts(context), ['raised', 'cleared']);
    const [raised, cleared] = on(context, 'alert');
    assert.deepEqual(
      [raised!['kind'], raised!['severity'], raised!['tags'], raised!['time']],
      ['cyber-attack', 'high', ['L1'], 1000],
    );
    assert.deepEqual(raised!['evidence'], ['L1 repeats.']);
    assert.equal(cleared!['duration'], 10_000);
    assert.deepEqual(first.response, { sent: ['alert: raised'], held: [] });
  });

  it('is on disk before it is told', () => {
    const context = testContext('plant');
    const order_: string[] = [];
    const layer = createResponse(parseConfig({}), {
      ...context,
      save: () => order_.push('save') > 0,
      emit: (output) => void order_.push(output),
    });
    send(layer, record(1, {}));
    assert.deepEqual(order_, ['save', 'alert', 'event']);
  });

  it('tells when severity rises or the kind changes, not when severity falls', () => {
    const { layer, context } = response();
    send(layer, record(1, { severity: 'low' }), record(2, { severity: 'medium' }), record(3, { severity: 'low' }));
    send(layer, record(4, { severity: 'low', kind: 'sensor-fault' }));
    assert.deepEqual(alerts(context), ['raised', 'escalated', 'changed']);
  });

  it('tells a new alarm as new even if no record came in between', () => {
    const { layer, context } = response();
    send(layer, record(1, { since: 0 }), record(2, { since: 2000 }));
    assert.deepEqual(alerts(context), ['raised', 'cleared', 'raised']);
    assert.deepEqual(
      on(context, 'alert').map(({ since }) => since),
      [0, 0, 2000],
    );
  });

  it('keeps quiet below the least severity and about shelved alarms', () => {
    const { layer, context } = response({ minSeverity: 'medium' });
    send(layer, record(1, { severity: 'low' }), record(2, { alarm: 'shelved' }), record(3));
    assert.deepEqual(alerts(context), []);
    send(layer, record(4, { severity: 'medium', since: 4000 }));
    assert.deepEqual(alerts(context), ['raised']);
  });

  for (const aside of ['shelved', 'suppressed by design', 'out of service'] as const) {
    it(`${aside}: whoever was told of the alarm hears that it is over, whoever was not hears nothing`, () => {
      const { layer, context } = response();
      send(layer, record(1, {}), record(2, { alarm: aside }), record(3));
      assert.deepEqual(alerts(context), ['raised', 'cleared']);
      send(layer, record(4, { since: 4000, alarm: aside }), record(5));
      assert.deepEqual(alerts(context), ['raised', 'cleared']);
    });

    it(`${aside} for a while: what came meanwhile is raised, what stood before calls again unless it was acknowledged`, () => {
      const { layer, context } = response();
      send(layer, record(1, { alarm: aside }), record(2, {}), record(3, {}));
      assert.deepEqual(alerts(context), ['raised']);
      send(layer, record(4, { alarm: aside }));
      const kept = response({}, layer.snapshot());
      send(kept.layer, record(5, {}), record(6, {}));
      assert.deepEqual(alerts(kept.context), ['reminded']);
      send(kept.layer, record(7, { alarm: aside }), record(8, { alarm: 'acknowledged' }));
      assert.deepEqual(alerts(kept.context), ['reminded']);
    });
  }

  it('an alarm whose beginning was held back is raised when it is back', () => {
    const { layer, context } = response({ maxAlerts: 1, minSeverity: 'low' });
    send(layer, record(1, {}), record(2));
    const medium = { since: 3000, severity: 'medium' } as const;
    send(layer, record(3, medium), record(4, { ...medium, alarm: 'shelved' }), record(1000, medium));
    assert.deepEqual(alerts(context), ['raised', 'cleared', 'raised']);
  });

  it('that an alarm was put aside is saved', () => {
    const { layer, context } = response();
    send(layer, record(1, {}));
    const before = context.saves.length;
    send(layer, record(2, { alarm: 'shelved' }), record(3, { alarm: 'shelved' }));
    assert.deepEqual(context.saves.slice(before), ['soon']);
  });

  it('an alarm that begins aside right after another one ends that one, and is not told itself', () => {
    const { layer, context } = response();
    send(layer, record(1, {}), record(2, { since: 2000, alarm: 'shelved' }), record(3));
    assert.deepEqual(alerts(context), ['raised', 'cleared']);
  });

  it('reminds of an alarm that nobody acknowledged', () => {
    const { layer, context } = response({ remind: 1 });
    send(layer, record(0, {}), record(59, {}), record(60, {}), record(61, {}));
    assert.deepEqual(alerts(context), ['raised', 'reminded']);
    send(layer, record(300, { alarm: 'acknowledged' }));
    assert.equal(alerts(context).length, 2);
  });

  it('reminds also when the clock was set back', () => {
    const { layer, context } = response({ remind: 1 });
    send(layer, record(86_400, {}), record(10, {}));
    assert.deepEqual(
      on(context, 'alert').map(({ alert }) => alert),
      ['raised', 'reminded'],
    );
  });

  it('never floods: holds back, counts, and says how many', () => {
    const { layer, context } = response({ maxAlerts: 2 });
    for (let i = 0; i < 5; i++) send(layer, record(10 * i, { severity: 'low', since: i }), record(10 * i + 5));
    assert.deepEqual(alerts(context), ['raised', 'cleared', 'raised', 'cleared']);
    send(layer, record(700, { severity: 'low', since: 9 }));
    assert.equal(on(context, 'alert').at(-1)!['suppressed'], 3);
  });

  it('tells high severity even in a flood', () => {
    const { layer, context } = response({ maxAlerts: 1 });
    send(layer, record(0, { severity: 'low' }), record(1, { severity: 'high' }));
    assert.deepEqual(alerts(context), ['raised', 'escalated']);
  });

  it('alerts when the guard is blind, and when it sees again', () => {
    const { layer, context } = response();
    const blind = (second: number): TwinRecord => record(second, undefined, { verdict: 'fault' });
    send(layer, blind(1), blind(2));
    assert.deepEqual(alerts(context), []);
    send(layer, blind(3), blind(4), record(5));
    assert.deepEqual(alerts(context), ['raised', 'cleared']);
    assert.equal(on(context, 'alert')[0]!['kind'], 'fault');
  });

  it('goes on from a snapshot: what was told is not told again', () => {
    const { layer } = response();
    send(layer, record(1, {}));
    const { layer: copy, context } = response({}, JSON.parse(JSON.stringify(layer.snapshot())));
    send(copy, record(2, {}), record(3));
    assert.deepEqual(alerts(context), ['cleared']);
  });
});

describe('response: commands', () => {
  it('are only shown until somebody arms the node', () => {
    const { layer, context } = withCommand();
    const first = send(layer, record(1, {}), record(2, {}));
    assert.deepEqual(commands(context), []);
    assert.equal(first.response, undefined, 'it is said once');
    const held = on(context, 'event').filter(({ event }) => event === 'command-held');
    assert.equal(held.length, 1);
    assert.match(String(held[0]!['why']), /dry run/);
    assert.deepEqual((held[0]!['content'] as { payload: unknown }).payload, { set: 0, why: 'a cyber-attack' });
    order(layer, 'arm');
    send(layer, record(3, {}));
    assert.equal(commands(context).length, 1);
  });

  it('leave with the configured topic and payload, once, and stay latched until reset', () => {
    const { layer, context } = withCommand({ interval: 0 });
    order(layer, 'arm');
    send(layer, record(1, {}), record(2, {}), record(3), record(9, { since: 9000 }), record(10, { since: 9000 }));
    const [sent, ...more] = commands(context);
    assert.deepEqual(
      [sent!.topic, sent!.payload, sent!.expires],
      ['plant/plant/valve', { set: 0, why: 'a cyber-attack' }, 61_000],
    );
    assert.deepEqual(more, []);
    order(layer, 'reset');
    send(layer, record(11, { since: 9000 }));
    assert.equal(commands(context).length, 2);
    assert.notEqual(commands(context)[1]!.key, sent!.key);
  });

  it('are on disk before they leave', () => {
    const context = testContext('plant');
    const order_: string[] = [];
    const layer = createResponse(parseConfig({ commands: JSON.stringify([VALVE]), minSeverity: 'high' }), {
      ...context,
      save: () => order_.push('save') > 0,
      emit: (output) => void order_.push(output),
    });
    order(layer, 'arm');
    order_.length = 0;
    send(layer, record(1, {}));
    assert.ok(order_.indexOf('save') < order_.indexOf('command'));
  });

  it('keep their minimum interval also over a reset', () => {
    const { layer, context } = withCommand({ interval: 1 });
    order(layer, 'arm');
    send(layer, record(1, {}));
    order(layer, 'reset');
    const held = send(layer, record(30, { since: 20_000 }));
    assert.match(held.response!.held[0]!.why, /less than 1 minutes/);
    send(layer, record(62, { since: 20_000 }));
    assert.equal(commands(context).length, 2);
  });

  it('are not given for a shelved alarm', () => {
    const { layer, context } = withCommand();
    order(layer, 'arm');
    send(layer, record(1, { alarm: 'shelved' }));
    assert.deepEqual(commands(context), []);
    send(layer, record(2, {}));
    assert.equal(commands(context).length, 1);
  });

  it('answer only the kinds and severities that they name', () => {
    const { layer, context } = withCommand({ kinds: ['sensor-fault'], severity: 'medium' });
    order(layer, 'arm');
    send(layer, record(1, { kind: 'cyber-attack' }), record(2, { kind: 'sensor-fault', severity: 'low' }));
    assert.deepEqual(commands(context), []);
    send(layer, record(3, { kind: 'sensor-fault', severity: 'high' }));
    assert.equal(commands(context).length, 1);
  });

  it('take a last normal value, and refuse one that is out of range', () => {
    const { layer, context } = withCommand({ value: 'L1', min: 0, max: 10, interval: 0 });
    order(layer, 'arm');
    assert.match(send(layer, record(1, {})).response!.held[0]!.why, /no normal value/);
    send(layer, record(2, undefined, { values: { L1: 99 } }));
    assert.match(send(layer, record(3, { since: 3 })).response!.held[0]!.why, /99 is outside of 0 to 10/);
    send(layer, record(4, undefined, { values: { L1: 7 } }));
    send(layer, record(5, { since: 5 }, { values: { L1: 1000 } }));
    assert.deepEqual(commands(context)[0]!.payload, { set: 7, why: 'a cyber-attack' });
  });

  it('wait for different people', () => {
    const { layer, context } = withCommand({ approvals: 2 });
    order(layer, 'arm');
    send(layer, record(1, {}));
    assert.throws(() => order(layer, { do: 'approve', command: 'close' }), InputError);
    assert.equal(order(layer, { do: 'approve', command: 'close', by: 'Ada' })['missing'], 1);
    assert.equal(order(layer, { do: 'approve', command: 'close', by: 'Ada' })['missing'], 1);
    assert.deepEqual(commands(context), []);
    assert.equal(order(layer, { do: 'approve', command: 'close', by: 'Bob' })['missing'], 0);
    assert.equal(commands(context).length, 1);
    assert.throws(() => order(layer, { do: 'approve', command: 'close', by: 'Eve' }), /does not wait/);
  });

  it('approved on one alarm are not approved on the next', () => {
    const { layer, context } = withCommand({ approvals: 1 });
    order(layer, 'arm');
    send(layer, record(1, { since: 1000 }));
    order(layer, 'disarm');
    assert.equal(order(layer, { do: 'approve', command: 'close', by: 'Ada' })['missing'], 0);
    order(layer, 'arm');
    send(layer, record(2, { since: 2000 }));
    assert.deepEqual(commands(context), []);
    order(layer, { do: 'approve', command: 'close', by: 'Ada' });
    assert.equal(commands(context).length, 1);
  });

  it('refuse a decision of another node that lacks what they hang on, and stay as they were', () => {
    const { layer, context } = withCommand();
    order(layer, 'arm');
    const before = JSON.stringify(layer.snapshot());
    for (const [wrong, field] of [
      [null, ''],
      ['attack', ''],
      [{}, ''],
      [{ ...record(1, {}).decision, kind: 'meteor' }, '.kind'],
      [{ ...record(1, {}).decision, severity: 'huge' }, '.severity'],
      [{ ...record(1, {}).decision, since: 'today' }, '.since'],
    ] as const) {
      const bad = { ...record(1), decision: wrong } as unknown as TwinRecord;
      assert.throws(
        () => layer.step(bad),
        (error) => error instanceof InputError && error.field === `payload.decision${field}`,
      );
    }
    assert.equal(JSON.stringify(layer.snapshot()), before);
    assert.deepEqual(on(context, 'alert'), []);
  });

  it('that wait expire, and are not given later', () => {
    const { layer, context } = withCommand({ approvals: 1, expires: 30 });
    order(layer, 'arm');
    send(layer, record(1, {}), record(32, {}));
    assert.throws(() => order(layer, { do: 'approve', command: 'close', by: 'Ada' }), /does not wait/);
    send(layer, record(33, {}));
    assert.deepEqual(commands(context), []);
    assert.ok(on(context, 'event').some(({ event }) => event === 'command-expired'));
  });

  it('that wait are dropped when the alarm is over', () => {
    const { layer, context } = withCommand({ approvals: 1 });
    order(layer, 'arm');
    send(layer, record(1, {}), record(2));
    assert.throws(() => order(layer, { do: 'approve', command: 'close', by: 'Ada' }), /does not wait/);
    assert.deepEqual(commands(context), []);
  });

  it('are in dry run again after a restart, unless told to stay armed', () => {
    const raw = { commands: JSON.stringify([VALVE]) };
    const { layer } = response(raw);
    order(layer, 'arm');
    const snapshot = JSON.parse(JSON.stringify(layer.snapshot()));
    const again = response(raw, snapshot);
    assert.deepEqual(
      again.context.sent.map(({ event }) => event),
      ['disarmed'],
    );
    send(again.layer, record(1, {}));
    assert.deepEqual(commands(again.context), []);
    const armed = response({ ...raw, stayArmed: true }, snapshot);
    send(armed.layer, record(1, {}));
    assert.equal(commands(armed.context).length, 1);
  });

  it('are not given a second time when the crash came right after the first', () => {
    const raw = { commands: JSON.stringify([VALVE]), stayArmed: true };
    const { layer } = response(raw);
    order(layer, 'arm');
    send(layer, record(1, {}));
    const again = response(raw, JSON.parse(JSON.stringify(layer.snapshot())));
    send(again.layer, record(1, {}), record(2, {}));
    assert.deepEqual(commands(again.context), []);
  });

  it('for a blind guard need the policy that allows them', () => {
    const command = { commands: JSON.stringify([{ ...VALVE, kinds: ['fault'], severity: 'medium' }]) };
    for (const [onFault, count] of [
      ['alert', 0],
      ['command', 1],
      ['nothing', 0],
    ] as const) {
      const { layer, context } = response({ ...command, onFault });
      order(layer, 'arm');
      for (let i = 1; i < 6; i++) send(layer, record(i, undefined, { verdict: 'fault' }));
      assert.equal(commands(context).length, count, onFault);
    }
  });

  it('for a blind guard are given whatever severity they name', () => {
    const commandsText = JSON.stringify([{ ...VALVE, kinds: ['fault'] }]);
    const { layer, context } = response({ commands: commandsText, onFault: 'command' });
    order(layer, 'arm');
    for (let i = 1; i < 6; i++) send(layer, record(i, undefined, { verdict: 'fault' }));
    assert.equal(commands(context).length, 1);
  });

  it('come from the configuration alone: nothing in a record adds to them', () => {
    const { layer, context } = withCommand({ payload: '$asset' });
    order(layer, 'arm');
    send(layer, { ...record(1, {}), asset: 'other', commands: [{ ...VALVE, name: 'evil' }] } as never);
    assert.deepEqual(
      commands(context).map(({ topic, payload }) => [topic, payload]),
      [['plant/plant/valve', 'plant']],
    );
  });

  it('cannot be steered to another topic by the name of an asset', () => {
    const context = testContext('a/#/b +c');
    const layer = createResponse(parseConfig({ commands: JSON.stringify([VALVE]) }), context);
    order(layer, 'arm');
    send(layer, record(1, {}));
    assert.equal(commands(context)[0]!.topic, 'plant/a___b__c/valve');
  });

  it('are refused in the configuration when something is wrong, by name', () => {
    const wrong = (more: Record<string, unknown>): RegExp | string => {
      try {
        parseConfig({ commands: JSON.stringify([{ ...VALVE, ...more }]) });
        return 'accepted';
      } catch (error) {
        assert.ok(error instanceof ConfigError);
        return error.message;
      }
    };
    assert.match(String(wrong({ value: 101 })), /command 1, value: is 101; give one from 0 to 100/);
    assert.match(String(wrong({ value: 'L1', max: undefined })), /needs min and max/);
    assert.match(String(wrong({ topic: '' })), /topic/);
    assert.match(String(wrong({ kinds: ['war'] })), /kinds/);
    assert.match(String(wrong({ sevrity: 'low' })), /sevrity: is not known/);
    assert.match(String(wrong({ name: '__proto__' })), /name/);
    assert.equal(wrong({}), 'accepted');
  });
});

describe('response: retraining', () => {
  const drift = (second: number, more: Partial<Decision> = {}): TwinRecord =>
    record(second, { kind: 'data-drift', severity: 'low', ...more });

  it('is asked for once when a drift lasts, as an order for the detector', () => {
    const { layer, context } = response({ retrainDelay: 60 });
    send(layer, drift(1), drift(59));
    assert.deepEqual(on(context, 'retrain'), []);
    send(layer, drift(60), drift(61));
    assert.equal(on(context, 'retrain').length, 1);
    assert.deepEqual(on(context, 'retrain')[0]!['control'], { do: 'retrain', asset: 'plant', by: 'twin-response' });
  });

  it('is never asked for during an attack, a fault or what is undetermined', () => {
    const { layer, context } = response({ retrainDelay: 0 });
    for (const kind of ['cyber-attack', 'sensor-fault', 'undetermined'] as const) send(layer, record(100, { kind }));
    assert.deepEqual(on(context, 'retrain'), []);
  });

  for (const [kind, what] of [
    ['cyber-attack', /looked like an attack/],
    ['sensor-fault', /looked like a sensor fault/],
  ] as const) {
    it(`is not asked for when the same alarm was a ${kind} before, also after a restart`, () => {
      const { layer, context } = response({ retrainDelay: 0 });
      send(layer, record(1, { kind }));
      const again = createResponse(parseConfig({ retrainDelay: 0 }), context, structuredClone(layer.snapshot()));
      const held = send(again, drift(100));
      assert.deepEqual(on(context, 'retrain'), []);
      assert.match(held.response!.held[0]!.why, what);
      send(again, drift(200, { since: 150_000 }));
      assert.equal(on(context, 'retrain').length, 1);
    });
  }

  it('does not count the time for which the alarm was undetermined as time of the drift', () => {
    const kind = 'undetermined';
    const { layer, context } = response({ retrainDelay: 60 });
    send(layer, record(1, { kind }), record(900, { kind }), drift(901), drift(959));
    assert.deepEqual(on(context, 'retrain'), []);
    send(layer, record(960, { kind }), drift(970), drift(1019));
    assert.deepEqual(on(context, 'retrain'), [], 'it was something else in between');
    send(layer, drift(1021));
    assert.equal(on(context, 'retrain').length, 1);
  });

  it('counts the time of a drift over a restart', () => {
    const { layer, context } = response({ retrainDelay: 60 });
    send(layer, record(1, { kind: 'undetermined' }), record(900, { kind: 'undetermined' }), drift(901));
    const again = createResponse(parseConfig({ retrainDelay: 60 }), context, structuredClone(layer.snapshot()));
    send(again, drift(959));
    assert.deepEqual(on(context, 'retrain'), []);
    send(again, drift(961));
    assert.equal(on(context, 'retrain').length, 1);
  });

  it('keeps its minimum interval and can be switched off', () => {
    const { layer, context } = response({ retrainDelay: 0, retrainInterval: 10 });
    send(layer, drift(0, { since: 0 }), drift(60, { since: 1 }), drift(601, { since: 2 }));
    assert.equal(on(context, 'retrain').length, 2);
    const off = response({ retrainDelay: 0, retrain: false });
    send(off.layer, drift(100));
    assert.deepEqual(on(off.context, 'retrain'), []);
  });
});
