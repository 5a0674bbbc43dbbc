import assert from 'node:assert/strict';
import { fitted, leftOut } from '../../../bench/decision/left-out';
import { type Episode, endured } from '../../../bench/decision/oracle';
import { Circuit, circuitTags } from '../../../bench/drills/circuit';
import { CIRCUIT_TRIALS } from '../../../bench/drills/circuit-trials';

/** What is concluded of some trials on a circuit that no rule was made on: kind and pattern, by trial. */
function concluded(seed: number, wanted: readonly string[]): Record<string, string> {
  const circuit = new Circuit(seed);
  const trials = CIRCUIT_TRIALS.filter(({ name }) => wanted.includes(name));
  const ordeals = trials.map((trial) => ({ ...trial, begin: () => trial.begin(circuit) }));
  const episodes = endured(() => circuit.step(), circuitTags(true), ordeals);
  return Object.fromEntries(episodes.map(({ name, findings }) => [name, calledBy(findings)]));
}

/** Findings come with those for the likeliest kind first. */
function calledBy([first]: Episode['findings']): string {
  return first === undefined ? 'nothing' : `${first.toward}/${first.pattern}`;
}

describe('decision: what goes wrong in another plant', () => {
  const EXPECTED: Readonly<Record<string, string>> = {
    'swapped-Ts-Tr': 'sensor-fault/swapped sensors',
    'shifted-Tr': 'sensor-fault/delayed sensor',
    'frozen-twin': 'sensor-fault/frozen twin',
    'unit-Ts': 'sensor-fault/changed unit',
    'dropout-Q': 'sensor-fault/sensor dropout',
    'contact-power': 'sensor-fault/loose contact',
    'bias-Qr': 'sensor-fault/offset sensor',
    'command-n': 'cyber-attack/manipulated actuator',
    'held-back': 'cyber-attack/data held back',
    leak: 'data-drift/process drift',
    blocked: 'data-drift/process drift',
  };
  for (const seed of [5, 6]) {
    it(`has the name of what it is, seed ${seed}`, () => {
      assert.deepEqual(concluded(seed, Object.keys(EXPECTED)), EXPECTED);
    });
  }

  it('is a drift where more than one sensor leaves its twin, however fast', () => {
    for (const seed of [5, 6]) assert.match(concluded(seed, ['demand'])['demand']!, /^data-drift/);
  });
});

describe('bench decision: a plant left out', () => {
  const episode = (truth: Episode['truth'], fault: number, drift: number): Episode => ({
    name: truth,
    truth,
    findings: [
      { toward: 'sensor-fault', weight: fault, pattern: 'drifting sensor', text: '', tags: [] },
      { toward: 'data-drift', weight: drift, pattern: 'process drift', text: '', tags: [] },
    ],
  });
  /** A plant in which the evidence for a drift is twice as strong as it should be. */
  const biased = [3, 2.5, 2].flatMap((w) => [episode('sensor-fault', w, 1.4 * w), episode('data-drift', w, 2.8 * w)]);

  it('weights that are fitted tell what those that are given do not', () => {
    const factors = fitted(biased);
    assert.ok(factors.get('process drift')! < factors.get('drifting sensor')!);
    const { macro_f1_as_shipped, macro_f1_fitted_here } = leftOut(biased, biased);
    assert.ok(macro_f1_fitted_here! > macro_f1_as_shipped!);
  });

  it('is judged by the others alone', () => {
    const fair = biased.filter(({ truth }) => truth === 'data-drift');
    const { macro_f1_as_shipped, macro_f1_fitted_elsewhere } = leftOut(
      fair,
      fair.map((one) => ({ ...one, truth: 'sensor-fault' as const })),
    );
    assert.ok(macro_f1_fitted_elsewhere! < macro_f1_as_shipped!);
  });
});
