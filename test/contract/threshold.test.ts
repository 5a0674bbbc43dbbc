import { createRandom } from '../../lib/math/random';
import type { TwinRecord } from '../../lib/record/record';
import { parseConfig } from '../../nodes/threshold/config';
import { createThreshold } from '../../nodes/threshold/layer';
import { STRATEGIES } from '../../nodes/threshold/strategies/kinds';
import { layerContract } from '../fixtures/layer-contract';

const make = (i: number, score: number): TwinRecord => ({
  asset: 'twin',
  time: i * 1000,
  values: { level: 3 },
  score,
  detector: { node: 'a', model: 'm', version: 1, engine: 'wasm simd' },
});

/** Scores like those of a detector: positive, skewed, neighbours alike. */
const normal = (i: number): TwinRecord => {
  const near = Array.from({ length: 5 }, (_, k) => createRandom(i + k).normal()).reduce((sum, z) => sum + z, 0);
  return make(i, 0.2 + 0.1 * near ** 2);
};

const subjects = [
  ...Object.keys(STRATEGIES).map((strategy) => ({ strategy, modes: false })),
  { strategy: 'spot', modes: true },
];

for (const { strategy, modes } of subjects) {
  const mode = (i: number): Partial<TwinRecord> => (modes ? { mode: i % 2 ? 'idle' : 'full' } : {});
  layerContract({
    name: `threshold, ${strategy}${modes ? ', per mode' : ''}`,
    create: (context, snapshot) =>
      createThreshold(parseConfig({ strategy, modes, value: 9, scores: modes ? 80 : 200 }), context, snapshot),
    normal: (i) => ({ ...normal(i), ...mode(i) }),
    anomalous: (i) => ({ ...make(i, 60), ...mode(i) }),
    constant: (i) => make(i, 0.5),
    broken: [
      () => make(1, Number.NaN),
      () => make(1, Number.POSITIVE_INFINITY),
      () => make(1, null as unknown as number),
      () => make(1, '3' as unknown as number),
    ],
    warmup: 240,
    parts: ['threshold', 'rarity', 'anomaly', 'verdict'],
    signal: (record) => Number(record.anomaly),
    stateLimit: 60_000,
  });
}
