import { createRandom } from '../../lib/math/random';
import type { TwinRecord } from '../../lib/record/record';
import { SCALING_METHODS } from '../../lib/scaling/methods';
import { parseConfig } from '../../nodes/scaler/config';
import { createScaler } from '../../nodes/scaler/layer';
import { layerContract } from '../fixtures/layer-contract';

const make = (i: number, values: Record<string, number>, more: Partial<TwinRecord> = {}): TwinRecord => ({
  asset: 'twin',
  time: i * 1000,
  values,
  ...more,
});

const normal = (i: number): TwinRecord => {
  const random = createRandom(i);
  return make(i, { level: 3 + 0.1 * random.normal(), on: i % 7 === 0 ? 1 : 0, flow: random.next() });
};

for (const method of SCALING_METHODS) {
  for (const modes of [false, true]) {
    layerContract({
      name: `scaler, ${method}${modes ? ', per mode' : ''}`,
      create: (context, snapshot) => createScaler(parseConfig({ method, modes, warmup: 100 }), context, snapshot),
      normal: (i) => ({ ...normal(i), ...(modes && { mode: i % 2 ? 'idle' : 'full' }) }),
      anomalous: (i) => ({ ...normal(i), values: { level: 9, on: 1, flow: -4 } }),
      constant: (i) => make(i, { level: 3, on: 0, flow: 1e-12 }),
      broken: [
        () => make(1, { level: Number.NaN, on: 0, flow: 1 }),
        () => make(1, { level: 3, on: Number.POSITIVE_INFINITY, flow: 1 }),
        () => make(1, { level: 'high' as unknown as number, on: 0, flow: 1 }),
        () => make(1, { level: 3 }, { features: [] }),
        () => make(1, { level: 3 }, { features: ['level', '__proto__'] }),
        () => make(1, { level: 3 }, { features: 7 as unknown as string[] }),
      ],
      warmup: 240,
      parts: ['features', 'scaled', 'scaling', 'verdict'],
      signal: (record) => Math.max(...record.scaled!.map(Math.abs)),
      stateLimit: 40_000,
    });
  }
}
