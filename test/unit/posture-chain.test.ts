import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DETECTOR_ORDERS } from '../../lib/detector/settings';
import type { Layer, LayerContext } from '../../lib/layer/layer';
import { type OrderName, parseOrder } from '../../lib/layer/orders';
import type { TwinRecord } from '../../lib/record/record';
import { createMemoryModels } from '../../lib/store/models';
import { parseConfig as parseAutoencoder } from '../../nodes/autoencoder/config';
import { createAutoencoder } from '../../nodes/autoencoder/layer';
import { parseConfig as parseDecision } from '../../nodes/decision/config';
import { createDecision } from '../../nodes/decision/layer';
import { parseConfig as parseIngest } from '../../nodes/ingest/config';
import { createIngest } from '../../nodes/ingest/core';
import { parseConfig as parseScaler } from '../../nodes/scaler/config';
import { createScaler } from '../../nodes/scaler/layer';
import { createPlant } from '../../nodes/simulator/plant/plant';
import { parseConfig as parseThreshold } from '../../nodes/threshold/config';
import { createThreshold } from '../../nodes/threshold/layer';
import { ROOT } from '../fixtures/shared';

const ASSET = 'two-tank';
const LEARNED = 1000;

/** The tag table of the example. */
function exampleTags(): string {
  const flow = JSON.parse(readFileSync(join(ROOT, 'examples', 'flows', 'guard-a-twin.json'), 'utf8')) as {
    type: string;
    tags?: string;
  }[];
  return flow.find(({ type }) => type === 'twin-ingest')!.tags!;
}

/** The simulator's plant and its guard; the orders of the decision reach the detector, as in the example. */
class Guarded {
  readonly #plant = createPlant({ seed: 1, noise: 1, mismatch: 0.03, label: false });
  readonly #ingest = createIngest(parseIngest({ format: 'record', tags: exampleTags() }), { restore: () => undefined });
  readonly #detector;
  readonly #layers: Layer[];
  readonly changes: unknown[] = [];

  constructor() {
    const context: LayerContext = {
      asset: ASSET,
      models: createMemoryModels(),
      emit: (output, { event, level, control }) => {
        if (event === 'posture-changed') this.changes.push(level);
        if (output === 'order') this.order(control as Record<string, unknown>);
      },
      save: (() => true) as LayerContext['save'],
      touch: () => {},
      fail: (error) => {
        throw error;
      },
    };
    this.#detector = createAutoencoder(parseAutoencoder({ engine: 'wasm', records: LEARNED, epochs: 20 }), context);
    this.#layers = [
      createScaler(parseScaler({ warmup: 300 }), context),
      this.#detector,
      createThreshold(parseThreshold({}), context),
      createDecision(parseDecision({ calm: 10 }), context),
    ];
  }

  drill(name: string, seconds: number, tag?: string): void {
    this.#plant.drill({ drill: name, seconds, ...(tag !== undefined && { tag }) } as never);
  }

  async run(messages: number): Promise<TwinRecord> {
    let last: TwinRecord | undefined;
    for (let i = 0; i < messages; i++) {
      const { time, ...values } = this.#plant.step();
      for (const record of this.#ingest.accept({ payload: { asset: ASSET, time, values } }, time as number)) {
        for (const layer of this.#layers) await layer.step(record);
        last = record;
      }
      await this.#detector.settled();
    }
    return last!;
  }

  order(control: Record<string, unknown>): Record<string, unknown> {
    return this.#detector.order(parseOrder(control, DETECTOR_ORDERS as readonly OrderName[]), undefined);
  }

  close(): void {
    this.#detector.close?.();
  }
}

describe('the posture of the simulated plant', () => {
  it('attack drills raise it and freeze the detector, a sensor fault does not, quiet lets it go', async function () {
    this.timeout(600_000);
    const guarded = new Guarded();
    await guarded.run(LEARNED + 1500);
    const frozen = (): unknown => guarded.order({ do: 'status' })['frozenBy'];
    guarded.drill('bias', 300, 'F12');
    assert.equal((await guarded.run(300)).decision?.kind, 'sensor-fault');
    await guarded.run(900);
    assert.deepEqual([guarded.changes, frozen()], [[], undefined]);
    guarded.drill('command', 300, 'vpos');
    const attacked = await guarded.run(300);
    assert.equal(attacked.decision?.kind, 'cyber-attack');
    assert.notEqual(attacked.posture?.level, 'normal');
    assert.deepEqual(frozen(), ['posture']);
    await guarded.run(4000);
    assert.equal(guarded.changes.at(-1), 'normal');
    assert.equal(frozen(), undefined);
    guarded.close();
  });
});
