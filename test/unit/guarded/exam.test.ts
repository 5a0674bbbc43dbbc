import assert from 'node:assert/strict';
import { canariesOf, restingOf } from '../../../lib/guarded/canaries';
import { type Candidate, type ExamResult, examine } from '../../../lib/guarded/exam';
import type { Rows } from '../../../lib/guarded/rows';
import { createRandom } from '../../../lib/math/random';
import { goldenOf } from '../../fixtures/golden';

const FEATURES = ['a', 'b', 'a~twin'];

function plant(seed: number, level = 0): Rows {
  const random = createRandom(seed);
  const values = new Float64Array(3000);
  for (let t = 0; t < 1000; t++) {
    const a = level + Math.sin(t / 5) + 0.1 * random.normal();
    values.set([a, random.normal(), 0.1 * random.normal()], 3 * t);
  }
  return { features: FEATURES, values, seams: [] };
}

/** Scores how far the first features are outside of bounds. */
function judge(level: number, room: number, highest = 1): Candidate {
  let last = Number.NaN;
  return {
    highest,
    restart: () => {
      last = Number.NaN;
    },
    score: (_, row) => {
      const stuck = row[0] === last ? 5 : 0;
      last = row[0]!;
      return Math.max(Math.abs(row[0]! - level) / room, Math.abs(row[1]!) / 5, stuck) * highest;
    },
  };
}

function result(slices: Generator<void, ExamResult>): ExamResult {
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
  }
}

describe('guarded learning: the exam', () => {
  const golden = goldenOf(plant(1), ['a', 'b'], 1);
  const both = { champion: golden, challenger: golden };
  const champion = (): Candidate => judge(0, 1.6);

  it('is passed by a model that is as good', () => {
    const { reasons, challenger, champion: before } = result(examine(champion(), judge(0, 1.7), both, golden));
    assert.deepEqual(reasons, []);
    assert.deepEqual(challenger, before);
    assert.ok(challenger.found >= 6 && challenger.alarms < 0.02, JSON.stringify(challenger));
  });

  it('drills what never moved by as much as a constant may be expected to move, not by a rounding error', () => {
    const rows = plant(1);
    const stood = (value: number): Rows => ({
      ...rows,
      values: rows.values.map((x, at) => (at % 3 === 1 ? value : x)),
    });
    for (const [value, least] of [
      [1, 1],
      [50, 5],
      [0, 1],
    ] as const) {
      const { levels } = goldenOf(stood(value), ['a', 'b'], 1);
      const drills = [...canariesOf(stood(value), levels, restingOf(levels))];
      const step = drills.find(({ kind, tag }) => kind === 'bias' && tag === 'b')!.rows.values.at(-2)! - value;
      assert.ok(step >= least, `a constant of ${value} is drilled by a step of ${step}`);
    }
  });

  it('is not passed by one that finds fewer drills, and says how many', () => {
    const { reasons } = result(examine(champion(), judge(0, 50), both, golden));
    assert.match(reasons.join(), /it finds \d+ of 10 drills, the model in force \d+ of 10/);
  });

  it('lets one lose a fifth of the drills that has learned more of the plant, and not more', () => {
    const found = (highest: number): number =>
      result(examine(champion(), judge(0, highest), both, golden)).challenger.found;
    const before = result(examine(champion(), champion(), both, golden)).champion.found;
    const limits = Array.from({ length: 200 }, (_, k) => 1.6 + k * 0.1);
    const passed = (highest: number, grown: boolean): boolean => {
      const { reasons } = result(examine(champion(), judge(0, highest), both, golden, undefined, grown));
      return !reasons.some((reason) => reason.startsWith('it finds'));
    };
    for (const highest of limits) {
      assert.equal(passed(highest, false), found(highest) >= Math.floor(0.9 * before));
      assert.equal(passed(highest, true), found(highest) >= Math.floor(0.8 * before));
    }
    assert.ok(
      limits.some((highest) => passed(highest, true) && !passed(highest, false)),
      'there is a difference',
    );
  });

  it('is not passed by one that calls golden rows abnormal, unless a person said that the plant is another one', () => {
    const moved = judge(4, 1.6);
    assert.match(result(examine(champion(), moved, both, golden)).reasons.join(), /calls [\d.]+ % of the golden rows/);
    const own = { champion: golden, challenger: goldenOf(plant(2, 4), ['a', 'b'], 1, 'Ada') };
    assert.deepEqual(result(examine(champion(), moved, own, undefined)).reasons, []);
  });

  it('is not passed by one whose limit would be many times as high', () => {
    assert.match(result(examine(champion(), judge(0, 1.6, 9), both, golden)).reasons.join(), /9\.0 times as high/);
  });

  it('is not passed by one that has become blunt in small steps, each of which would do', () => {
    const reach = result(examine(judge(0, 1.2), judge(0, 1.2), both, golden)).champion.reach;
    const passes = (before: number, now: number): string => {
      return result(examine(judge(0, before), judge(0, now), both, golden, reach)).reasons.join();
    };
    assert.equal(passes(1.2, 1.6), '');
    assert.match(
      passes(2.2, 2.9),
      /^a step of a shows from [\d.]+ standard deviations on, but from 0.75 standard deviations on when its golden/,
    );
    const sharp = { ...reach, a: { ...reach['a']!, least: 6 } };
    assert.match(
      result(examine(judge(0, 3), judge(0, 3.5), both, golden, sharp)).reasons.join(),
      /^nothing shows in \d+ records of large steps of a, in 0 when its golden rows were learned$/,
    );
  });

  it('asks for replayed and swapped tags only where the model in force sees them for sure', () => {
    const random = createRandom(7);
    const values = Float64Array.from({ length: 2000 }, () => 0);
    for (let t = 0; t < 1000; t++) {
      const a = Math.sin(t / 5) + 0.3 * random.normal();
      values.set([a, 2 * a + 0.05 * random.normal()], 2 * t);
    }
    const related = goldenOf({ features: ['a', 'b'], values, seams: [] }, ['a', 'b'], 1);
    const drilled = { champion: related, challenger: related };
    /** Scores how far b is from what a says of it, and how far it is out of bounds, where it finds the drills. */
    const knowing = (room: number): Candidate => ({
      highest: 1,
      restart: () => undefined,
      score: (_, [a, b]) => Math.max(Math.abs(b! - 2 * a!) / room, Math.abs(a!) / 2, Math.abs(b!) / 4),
    });
    const reasons = (champion: number, challenger: number): string =>
      result(examine(knowing(champion), knowing(challenger), drilled, related, {})).reasons.join();
    assert.equal(reasons(0.25, 0.25), '');
    assert.equal(reasons(0.25, 0.5), '', 'a model that is blunter, but sees them');
    assert.match(reasons(0.25, 40), /it does not see a replayed, b replayed, which the model in force sees for sure/);
    const peak = 4;
    assert.equal(reasons(peak, 40), '', 'what the model in force sees by luck is not asked for');
  });

  it('asks of what goes from level to level whether it shows where it never was, not between its levels', () => {
    const random = createRandom(9);
    const rows = (settings: readonly number[]): Rows => {
      const values = new Float64Array(2 * 960);
      for (let t = 0; t < 960; t++) {
        values.set([settings[Math.floor(t / 60) % settings.length]!, random.normal()], 2 * t);
      }
      return { features: ['recipe', 'a'], values, seams: [] };
    };
    const golden = goldenOf(rows([1, 2]), ['recipe', 'a'], 1);
    const grown = goldenOf(rows([1, 2, 5, 3, 4, 2]), ['recipe', 'a'], 1);
    /** Knows recipes up to one, and how far a may go. */
    const knowing = (most: number): Candidate => ({
      highest: 1,
      restart: () => undefined,
      score: (_, [recipe, a]) => Math.max(recipe! > most + 0.4 || recipe! < 0.6 ? 2 : 0, Math.abs(a!) / 4),
    });
    const reasons = (challenger: Candidate): string => {
      const drilled = { champion: golden, challenger: grown };
      return result(examine(knowing(2), challenger, drilled, golden, undefined, true)).reasons.join();
    };
    assert.equal(reasons(knowing(5)), '', 'it knows all recipes, and sees every other one');
    assert.match(reasons(knowing(99)), /a step of recipe shows no more, but from 0.75 standard deviations on/);
  });

  it('pauses again and again', () => {
    const slices = examine(champion(), champion(), both, golden);
    let pauses = 0;
    while (slices.next().done !== true) pauses++;
    assert.ok(pauses > 30);
  });

  it('drills a tag and what is derived of it alike, from the middle of a stretch on', () => {
    const rows = plant(3);
    const levels = golden.levels;
    const drills = [...canariesOf(rows, levels, new Set())];
    assert.deepEqual([...new Set(drills.map(({ tag }) => tag))], ['a', 'b']);
    for (const { kind, tag, rows: drilled, from } of drills) {
      for (let t = 0; t < 1000; t++) {
        const off = [0, 1, 2].map((i) => drilled.values[3 * t + i]! - rows.values[3 * t + i]!);
        if (t < from || kind === 'ramp') {
          if (t < from) assert.deepEqual(off, [0, 0, 0]);
          continue;
        }
        const [a, b, twin] = off as [number, number, number];
        assert.equal(tag === 'a' ? b : a, 0, `${kind} of ${tag} leaves the other alone`);
        if (tag === 'a') assert.ok(Math.abs(a - twin) < 1e-9, 'the residual follows');
        if (kind === 'bias') assert.ok(Math.abs((tag === 'a' ? a : b) - 6 * levels.of[tag]!.spread) < 1e-9);
      }
    }
  });
});
