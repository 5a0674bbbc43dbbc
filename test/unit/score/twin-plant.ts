import { createRandom } from '../../../lib/math/random';
import { learnedTwin } from '../../../lib/score/learned-twin/learned-twin';
import type { Feature, FittedPart, LivePart, LiveRow, NormalRows } from '../../../lib/score/part';

/** What the tags of the small plant are. */
export const FEATURES: readonly Feature[] = [
  { name: 'setpoint', kind: 'setpoint' },
  { name: 'valve', kind: 'measured' },
  { name: 'flow', kind: 'measured' },
  { name: 'power', kind: 'measured' },
  { name: 'ambient', kind: 'measured' },
  { name: 'idle', kind: 'measured' },
  { name: 'return', kind: 'measured' },
];
export const WIDTH = FEATURES.length;
export const [SETPOINT, VALVE, FLOW, POWER, AMBIENT, IDLE] = [0, 1, 2, 3, 4, 5] as const;

/**
 * A valve follows a set point, a flow follows the valve and a head that wanders, a pump needs the power of a product, the
 * ambient temperature tells nothing, one tag never moves, and what flows comes back.
 * @param cases set points that somebody sets one after the other, each for so many rows; without, they change all the time
 */
export function plant(
  count: number,
  seed: number,
  cases?: { levels: readonly number[]; rows: number },
): Float64Array[] {
  const random = createRandom(seed);
  let [setpoint, valve, head, ambient, left] = [0.5, 0.5, 1, 0.5, 0];
  return Array.from({ length: count }, (_, t) => {
    if (cases !== undefined) setpoint = cases.levels[Math.floor(t / cases.rows) % cases.levels.length]!;
    else if (left-- === 0) {
      setpoint = 0.2 + 0.6 * random.next();
      left = 20 + random.below(40);
    }
    valve += 0.3 * (setpoint - valve);
    head += 0.1 * (1 - head) + 0.05 * random.normal();
    ambient += 0.05 * (0.5 - ambient) + 0.02 * random.normal();
    const flow = valve * head;
    const noise = (): number => 0.005 * random.normal();
    return Float64Array.of(
      setpoint,
      valve + noise(),
      flow + noise(),
      0.8 * flow * head + noise(),
      ambient,
      0.3,
      0.9 * flow + noise(),
    );
  });
}

/** Rows to learn from, as fitScore gives them to a part. */
export function normalRows(
  rows: readonly Float64Array[],
  features = FEATURES,
  gaps: readonly number[] = [],
): NormalRows {
  const scaled = Float32Array.from(rows.flatMap((row) => [...row]));
  const marks = new Uint8Array(rows.length);
  for (const t of gaps) marks[t] = 1;
  return {
    features,
    count: rows.length,
    first: 0,
    window: 1,
    scaled,
    input: scaled,
    gaps: marks,
    skips: marks,
    interval: 1000,
    seed: 1,
    unseen: () => new Float32Array(0),
  };
}

type Twin = FittedPart<Parameters<typeof learnedTwin.live>[0]>;

/** @throws Error when there is nothing to judge */
export function learnTwin(rows: readonly Float64Array[], features = FEATURES, gaps: readonly number[] = []): Twin {
  const fit = learnedTwin.fit(normalRows(rows, features, gaps), {});
  if (fit === undefined || fit instanceof Promise) throw new Error('there is no twin');
  return fit;
}

/** The row as a part sees it. */
export function liveRow(scaled: Float64Array, gap = false): LiveRow {
  return {
    scaled,
    input: scaled,
    back: (_feature, seen) => seen,
    window: Float32Array.from(scaled),
    gap,
    said: () => [],
  };
}

/** What the twin says of rows, one after the other. */
export function judge(live: LivePart, rows: readonly Float64Array[], gaps: readonly number[] = []): number[] {
  return rows.map((row, t) => live.step(liveRow(row, gaps.includes(t))));
}

/** The feature that has most to do with the last result. */
export function blamed(live: LivePart, features = FEATURES): string {
  const shares = new Float64Array(features.length);
  live.share(1, shares);
  return features[shares.indexOf(Math.max(...shares))]!.name;
}
