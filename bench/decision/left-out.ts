import type { JudgedKind } from '../../nodes/decision/evidence/finding';
import { type Answer, KINDS, macroF1 } from './figures';
import type { Episode } from './oracle';

/** By which factor each finding counts, by what it would call an episode. */
type Factors = ReadonlyMap<string, number>;

const NONE: Factors = new Map();
const ROUNDS = 400;
const RATE = 0.05;
/** Pull towards the factors as they are: without it, few episodes would move them anywhere. */
const PULL = 0.02;

/** Sums of the findings by kind, and their softmax, as evidence/weigh.ts does it. */
function chances({ findings }: Episode, factors: Factors): number[] {
  const totals = KINDS.map((kind) =>
    findings.reduce((sum, f) => sum + (f.toward === kind ? f.weight * (factors.get(f.pattern) ?? 1) : 0), 0),
  );
  const powers = totals.map((total) => Math.exp(total - Math.max(...totals)));
  const whole = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / whole);
}

/**
 * Factors on the weights that make the truth of some episodes likeliest: ridge-penalised maximum likelihood of the softmax by gradient
 * descent on their logarithms.
 */
export function fitted(episodes: readonly Episode[]): Factors {
  const logs = new Map<string, number>();
  for (const { findings } of episodes) for (const { pattern } of findings) logs.set(pattern, 0);
  for (let round = 0; round < ROUNDS; round++) {
    const factors = new Map([...logs].map(([pattern, log]) => [pattern, Math.exp(log)]));
    const slopes = new Map<string, number>();
    for (const episode of episodes) {
      const chance = chances(episode, factors);
      for (const { pattern, toward, weight } of episode.findings) {
        const missing = (episode.truth === toward ? 1 : 0) - chance[KINDS.indexOf(toward)]!;
        slopes.set(pattern, (slopes.get(pattern) ?? 0) + missing * weight * factors.get(pattern)!);
      }
    }
    for (const [pattern, log] of logs) {
      const slope = (slopes.get(pattern) ?? 0) / episodes.length - PULL * log;
      logs.set(pattern, log + RATE * Math.sqrt(episodes.length) * slope);
    }
  }
  return new Map([...logs].map(([pattern, log]) => [pattern, Math.exp(log)]));
}

function judged(episodes: readonly Episode[], factors: Factors): number {
  const answers = episodes.map((episode): Answer => {
    const chance = chances(episode, factors);
    const said: JudgedKind | undefined =
      episode.findings.length === 0 ? undefined : KINDS[chance.indexOf(Math.max(...chance))];
    return { truth: episode.truth, said };
  });
  return macroF1(answers);
}

/** Macro-F1 on one plant with the weights as they are, with weights fitted on the other plants, and with weights fitted on itself. */
export function leftOut(plant: readonly Episode[], others: readonly Episode[]): Readonly<Record<string, number>> {
  return {
    macro_f1_as_shipped: judged(plant, NONE),
    macro_f1_fitted_elsewhere: judged(plant, fitted(others)),
    macro_f1_fitted_here: judged(plant, fitted(plant)),
  };
}
