import assert from 'node:assert/strict';
import { examineEpisodes } from '../../../lib/guarded/episode-exam';
import { type AlarmRows, Episodes } from '../../../lib/guarded/episodes';
import type { Candidate } from '../../../lib/guarded/exam';
import { Gate } from '../../../lib/guarded/gate';
import { goldenOf } from '../../../lib/guarded/golden';
import { unpack } from '../../../lib/guarded/packed';
import type { Rows } from '../../../lib/guarded/rows';
import { createRandom } from '../../../lib/random';

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
    const kept = unpack(new Episodes(JSON.parse(JSON.stringify(episodes.all))).all[0]!);
    given.rows.values.forEach((value, at) => {
      if (Number.isNaN(value)) assert.ok(Number.isNaN(kept.values[at]));
      else assert.ok(Math.abs(kept.values[at]! - value) < 1e-3);
    });
  });

  it('that were changed or are damaged are left out, which is told; the others stay', () => {
    const episodes = taught(10, true);
    episodes.add(alarm(10), MARCH + 1, true, 'Anna');
    const [one, other] = episodes.all;
    for (const kept of [
      [{ ...one!, right: false }, other],
      [null, other],
      [{ ...one!, rows: 'AAAA' }, other],
    ]) {
      const texts: string[] = [];
      const left = new Episodes(kept as typeof episodes.all, (text) => texts.push(text));
      assert.deepEqual(left.all, [other]);
      assert.match(texts.join(), /^1 alarms that a person judged are not those that were kept/);
    }
    const texts: string[] = [];
    assert.deepEqual(new Episodes({} as never, (text) => texts.push(text)).all, []);
    assert.equal(texts.length, 1);
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
    it(`take, with what models are measured against, at most ${most / 1000} kB for ${tags} tags and what is derived of them`, () => {
      const features = Array.from({ length: tags }, (_, i) => [`plant.tag-${i}`, `plant.tag-${i}~twin`]).flat();
      const random = createRandom(tags);
      const rows = (): Rows => {
        const values = Float64Array.from({ length: features.length * 1000 }, () => 1e3 * random.normal());
        return { features, values, seams: [] };
      };
      const gate = new Gate();
      gate.adopt(goldenOf(rows(), features, 1));
      gate.adopt(goldenOf(rows(), features, 1, 'Ada Lovelace'), 2);
      gate.reaches(Object.fromEntries(features.map((name) => [name, { least: 1.5, blind: 2 }])));
      const episodes = new Episodes();
      for (let k = 0; k < 30; k++) {
        episodes.add(alarm(10, features, k % 3 === 0 ? 73 : 30), MARCH + k, true, 'Ada Lovelace');
        const size = JSON.stringify([gate.snapshot(), episodes.all]).length;
        assert.ok(size <= most, `${size} bytes`);
        assert.ok(episodes.all.length <= 8 && episodes.all.at(-1)!.from === MARCH + k);
      }
      assert.ok(episodes.all.length > 1 || tags > 10);
    });
  }
});
