import assert from 'node:assert/strict';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/scaler/config';
import { createScaler } from '../../../nodes/scaler/layer';
import { type Bench, bench, START } from './helper';

/** What the scaler has learned and sends on once it has seen so many messages with these tags. */
function scaledAfter(b: Bench, names: readonly string[], messages = 60): TwinRecord {
  const context = { asset: 'p', emit: () => {}, save: () => true, touch: () => {}, fail: () => {} };
  const scaler = createScaler(parseConfig({ warmup: 50 }), context as never);
  let last: TwinRecord | undefined;
  for (let i = 0; i < messages; i++) {
    const values = Object.fromEntries(names.map((name, k) => [name, 10 * (k + 1) + Math.sin(i * (k + 1))]));
    last = b.one({ time: START + i * 1000, ...values }, 'p', START + i * 1000);
    scaler.step(last);
  }
  return last!;
}

describe('two partners of a kind', () => {
  for (const [names, feature, first, second] of [
    [['T1', 'T1_sp', 'T1_setpoint'], 'T1~setpoint', 'T1_sp', 'T1_setpoint'],
    [['T1', 'T1_sp', 'sp_T1'], 'T1~setpoint', 'T1_sp', 'sp_T1'],
    [['T1', 'T1_target', 'T1_desired'], 'T1~setpoint', 'T1_target', 'T1_desired'],
    [['TIC101.PV', 'sp_TIC101.PV', 'TIC101.PV.Target'], 'TIC101.PV~setpoint', 'sp_TIC101.PV', 'TIC101.PV.Target'],
    [['L', 'L_sim', 'L_pred'], 'L~twin', 'L_sim', 'L_pred'],
    [['pump', 'cmd_pump', 'pump_command'], 'pump~command', 'cmd_pump', 'pump_command'],
  ] as const) {
    it(`${names.join(', ')}: the asset is guarded, the first one compared, and a person told of both`, () => {
      const b = bench({ settle: 10 });
      const record = scaledAfter(b, names);
      assert.equal(Object.keys(record.scaled ?? {}).length, record.features!.length);
      assert.equal(record.features!.filter((name) => name === feature).length, 1);
      // A command is brought to the scale of its feedback first.
      if (!feature.endsWith('~command'))
        assert.equal(record.derived![feature], record.values[names[0]]! - record.values[first]!);
      assert.ok(record.features!.includes(second), `${second} is a tag of its own`);
      const told = b.events.filter(({ event }) => event === 'second-partner');
      assert.equal(told.length, 1);
      for (const said of [first, second, names[0], 'tag table'])
        assert.ok(String(told[0]!['text']).includes(said), said);
    });
  }

  it('the tag table decides which of two by name it is', () => {
    const tags = { T1: {}, T1_target: { role: 'setpoint', of: 'T1' } };
    const record = scaledAfter(bench({ settle: 10, tags: JSON.stringify(tags) }), ['T1', 'T1_sp', 'T1_target']);
    assert.equal(record.derived!['T1~setpoint'], record.values['T1']! - record.values['T1_target']!);
  });

  it('an enumeration may have a state twice, as those of a PLC have; the first counts, and nothing else is lost', () => {
    const states = ['idle', 'run', 'reserved', 'reserved', 'fault'];
    const b = bench({ tags: JSON.stringify({ T1: {}, state: { states }, mode: { role: 'mode', states } }) });
    for (const [state, number] of [
      ['reserved', 2],
      ['fault', 4],
    ] as const) {
      const record = b.one({ T1: 5, state, mode: state });
      assert.equal(record.values['state'], number);
      assert.equal(record.mode, state);
    }
  });

  it('a table may give each kind of asset its own', () => {
    const tags = {
      T1: {},
      sp_a: { role: 'setpoint', of: 'T1', asset: 'a*' },
      sp_b: { role: 'setpoint', of: 'T1', asset: 'b*' },
    };
    const b = bench({ tags: JSON.stringify(tags) });
    assert.deepEqual(b.one({ T1: 5, sp_b: 3 }, 'b1').derived, { 'T1~setpoint': 2 });
  });
});
