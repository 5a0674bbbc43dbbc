import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { learnedTwin } from '../../../lib/score/learned-twin/learned-twin';
import type { Feature, LivePart } from '../../../lib/score/part';
import { blamed, judge, learnTwin } from './twin-plant';

const FEATURES: readonly Feature[] = [
  { name: 'sp_T', kind: 'setpoint' },
  { name: 'cmd', kind: 'command' },
  { name: 'T', kind: 'measured' },
  { name: 'power', kind: 'measured' },
  { name: 'flow', kind: 'measured' },
  // What the record has derived of them: whose command and whose set point these are.
  { name: 'power~command', kind: 'measured' },
  { name: 'T~setpoint', kind: 'measured' },
];
const LEARNED = 3000;

/** What the plant does to a row; the controller answers to it. */
type Fault = (measured: { T: number; power: number }, t: number) => void;

/**
 * A heater holds a temperature against a flow that wanders: its controller computes the command from what the sensor reads in the same
 * record, noise and all, and the temperature follows the power over the flow.
 */
function heated(count: number, fault: Fault = () => {}, from = 0, seed = 1): Float64Array[] {
  const random = createRandom(seed);
  let [setpoint, left, flow, temperature, integral, power] = [40, 0, 1, 40, 0.5, 0.5];
  return Array.from({ length: count }, (_, t) => {
    if (left-- === 0) [setpoint, left] = [35 + 10 * random.next(), 40 + random.below(60)];
    flow += 0.02 * (1 - flow) + 0.02 * random.normal();
    temperature += 0.15 * (20 + (40 * power) / flow - temperature);
    const measured = { T: temperature + 0.1 * random.normal(), power: power + 0.004 * random.normal() };
    if (t >= from) fault(measured, t - from);
    const off = setpoint - measured.T;
    integral = Math.min(1, Math.max(0, integral + 0.004 * off));
    const command = Math.min(1, Math.max(0, integral + 0.05 * off));
    power += 0.5 * (command - power);
    const shown = [setpoint, command, measured.T, measured.power, flow + 0.005 * random.normal()];
    return Float64Array.of(...shown, measured.power - command, measured.T - setpoint);
  });
}

describe('the learned twin of a tag that a controller holds', () => {
  const { fitted } = learnTwin(heated(LEARNED), FEATURES);
  const later = (fault: Fault): { live: LivePart; out: number } => {
    const live = learnedTwin.live(fitted, {}, FEATURES);
    const values = judge(live, heated(460, fault, 400, 2));
    return { live, out: values.slice(400).filter((value) => value > 1).length };
  };

  it('sees its sensor step away although the controller brings the reading back', () => {
    const { live, out } = later((measured) => {
      measured.T += 0.5;
    });
    assert.ok(out >= 40, `${out} of 60 records`);
    assert.equal(blamed(live, FEATURES), 'T');
  });

  it('is silent while nothing is wrong, set points that step and all', () => {
    assert.ok(later(() => {}).out <= 2);
    const values = judge(learnedTwin.live(fitted, {}, FEATURES), heated(3000, undefined, 0, 3));
    const out = values.filter((_, t) => t >= 2 && Math.min(values[t]!, values[t - 1]!, values[t - 2]!) > 1).length;
    assert.ok(out <= 6, `${out} of 3000 records, as an alarm takes them`);
  });

  it('is not told by the order of the same record, which is made from it; an actuator is', () => {
    const agesOf = (tag: number): ReadonlyMap<number, number> => {
      const { inputs, ages } = fitted.judges.find(({ predictor }) => predictor.tag === tag)!.predictor;
      return new Map(inputs.map((input, k) => [input, ages[k]!]));
    };
    assert.ok(agesOf(2).get(1)! > 1 && agesOf(2).get(0) === 1);
    assert.equal(agesOf(3).get(1), 0);
    assert.equal(agesOf(4).get(1), 1);
    assert.equal(agesOf(2).get(3), 0, 'where the actuator is, is no order');
  });
});
