import assert from 'node:assert/strict';
import { BitReader, readColumn } from '../../../lib/encoding/rice';
import { createRandom } from '../../../lib/math/random';
import { FeatureStatistics } from '../../../lib/scaling/statistics';
import { usualOf } from '../../../lib/scaling/usual';
import { DriftMonitor } from '../../../nodes/scaler/drift';
import { keepReferences, readReferences } from '../../../nodes/scaler/kept-references';
import { type Reference, referenceOf } from '../../../nodes/scaler/reference';
import { References } from '../../../nodes/scaler/references';

function learned(of: (t: number) => number): Reference {
  const random = createRandom(1);
  const statistics = new FeatureStatistics();
  for (let t = 0; t < 300; t++) statistics.add(of(t), random, t);
  return referenceOf('minmax', usualOf(statistics));
}

describe('what a scaler has learned', () => {
  const all = new References([
    ['wave', learned((t) => 900 + 7 * Math.sin(t / 9))],
    ['names', learned((t) => t % 4)],
    ['constant', learned(() => 0.1)],
  ]);
  const again = (kept: object): ReturnType<typeof readReferences> => readReferences(JSON.parse(JSON.stringify(kept)));

  it('is the same after it was kept, in less room', () => {
    const kept = keepReferences(all);
    assert.deepEqual([...again(kept).entries()], [...all.entries()]);
    assert.deepEqual(keepReferences(again(kept)), kept);
    assert.ok(JSON.stringify(kept).length < 0.85 * JSON.stringify(Object.fromEntries(all.entries())).length);
  });

  it('is read as an older version kept it, with edges of its own', () => {
    const old = { a: { ...all.get('wave')!, edges: [899.1, 901.7777, 902, 903, 903.5, 904, 905, 906, 906.25] } };
    const read = again(old);
    const { bins: _, ...fields } = keepReferences(read);
    assert.deepEqual([...again({ ...fields, edges: [old.a.edges] }).entries()], [...read.entries()]);
    assert.deepEqual(Object.fromEntries(read.entries()), old);
    assert.deepEqual([...again(keepReferences(read)).entries()], [...read.entries()]);
  });

  it('tells the deciles of a tag that is mostly quiet, however large its bursts are', () => {
    const { edges, shares } = learned((t) => (t % 12 === 0 ? 8000 + t : 5 + 0.1 * Math.sin(t)));
    assert.equal(new Set(edges).size, 9, `${edges}`);
    for (const share of shares) assert.ok(Math.abs(share - 0.1) < 0.03, `${shares}`);
  });

  it('is compared with what was counted before a restart, as a list in older versions too', () => {
    const names = ['wave'];
    const before = new DriftMonitor(names, all, 100);
    for (let t = 0; t < 70; t++) if (before.add(Float64Array.of(900 + (t % 9)))) before.evaluate(1);
    const kept = before.snapshot();
    const list = [...readColumn(new BitReader(kept.counts), 50)];
    assert.ok(list.some((count) => count > 0));
    for (const counts of [kept.counts, list]) {
      const after = new DriftMonitor(names, all, 100, { ...kept, counts });
      assert.deepEqual(after.indices(), before.indices());
      assert.deepEqual(after.snapshot(), kept);
    }
    const torn = new DriftMonitor(names, all, 100, { ...kept, counts: 'AA==' });
    assert.deepEqual(torn.indices(), { wave: 0 });
  });
});
