import assert from 'node:assert/strict';
import { rowOf } from '../../../bench/baselines/method';
import { generateNormal } from '../../../bench/datasets/normal';
import { Chain, type MakeDetector } from '../../../cli/chain';
import { onlyCounts } from '../../../lib/detector/learning/counting';
import { Strangeness } from '../../../lib/guarded/strangeness';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { parseTagTable } from '../../../lib/record/tags';
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
    const config = parseConfig({
      records: 300,
      layers: '5, 3',
      epochs: 2,
      folds: 2,
      engine: 'wasm',
      shadow: 0,
      ...this.settings,
    });
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
  it('tells nothing of points that it has not seen, says what it waits for, and learns a twin when the records have doubled', async function () {
    this.timeout(120_000);
    const bench = new Bench(60);
    await bench.feed(300);
    const first = await bench.feed(50);
    assert.match(bench.status().told!.join('\n'), /flow: explained 9\d %/);
    assert.ok(first.every(({ score }) => Number.isFinite(score)));
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

  it('tries again with a quarter more records where a model did not pass its exam', async function () {
    this.timeout(120_000);
    // Less than a day is learned at first, so that the records have to double. A person calls the first alarm right; the plant stops so again and again, and the second model knows that.
    const { train, test } = generateNormal('start-stop', 1000, 1);
    const period = 60_000;
    const texts: string[] = [];
    const onEvent = ({ event, text }: Readonly<Record<string, unknown>>): void => {
      if (event === 'model-refused' || event === 'model-shadow') texts.push(String(text));
    };
    // As where no wire leads from the decision to the detector: what is an alarm is learned.
    const detector: MakeDetector = (raw, context, from) => {
      const layer = createAutoencoder(parseConfig(raw), context, from);
      const follow = layer.order.bind(layer);
      layer.order = (order, rows) => (order.do === 'hold' ? {} : follow(order, rows));
      return layer;
    };
    const tags = parseTagTable(Object.fromEntries(train.columns.map((name) => [name, { role: 'sensor' }])));
    const own = { seed: 1, grow: true };
    const chain = new Chain({ tags, detector, own, threshold: {}, records: 1000, onEvent });
    let first = Number.POSITIVE_INFINITY;
    for (let row = 0; row < 2900; row++) {
      const cells = row < train.rows ? rowOf(train, row) : rowOf(test, row - train.rows);
      const values = Object.fromEntries(train.columns.map((name, i) => [name, cells[i]!]));
      const record = await chain.step(row * period, values);
      await chain.learned();
      if (record?.anomaly === true) first = Math.min(first, row);
      if (row !== first + 10) continue;
      chain.order({ do: 'feedback', verdict: true, note: '', by: 'Ada', from: first * period, to: row * period });
    }
    chain.close();
    assert.match(
      texts[0] ?? 'nothing was refused',
      /learned from 2000 records did not pass its exam .* Ada called right/,
    );
    assert.match(texts[1] ?? 'it was not tried again', /learned from 2500 records/);
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

  it('learns an event that comes back, such as a reset at midnight, and one that lasts only where it is mild', () => {
    const strangeness = new Strangeness();
    const lasts = (...scores: (number | undefined)[]): boolean[] => scores.map((score) => strangeness.lasts(score, 10));
    assert.deepEqual(lasts(3, 19, 20, 19), [false, false, false, false], 'unusual, for as long as it likes');
    assert.deepEqual(lasts(...Array.from({ length: 9 }, () => 21)), [...Array(6).fill(false), true, true, true]);
    assert.deepEqual(lasts(5, 300, 5), [false, false, false]);
    assert.deepEqual(lasts(undefined, Number.NaN), [true, false], 'what has no score is not learned');
  });
});

describe('tags that only count', () => {
  const column = (of: (t: number) => number, rows = 1000): boolean =>
    onlyCounts(
      Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 1 ? of((i - 1) / 2) : 7)),
      1,
      2,
    );
  const cases: Record<string, [boolean, (t: number) => number, number?]> = {
    'an energy meter': [true, (t) => 12_000 + 0.3 * t + 0.1 * Math.sin(t)],
    'hours, which seldom move': [true, (t) => 3000 + Math.floor(t / 12)],
    'what is left in a tank': [true, (t) => 900 - 0.2 * t],
    'pieces, with a value missing now and then': [true, (t) => (t % 50 === 3 ? Number.NaN : 20 * t)],
    'energy that was corrected once': [true, (t) => 5 * t - (t > 400 ? 12 : 0)],
    'the total of a day': [false, (t) => t % 288],
    'a counter that began anew': [false, (t) => (100 * t + 9000) % 65_536],
    'a slow drift under noise': [false, (t) => 0.01 * t + Math.sin(7 * t)],
    'a few steps of a valve': [false, (t) => Math.floor(t / 125)],
    'a temperature': [false, (t) => 20 + 5 * Math.sin(t / 46)],
    'a constant': [false, () => 4],
    'a ramp of a few rows': [false, (t) => t, 60],
  };
  for (const [name, [counts, of, rows]] of Object.entries(cases)) {
    it(`${name}: ${counts}`, () => assert.equal(column(of, rows), counts));
  }

  it('are not judged by what they read, which the model says; the tags beside them are', async function () {
    this.timeout(120_000);
    const context = testContext();
    const config = { records: 500, layers: '5, 3', epochs: 2, folds: 2, engine: 'wasm', grow: false };
    const layer = createAutoencoder(parseConfig(config), context);
    const random = createRandom(11);
    let energy = 70_000;
    const record = (t: number, wrong = 0): TwinRecord => {
      const a = random.normal();
      energy += 2 + random.next();
      return { asset: 'p', time: 60_000 * t, values: { a: a + wrong, b: 2 * a + 0.2 * random.normal(), energy } };
    };
    for (let t = 0; t < 500; t++) layer.step(record(t));
    await layer.settled();
    const scores = (from: number, count: number, wrong = 0): number[] =>
      Array.from({ length: count }, (_, k) => {
        const one = record(from + k, wrong);
        layer.step(one);
        return one.score!;
      }).sort((x, y) => x - y);
    const soon = scores(500, 400)[200]!;
    const late = scores(5000, 400)[200]!;
    assert.ok(late < 2 * soon, `${soon} soon and ${late} later`);
    assert.ok(scores(6000, 40, 12)[20]! > 5 * late);
    const told = layer.order({ do: 'status', asset: undefined, by: undefined, options: {} }, undefined);
    assert.match(String(told['notes']), /energy: only went up or only down while learning, as a counter does/);
    layer.close?.();
  });

  it('are judged where there is nothing else', async () => {
    const config = { records: 200, layers: '5, 3', epochs: 2, folds: 2, engine: 'wasm', grow: false };
    const layer = createAutoencoder(parseConfig(config), testContext());
    for (let t = 0; t < 200; t++) layer.step({ asset: 'p', time: 1000 * t, values: { hours: t / 7 } });
    await layer.settled();
    const record: TwinRecord = { asset: 'p', time: 200_000, values: { hours: 200 / 7 } };
    layer.step(record);
    assert.ok(Number.isFinite(record.score));
    layer.close?.();
  });
});
