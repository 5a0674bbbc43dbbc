import assert from 'node:assert/strict';
import type { DetectorLayer } from '../../../lib/detector/layer';
import { DETECTOR_ORDERS } from '../../../lib/detector/settings';
import { parseOrder } from '../../../lib/layer/orders';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';

const LEARNED = 1000;
/** Of the tag that wears. */
const SIGMA = 1.1;
/** Standard deviations of wear a record. */
const PACE = 1 / 4000;

/** A detector of four tags that two causes move, and that a learned twin tells from each other. */
class Worn {
  context: TestContext = testContext();
  layer: DetectorLayer;
  readonly #random = createRandom(11);
  #causes = [0, 0];
  #t = 0;

  constructor() {
    this.layer = this.create();
  }

  create(from?: unknown): DetectorLayer {
    const settings = { records: LEARNED, layers: '5, 3', epochs: 3, folds: 2, engine: 'wasm', learnFor: 0 };
    return createAutoencoder(parseConfig(settings), this.context, from);
  }

  /** @param off of the first tag, in its standard deviations */
  next(off = 0): TwinRecord {
    this.#causes = this.#causes.map((value) => 0.9 * value + 0.44 * this.#random.normal());
    const [f, g] = this.#causes as [number, number];
    const noise = (): number => 0.3 * this.#random.normal();
    const values = {
      a: f + noise() + off * SIGMA,
      b: g + noise(),
      c: 0.7 * f - g + noise(),
      d: 0.6 * f + 0.6 * g + noise(),
    };
    return { asset: 'plant', time: 1e12 + this.#t++ * 1000, values };
  }

  async feed(records: readonly TwinRecord[]): Promise<readonly TwinRecord[]> {
    for (const record of records) {
      await this.layer.step(record);
      await this.layer.settled();
    }
    return records;
  }

  async wear(count: number, pace = PACE): Promise<readonly TwinRecord[]> {
    return this.feed(Array.from({ length: count }, (_, k) => this.next(k * pace)));
  }

  order(control: object | string): Record<string, unknown> {
    return this.layer.order(parseOrder(control, DETECTOR_ORDERS), undefined);
  }

  get followed(): Record<string, number> {
    return (this.order('status')['followed'] ?? {}) as Record<string, number>;
  }
}

function highest(records: readonly TwinRecord[]): number {
  return Math.max(...records.flatMap(({ detector }) => detector?.calibration ?? []));
}

describe('a plant that slowly moves on, and whose tags tell each other', function () {
  this.timeout(120_000);

  it('is judged around where it is, told with its size, and an attack there is as strange as ever', async () => {
    const strange: number[] = [];
    for (const frozen of [false, true]) {
      const plant = new Worn();
      const limit = highest(await plant.feed(Array.from({ length: LEARNED + 10 }, () => plant.next())));
      assert.ok(plant.order('status')['told'] !== undefined, 'the tags tell each other');
      if (frozen) plant.order({ do: 'freeze', by: 'Ada' });
      const last = (await plant.wear(4400)).slice(-600);
      strange.push(last.filter(({ score }) => score! > limit).length);
      if (!frozen) {
        const drifts = plant.context.sent.filter(({ event }) => event === 'learning-drift');
        assert.match(
          String(drifts[0]?.['text']),
          /^a is .* standard deviations above where it has been.*judging follows that slowly.*order accept$/,
        );
        assert.ok(plant.followed['a']! > 0.2 && plant.followed['a']! <= 1, JSON.stringify(plant.followed));
        for (const sign of [1, -1]) {
          const attack = await plant.feed([1, 2, 3].map(() => plant.next(1.1 + sign * 6)));
          assert.ok(
            attack.slice(1).every(({ score }) => score! > 2 * limit),
            attack.map(({ score }) => score).join(),
          );
          await plant.feed(Array.from({ length: 60 }, () => plant.next(1.1)));
        }
      }
      plant.layer.close?.();
    }
    assert.ok(strange[0]! < strange[1]! / 5, `${strange} of 600`);
  });

  it('goes on to the last bit after a stop', async () => {
    const plant = new Worn();
    await plant.wear(LEARNED + 3500);
    assert.ok(plant.followed['a']! > 0, JSON.stringify(plant.followed));
    // A restart begins the stretch of records anew, of which the next level is a mean.
    const { a: then } = plant.followed;
    while (plant.followed['a'] === then) await plant.feed([plant.next(0.8)]);
    const kept = JSON.parse(JSON.stringify(plant.layer.snapshot())) as unknown;
    const records = Array.from({ length: 50 }, () => plant.next(0.8));
    const before = await plant.feed(records.map((record) => structuredClone(record)));
    const again = plant.create(kept);
    for (const [i, record] of records.entries()) {
      await again.step(record);
      assert.equal(record.score, before[i]!.score);
      assert.deepEqual([record.expected, record.parts], [before[i]!.expected, before[i]!.parts]);
    }
    again.close?.();
    plant.layer.close?.();
  });
});
