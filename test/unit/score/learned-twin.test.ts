import assert from 'node:assert/strict';
import { generateWorld } from '../../../bench/datasets/worlds';
import type { Matrix } from '../../../lib/data/matrix';
import { createRandom } from '../../../lib/math/random';
import { sizeOf } from '../../../lib/score/learned-twin/columns';
import { learnedTwin } from '../../../lib/score/learned-twin/learned-twin';
import type { Feature, LivePart } from '../../../lib/score/part';
import {
  AMBIENT,
  blamed,
  FEATURES,
  FLOW,
  IDLE,
  judge,
  learnTwin,
  liveRow,
  normalRows,
  POWER,
  plant,
  SETPOINT,
  VALVE,
  WIDTH,
} from './twin-plant';

const most = (values: readonly number[]): number => Math.max(...values);

describe('the learned twin', () => {
  const { fitted, heldOut } = learnTwin(plant(2000, 1));
  const told = (tag: number) => fitted.judges.filter((one) => one.predictor.tag === tag && one.judges);
  /** A twin at work that has seen rows of normal operation. */
  const atWork = (): LivePart => {
    const live = learnedTwin.live(fitted, {}, FEATURES);
    judge(live, plant(200, 3));
    return live;
  };
  /** Normal rows that come after those, changed. */
  const later = (count: number, change: (row: Float64Array, t: number) => void): Float64Array[] => {
    const rows = plant(200 + count, 3).slice(200);
    rows.forEach(change);
    return rows;
  };
  const OUT = 1;

  it('tells tags that follow the others, products among them, and says how well', () => {
    for (const tag of [VALVE, FLOW, POWER]) {
      const [cross] = told(tag).filter((one) => one.family === 'cross');
      assert.ok(cross !== undefined && cross.predictor.explained > 0.95, FEATURES[tag]!.name);
    }
  });

  it('asks a tag that the others tell for its own course, too, as a second word with wider limits', () => {
    assert.deepEqual(
      told(FLOW).map(({ family }) => family),
      ['cross', 'innovation'],
    );
    assert.deepEqual(
      told(AMBIENT).map(({ family }) => family),
      ['innovation'],
    );
  });

  it('asks for no more than one word of each tag that is told well where a plant of the same kind is known', () => {
    const { hint } = learnTwin(plant(2000, 1));
    const fit = learnedTwin.fit(normalRows(plant(2000, 5)), {}, hint);
    assert.ok(fit !== undefined && !(fit instanceof Promise));
    const tags = fit.fitted.judges.map(({ predictor }) => predictor.tag);
    assert.equal(new Set(tags).size, tags.length);
    const flow = fit.fitted.judges.find(({ predictor }) => predictor.tag === FLOW);
    assert.equal(flow?.family, 'cross');
  });

  it('asks whom the others tell roughly for its own course as well: steps of a recipe in a wrong order are seen', () => {
    const { train, test, segments } = generateWorld('order', 2);
    const features = train.columns.map((name): Feature => ({ name, kind: 'measured' }));
    const rowsOf = ({ data, rows, width }: Matrix): Float64Array[] =>
      Array.from({ length: rows }, (_, t) => Float64Array.from(data.subarray(t * width, (t + 1) * width)));
    const { fitted } = learnTwin(rowsOf(train), features);
    const ofRecipe = fitted.judges.filter(({ judges, predictor }) => judges && predictor.tag === 0);
    assert.deepEqual(
      ofRecipe.map(({ family }) => family),
      ['cross', 'innovation'],
    );
    const said = judge(learnedTwin.live(fitted, {}, features), rowsOf(test));
    // An alarm needs three records in a row.
    const alarming = said.map((_, t) => t >= 2 && Math.min(...said.slice(t - 2, t + 1)) > OUT);
    const found = segments.filter(([start, end]) => alarming.slice(start, end).includes(true)).length;
    assert.ok(found >= segments.length / 2, `${found} of ${segments.length} segments`);
  });

  it('judges no order, and nothing that never moved', () => {
    assert.deepEqual([told(SETPOINT), told(IDLE)], [[], []]);
  });

  it('does not let the other tags tell what none of them knows', () => {
    assert.deepEqual(
      told(AMBIENT).filter((one) => one.family === 'cross'),
      [],
    );
  });

  it('is silent in normal operation, on rows that it was not learned from', () => {
    const rows = later(3000, () => {});
    const values = judge(atWork(), rows);
    const inARow = values.filter((_, t) => t >= 2 && Math.min(values[t]!, values[t - 1]!, values[t - 2]!) > OUT).length;
    assert.ok(inARow <= 8, `${inARow} of 3000 rows, as an alarm takes them`);
    assert.ok(heldOut.filter((value) => value > OUT).length <= 2);
  });

  for (const [what, change, tag] of [
    ['a biased flow', (row: Float64Array) => row.fill(row[FLOW]! + 0.08, FLOW, FLOW + 1), 'flow'],
    ['a power that costs too much', (row: Float64Array) => row.fill(row[POWER]! * 1.25, POWER, POWER + 1), 'power'],
    ['a valve that does not obey', (row: Float64Array) => row.fill(0.45, VALVE, VALVE + 1), 'valve'],
    [
      'a flow that is restless about its right value',
      (row: Float64Array, t: number) => row.fill(row[FLOW]! + (t % 2 === 0 ? 0.04 : -0.04), FLOW, FLOW + 1),
      'flow',
    ],
  ] as const) {
    it(`finds ${what}, and blames it`, () => {
      const live = atWork();
      const values = judge(live, later(60, change));
      assert.ok(values.filter((value) => value > OUT).length >= 20, `${most(values)} at most`);
      assert.equal(blamed(live), tag);
    });
  }

  it('says what a tag should read, also while it lies', () => {
    const live = atWork();
    const honest = later(40, () => {});
    judge(
      live,
      later(40, (row) => row.fill(0.9, FLOW, FLOW + 1)),
    );
    const expected = new Float64Array(WIDTH).fill(Number.NaN);
    live.expect!(liveRow(honest.at(-1)!), expected);
    assert.ok(Math.abs(expected[FLOW]! - honest.at(-1)![FLOW]!) < 0.05, `${expected[FLOW]}`);
    assert.ok(
      Number.isNaN(expected[SETPOINT]) && Number.isNaN(expected[IDLE]),
      'nothing is said of what it cannot tell',
    );
  });

  it('does not let a tag vote for itself through what was derived from it', () => {
    const features: Feature[] = [
      ...FEATURES,
      { name: 'flow~setpoint', kind: 'measured' },
      { name: '~interval', kind: 'measured' },
    ];
    const widened = (rows: Float64Array[]) =>
      rows.map((row) => Float64Array.of(...row, row[FLOW]! - row[SETPOINT]!, 1));
    const twin = learnTwin(widened(plant(1500, 1)), features).fitted;
    const used = new Set(twin.judges.flatMap(({ predictor }) => [...predictor.inputs, predictor.tag]));
    assert.deepEqual(
      [...used].filter((i) => i >= WIDTH),
      [],
    );
  });

  it('a missing value is no evidence, neither of its own tag nor against the others', () => {
    const whole = judge(
      atWork(),
      later(400, () => {}),
    );
    const holes = judge(
      atWork(),
      later(400, (row, t) => (t % 20 === 0 ? row.fill(Number.NaN, FLOW, FLOW + 1) : row)),
    );
    const outs = (values: readonly number[]): number => values.filter((value) => value > OUT).length;
    assert.ok(
      holes.every(Number.isFinite) && outs(holes) <= outs(whole) + 8,
      `${outs(holes)}, ${outs(whole)} without holes`,
    );
    const nothing = Array.from({ length: 30 }, () => new Float64Array(WIDTH).fill(Number.NaN));
    assert.deepEqual([...new Set(judge(atWork(), nothing))], [0]);
  });

  it('says nothing until it knows enough of the rows after a gap, then judges as before', () => {
    const live = atWork();
    const jump = later(500, () => {}).slice(400);
    const values = judge(live, jump, [0]);
    assert.deepEqual([...new Set(values.slice(0, 48))], [0]);
    assert.ok(most(values) < 2 * OUT, `${most(values)}`);
    const shifted = plant(160, 8).map((row) => row.fill(row[FLOW]! + 0.1, FLOW, FLOW + 1));
    assert.ok(
      judge(live, shifted, [0])
        .slice(20)
        .filter((value) => value > OUT).length > 100,
    );
  });

  it('goes on from a snapshot as if nothing had been', () => {
    const rows = later(400, (row, t) => (t > 100 && t < 260 ? row.fill(row[FLOW]! + 0.06, FLOW, FLOW + 1) : row));
    const whole = judge(atWork(), rows);
    for (const cut of [3, 120, 250, 301]) {
      const before = atWork();
      judge(before, rows.slice(0, cut));
      const after = learnedTwin.live(fitted, {}, FEATURES);
      after.restore(JSON.parse(JSON.stringify(before.snapshot())));
      assert.deepEqual(judge(after, rows.slice(cut)), whole.slice(cut), `cut at ${cut}`);
    }
  });

  it('begins anew after a snapshot that does not fit', () => {
    const live = learnedTwin.live(fitted, {}, FEATURES);
    live.restore({ trail: { rows: 'AAAA', length: 3 }, charts: [], calm: [], retirement: { share: [], retired: [] } });
    const fresh = learnedTwin.live(fitted, {}, FEATURES);
    assert.deepEqual(judge(live, plant(60, 5)), judge(fresh, plant(60, 5)));
  });

  it('is the same after it was stored and read', () => {
    const { facts, tensors } = learnedTwin.store(fitted);
    const read = learnedTwin.read({ facts: JSON.parse(JSON.stringify(facts)), tensors }, {}, FEATURES);
    const rows = later(200, (row, t) => (t > 100 ? row.fill(row[POWER]! + 0.05, POWER, POWER + 1) : row));
    const again = learnedTwin.live(read, {}, FEATURES);
    judge(again, plant(200, 3));
    assert.deepEqual(judge(again, rows), judge(atWork(), rows));
  });

  it('refuses what is no twin', () => {
    const { facts, tensors } = learnedTwin.store(fitted);
    assert.throws(() => learnedTwin.read({ facts, tensors: {} }, {}, FEATURES), /lacks standard/);
    assert.throws(() => learnedTwin.read({ facts, tensors }, {}, FEATURES.slice(1)), /lacks standard|not there/);
    assert.throws(() => learnedTwin.read({ facts: null, tensors }, {}, FEATURES), /lacks what was learned/);
  });

  it('withdraws a tag whose relation has changed for good, says so once, and listens again when it is back', () => {
    const live = atWork();
    const changed = (row: Float64Array): Float64Array => row.fill(row[POWER]! * 1.4, POWER, POWER + 1);
    const texts: string[] = [];
    const values: number[] = [];
    for (const row of later(1200, changed)) {
      values.push(live.step(liveRow(row)));
      const text = live.news!();
      if (text !== undefined) texts.push(text);
    }
    assert.ok(
      values.slice(20, 100).every((value) => value > OUT),
      'it is told first',
    );
    const still = values.slice(600).filter((value) => value > OUT).length;
    assert.ok(still < 60, `then it is silent: ${still} of 600 rows`);
    assert.equal(texts.filter((text) => text.includes('power')).length, 1);
    assert.match(
      texts.find((text) => text.includes('power'))!,
      /relation of .*power.* to the other tags has changed for good/,
    );
    judge(live, plant(600, 12));
    assert.ok(judge(live, plant(60, 13).map(changed)).filter((value) => value > OUT).length > 20, 'it has a say again');
  });

  it('a drift that lasts and ends is not taken for a new normal', () => {
    const live = atWork();
    const biased = (row: Float64Array): Float64Array => row.fill(row[FLOW]! + 0.1, FLOW, FLOW + 1);
    judge(live, plant(120, 21).map(biased));
    judge(live, plant(200, 22));
    assert.ok(most(judge(live, plant(40, 23).map(biased))) > OUT);
  });

  it('one wild value among the learned rows does not blind it', () => {
    for (const wild of [100, -1e6]) {
      const rows = plant(2000, 1);
      rows[1500]![FLOW] = wild;
      const live = learnedTwin.live(learnTwin(rows).fitted, {}, FEATURES);
      judge(live, plant(200, 3));
      const values = judge(
        live,
        later(60, (row) => row.fill(row[FLOW]! + 0.15, FLOW, FLOW + 1)),
      );
      assert.ok(values.filter((value) => value > OUT).length >= 20, `${wild}: ${most(values)} at most`);
    }
  });

  it('has nothing to judge where nothing moves or nothing is told', () => {
    const still = Array.from({ length: 300 }, () => new Float64Array(WIDTH).fill(0.5));
    assert.equal(learnedTwin.fit(normalRows(still), {}), undefined);
    const random = createRandom(4);
    const alone = Array.from({ length: 300 }, () => Float64Array.of(random.normal()));
    assert.equal(learnedTwin.fit(normalRows(alone, [{ name: 'a', kind: 'measured' }]), {}), undefined);
  });

  it('waits for more rows where there are few for so many inputs, or where most of them have hardly moved', () => {
    const random = createRandom(11);
    const wide = (count: number, width: number, rate: number): Float64Array[] => {
      const state = new Float64Array(width);
      return Array.from({ length: count }, () => {
        const common = random.normal();
        return state.map((x, i) => {
          state[i] = x + rate * (common + random.normal() - x);
          return state[i]!;
        });
      });
    };
    const named = (width: number): Feature[] =>
      Array.from({ length: width }, (_, i) => ({ name: `t${i}`, kind: 'measured' }));
    const coverage = (rows: Float64Array[]) => learnTwin(rows, named(rows[0]!.length)).fitted.coverage;
    assert.equal(coverage(wide(500, 30, 0.5)), 'none', '500 rows for 186 columns');
    assert.equal(coverage(wide(1000, 30, 0.5)), 'enough');
    assert.equal(coverage(wide(500, 5, 0.5)), 'enough');
    assert.equal(coverage(wide(500, 5, 0.005)), 'little', 'nothing has come back to where it was');
    const silent = learnedTwin.live(learnTwin(wide(500, 30, 0.5), named(30)).fitted, {}, named(30));
    assert.deepEqual([...new Set(judge(silent, wide(100, 30, 5)))], [0]);
    assert.deepEqual(silent.told!(), []);
  });

  it('does without a tag that is missing for long stretches, or always', () => {
    const rows = plant(1500, 1);
    rows.forEach((row, t) => {
      row[IDLE] = Number.NaN;
      if (t % 200 < 60) row[AMBIENT] = Number.NaN;
    });
    const twin = learnTwin(rows).fitted;
    assert.ok(twin.judges.some((one) => one.judges && one.predictor.tag === FLOW));
    assert.ok(twin.judges.every(({ predictor }) => predictor.weights.every(Number.isFinite)));
  });

  it('looks over no gap while it learns', () => {
    const rows = plant(2000, 1);
    // The other half is another plant's: what changes from one row to the next at the seam never happened.
    const seamed = Array.from({ length: 2000 }, (_, t) => (Math.floor(t / 125) % 2 === 0 ? rows[t]! : rows[1999 - t]!));
    const gaps = Array.from({ length: 15 }, (_, k) => 125 * (k + 1));
    const known = learnTwin(seamed, FEATURES, gaps).fitted;
    const blind = learnTwin(seamed, FEATURES).fitted;
    const deviation = (twin: typeof known): number =>
      twin.judges.find((one) => one.predictor.tag === VALVE)!.predictor.deviation;
    assert.ok(deviation(known) < deviation(blind));
  });

  it('is bounded on a wide asset: each tag is told from the inputs that matter', () => {
    const width = 104;
    const random = createRandom(7);
    const drives = new Float64Array(width / 2);
    const rows = Array.from({ length: 500 }, () => {
      const row = new Float64Array(width);
      for (let k = 0; k < drives.length; k++) {
        drives[k] = 0.8 * drives[k]! + 0.6 * random.normal();
        row[2 * k] = drives[k]!;
        row[2 * k + 1] = drives[k]! + 0.05 * random.normal();
      }
      return row;
    });
    const features = Array.from({ length: width }, (_, i): Feature => ({ name: `t${i}`, kind: 'measured' }));
    const twin = learnTwin(rows, features).fitted;
    for (const { predictor } of twin.judges) {
      assert.ok(sizeOf(predictor.columns) <= 100, `${sizeOf(predictor.columns)} columns`);
      assert.equal(predictor.inputs[0], predictor.tag ^ 1, 'the other one of its pair matters most');
    }
    const cross = twin.judges.filter((one) => one.family === 'cross');
    assert.equal(cross.length, width);
    assert.ok(cross.every(({ predictor }) => predictor.explained > 0.9));
  });
});
