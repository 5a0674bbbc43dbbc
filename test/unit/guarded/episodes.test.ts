import assert from 'node:assert/strict';
import { examineEpisodes } from '../../../lib/guarded/episode-exam';
import { type AlarmRows, Episodes, episodeSize } from '../../../lib/guarded/episodes';
import type { Candidate } from '../../../lib/guarded/exam';
import { Gate } from '../../../lib/guarded/gate';
import type { Golden } from '../../../lib/guarded/golden';
import { unpack } from '../../../lib/guarded/packed';
import type { Rows } from '../../../lib/guarded/rows';
import { createRandom } from '../../../lib/math/random';
import { goldenOf } from '../../fixtures/golden';

const FEATURES = ['a', 'b'];
const MARCH = Date.UTC(2026, 2, 12, 9);

/** An alarm about the first feature, of 25 rows before it and 20 of its own. */
function alarm(size: number, features: readonly string[] = FEATURES, count = 45): AlarmRows {
  const random = createRandom(3);
  const values = Float64Array.from({ length: count * features.length }, () => random.normal());
  for (let t = 25; t < count; t++) values[t * features.length]! += size;
  return { rows: { features, values, seams: [] }, lead: 25 };
}

function taught(size: number, right: boolean): Episodes {
  const episodes = new Episodes();
  episodes.add(alarm(size), MARCH, right, 'Anna');
  return episodes;
}

/** Scores how far the first feature is away. */
const judge = (room: number): Candidate => ({
  highest: 1,
  restart: () => undefined,
  score: (_, row) => Math.abs(row[0]!) / room,
});

function reasons(champion: number, challenger: number, episodes: Episodes): string[] {
  const slices = examineEpisodes(judge(champion), judge(challenger), episodes.all);
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
  }
}

describe('guarded learning: alarms that a person judged', () => {
  it('one that was right must be seen by a new model, if the model in force sees it', () => {
    const episodes = taught(10, true);
    assert.deepEqual(reasons(4, 5, episodes), []);
    assert.deepEqual(reasons(4, 20, episodes), ['it does not see the alarm of 12 March 2026, which Anna called right']);
    assert.deepEqual(reasons(20, 20, episodes), [], 'nor does the model in force');
  });

  it('one that was false must not be called abnormal by a new model more than by the model in force', () => {
    const episodes = taught(10, false);
    assert.deepEqual(reasons(4, 4, episodes), []);
    assert.deepEqual(reasons(4, 20, episodes), [], 'less is better');
    assert.deepEqual(reasons(20, 4, episodes), [
      'it calls 100 % of the alarm of 12 March 2026 abnormal, which Anna called false, the model in force 0 %',
    ]);
  });

  it('the last word on an alarm counts', () => {
    const episodes = taught(10, false);
    episodes.add(alarm(10), MARCH, true, 'Bo');
    assert.deepEqual(
      episodes.all.map(({ right, by }) => [right, by]),
      [[true, 'Bo']],
    );
    episodes.remove(MARCH);
    assert.deepEqual(episodes.all, []);
  });

  it('are kept with their rows, missing values included', () => {
    const given = alarm(10);
    given.rows.values[7] = Number.NaN;
    const episodes = new Episodes();
    episodes.add(given, MARCH, true, 'Anna');
    const kept = unpack(new Episodes(JSON.parse(JSON.stringify(episodes.snapshot()))).all[0]!);
    given.rows.values.forEach((value, at) => {
      if (Number.isNaN(value)) assert.ok(Number.isNaN(kept.values[at]));
      else assert.ok(Math.abs(kept.values[at]! - value) < 0.005);
    });
  });

  it('that were changed or are damaged are left out, which is told; the others stay', () => {
    const episodes = taught(10, true);
    episodes.add(alarm(10), MARCH + 1, true, 'Anna');
    const { names, all } = episodes.snapshot();
    const [one, other] = all;
    for (const kept of [
      [{ ...one!, right: false }, other],
      [{ ...one!, version: 7 }, other],
      [null, other],
      [{ ...one!, rows: 'AAAA' }, other],
      [{ ...one!, features: 9 }, other],
    ]) {
      const texts: string[] = [];
      const left = new Episodes({ names, all: kept as typeof all }, (text) => texts.push(text));
      assert.deepEqual(
        left.all.map(({ from }) => from),
        [MARCH + 1],
      );
      assert.match(texts.join(), /^1 alarms that a person judged are not those that were kept/);
    }
    const texts: string[] = [];
    assert.deepEqual(new Episodes({} as never, (text) => texts.push(text)).all, []);
    assert.equal(texts.length, 1);
  });

  it('do not count after another normal was accepted, and again after a rollback, without what was said meanwhile', () => {
    const episodes = new Episodes();
    let version = 1;
    episodes.inForce = () => version;
    const say = (k: number): void => episodes.add(alarm(10), MARCH + k, true, 'Anna');
    const counting = (): number[] => new Episodes(episodes.snapshot()).all.map(({ from }) => from - MARCH);
    say(0);
    assert.equal(episodes.close(version), 1);
    version = 2;
    say(1);
    episodes.close(version);
    version = 3;
    say(2);
    assert.deepEqual(counting(), [2]);
    const later = episodes.snapshot();
    episodes.reopen(2);
    assert.deepEqual(counting(), [1]);
    const past = new Episodes(later);
    past.reopen(1);
    assert.deepEqual(
      past.all.map(({ from }) => from - MARCH),
      [0],
      'past two approvals',
    );
  });

  it('go where a new model judges what was not there then', () => {
    const episodes = taught(10, true);
    assert.equal(episodes.fit(['a']), 0);
    assert.equal(episodes.fit(['a', 'c']), 1);
    assert.deepEqual(episodes.all, []);
  });

  for (const [tags, most] of [
    [10, 40_000],
    [50, 150_000],
  ] as const) {
    it(`take, eight of them with all that models are measured against and a model that waits, at most ${most / 1000} kB for ${tags} tags and what is derived of them`, () => {
      const features = Array.from({ length: tags }, (_, i) => [`plant.tag-${i}`, `plant.tag-${i}~twin`]).flat();
      const random = createRandom(tags);
      const rows = (): Rows => {
        const values = Float64Array.from({ length: features.length * 1000 }, () => 1e3 * random.normal());
        return { features, values, seams: [] };
      };
      const golden = (): Golden => goldenOf(rows(), features, 1, 'Ada Lovelace');
      const gate = new Gate();
      for (let version = 0; version < 4; version++) gate.adopt(golden(), version);
      const grown = rows();
      gate.succeed(gate.after(goldenOf(grown, features, 1), grown, true));
      gate.reaches(Object.fromEntries(features.slice(0, 8).map((name) => [name, { least: 1.5, blind: 2 }])));
      gate.collect();
      for (let t = 0; t < 1000; t++) {
        const row = features.map(() => 500 + 1e3 * random.normal());
        gate.follow(features, row, true);
      }
      assert.ok(Object.keys(gate.offsets).length > 0);
      gate.watch(grown, 'level');
      gate.hold({ version: 4, golden: golden(), away: gate.away(rows()) });
      const episodes = new Episodes();
      const longest = episodeSize(features.length, 1);
      for (let k = 0; k < 30; k++) {
        episodes.add(alarm(10, features, 1 + longest.lead + longest.rows), MARCH + k, true, 'Ada Lovelace');
        const size = JSON.stringify([gate.snapshot(), episodes.snapshot()]).length;
        assert.ok(size <= most, `${size} bytes`);
        assert.equal(episodes.all.length, Math.min(8, k + 1));
        assert.equal(episodes.all.at(-1)!.from, MARCH + k);
      }
      const { before } = gate.snapshot();
      assert.equal(before!.length, 2);
    });
  }
});
