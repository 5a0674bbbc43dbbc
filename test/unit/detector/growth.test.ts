import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/random';
import type { TwinRecord } from '../../../lib/record';
import { parseConfig } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { testContext } from '../../fixtures/layer-context';

/** A plant whose set point stays for `stay` rows: a few hundred rows of it are one or two cases. */
function plant(stay: number): () => TwinRecord {
  const random = createRandom(4);
  let [t, wanted, level] = [0, 50, 50];
  return () => {
    if (t % stay === 0) wanted = 20 + 60 * random.next();
    level += 0.2 * (wanted - level);
    const values = {
      sp: wanted,
      level: level + 0.3 * random.normal(),
      flow: 2 * level + 0.6 * random.normal(),
      power: (level * level) / 40 + 0.3 * random.normal(),
    };
    return { asset: 'plant', time: 1000 * t++, roles: { sp: 'setpoint' }, values };
  };
}

class Bench {
  readonly context = testContext();
  readonly #next: () => TwinRecord;
  layer;

  constructor(
    stay: number,
    readonly settings: object = {},
  ) {
    this.#next = plant(stay);
    this.layer = this.#create();
  }

  #create(kept?: unknown) {
    const config = parseConfig({ records: 300, layers: '5, 3', epochs: 2, folds: 2, engine: 'wasm', ...this.settings });
    return createAutoencoder(config, this.context, kept);
  }

  async feed(count: number): Promise<TwinRecord[]> {
    const records = Array.from({ length: count }, this.#next);
    for (const record of records) this.layer.step(record);
    await this.layer.settled();
    return records;
  }

  restart(): void {
    const kept: unknown = JSON.parse(JSON.stringify(this.layer.snapshot()));
    this.layer.close?.();
    this.layer = this.#create(kept);
  }

  status() {
    const order = { do: 'status', asset: undefined, by: undefined, options: {} } as const;
    return this.layer.order(order, undefined) as { version?: number; told?: string[]; training?: { rows: number } };
  }
}

describe('a detector whose first records show too little of the plant', () => {
  it('judges without a twin, says what it waits for, and learns one when the records have doubled', async function () {
    this.timeout(120_000);
    const bench = new Bench(60);
    await bench.feed(300);
    const first = await bench.feed(50);
    assert.equal(bench.status().told, undefined);
    assert.ok(first.every(({ score, detector }) => Number.isFinite(score) && detector!.told === undefined));
    assert.match(String(bench.layer.status().values?.['device']), /; learns a twin from 2000 records, \d+ so far$/);
    assert.equal(bench.layer.status().state, 'watching');
    for (let k = 0; k < 4 && bench.status().version === 1; k++) await bench.feed(1000);
    const { version, training, told } = bench.status();
    assert.equal(version, 2);
    assert.ok(training!.rows >= 2000, 'the rows of the first model are among those of the second');
    assert.match(told!.join('\n'), /flow: explained 9\d %/);
    const [next] = await bench.feed(1);
    assert.ok(Math.abs(next!.expected!['flow']! - next!.values['flow']!) < 5);
  });

  it('has its twin from the first model on where the plant goes up and down all the time', async () => {
    const bench = new Bench(12, { learnFor: 0 });
    await bench.feed(300);
    const records = await bench.feed(20);
    const { version, told } = bench.status();
    assert.equal(version, 1);
    assert.match(told!.join('\n'), /flow: explained 9\d %/);
    assert.ok(records.at(-1)!.detector!.told!['flow']! > 0.9);
    assert.ok(!String(bench.layer.status().values?.['device']).includes('learns a twin'));
    assert.equal((bench.layer.snapshot() as { learning: { buffer?: unknown } }).learning.buffer, undefined);
  });

  it('learns again until its records span the time that is set, and says how much it has seen', async function () {
    this.timeout(120_000);
    // 12 rows a step: nothing but the span asks for more. 0.05 days are 4,320 records.
    const bench = new Bench(12, { learnFor: 0.05 });
    await bench.feed(310);
    assert.match(String(bench.layer.status().values?.['device']), /; has seen 5 min of 1\.2 h$/);
    await bench.feed(1800);
    assert.equal(bench.status().version, 2);
    assert.ok(bench.status().training!.rows > 1900);
    await bench.feed(2200);
    assert.equal(bench.status().version, 3);
    await bench.feed(1300);
    const { version, training } = bench.status();
    assert.deepEqual(
      [version, training!.rows > 3800],
      [3, true],
      'what is missing of the span is not worth another model',
    );
    assert.ok(!String(bench.layer.status().values?.['device']).includes('has seen'));
  });

  it('knows what it has seen since, though it was unusual at first, and leaves out what was far outside', async function () {
    this.timeout(120_000);
    const context = testContext();
    const config = { records: 500, layers: '5, 3', epochs: 2, folds: 2, engine: 'wasm', learnTwin: false };
    const layer = createAutoencoder(parseConfig(config), context);
    const random = createRandom(9);
    let time = 0;
    /** A plant at a level, with something wrong on top. */
    const feed = async (count: number, level: number, wrong = 0): Promise<number> => {
      const scores: number[] = [];
      for (let k = 0; k < count; k++) {
        const a = level + random.normal();
        const record = { asset: 'plant', time: 300_000 * time++, values: { a, b: 2 * a + random.normal() + wrong } };
        layer.step(record);
        scores.push((record as TwinRecord).score ?? Number.NaN);
      }
      await layer.settled();
      return scores.sort((x, y) => x - y)[count >> 1]!;
    };
    await feed(500, 0);
    const usual = await feed(100, 0);
    const atFirst = await feed(40, 2.5);
    const attack = await feed(40, 0, 60);
    for (let k = 0; k < 12; k++) {
      await feed(60, 0);
      await feed(60, 2.5);
    }
    const later = await feed(40, 2.5);
    const again = await feed(40, 0, 60);
    assert.ok(later < 0.7 * atFirst, `${atFirst} at first, ${later} later, ${usual} usually`);
    assert.ok(again > 0.5 * attack && again > 5 * later, `${attack} at first, ${again} again`);
    layer.close?.();
  });

  it('goes on collecting after a restart', async () => {
    const bench = new Bench(60);
    await bench.feed(500);
    const before = String(bench.layer.status().values?.['device']);
    bench.restart();
    assert.equal(bench.layer.status().values?.['device'], before);
    assert.match(before, /2000 records/);
  });

  it('stays as it is where that is set, or ordered', async () => {
    const still = new Bench(60, { grow: false });
    await still.feed(500);
    assert.ok(!String(still.layer.status().values?.['device']).includes('learns a twin'));
    const without = new Bench(60, { learnTwin: false });
    await without.feed(500);
    assert.ok(!String(without.layer.status().values?.['device']).includes('learns a twin'));
    const anew = new Bench(60);
    await anew.feed(400);
    anew.layer.order({ do: 'retrain', asset: undefined, by: undefined, options: {} }, undefined);
    assert.equal(anew.layer.status().values?.['total'], 300, 'what is ordered does not wait for more');
  });
});
