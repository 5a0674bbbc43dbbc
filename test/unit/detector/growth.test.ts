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
    const bench = new Bench(12);
    await bench.feed(300);
    const records = await bench.feed(20);
    const { version, told } = bench.status();
    assert.equal(version, 1);
    assert.match(told!.join('\n'), /flow: explained 9\d %/);
    assert.ok(records.at(-1)!.detector!.told!['flow']! > 0.9);
    assert.ok(!String(bench.layer.status().values?.['device']).includes('learns a twin'));
    assert.equal((bench.layer.snapshot() as { learning: { buffer?: unknown } }).learning.buffer, undefined);
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
