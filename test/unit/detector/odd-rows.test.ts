import assert from 'node:assert/strict';
import { LearningBuffer } from '../../../lib/detector/learning/buffer';
import { OddRows } from '../../../lib/detector/learning/odd-rows';
import { createRandom } from '../../../lib/math/random';

describe('rows that were left out of a training', () => {
  const features = ['temperature', 'pressure', 'flag', 'small'];
  const WILD = [12, 30, 31, 32, 33, 61, 95, 138];
  for (const seed of [1, 2, 3]) {
    const random = createRandom(seed);
    const rows = Array.from({ length: 140 }, (_, t) => {
      const usual = [20 + random.normal(), 1e6 + random.normal(), t % 9 === 0 ? 1 : 0, 1e-4 * random.normal()];
      if (t % 11 === 0) usual[3] = Number.NaN;
      return WILD.includes(t) ? usual.map((value, i) => (i === 2 ? value : value + 50 * random.normal())) : usual;
    });
    const kept = (from: number): LearningBuffer => {
      const buffer = new LearningBuffer();
      for (let t = from; t < rows.length; t++) buffer.add(features, rows[t]!, 1000 * t);
      return buffer;
    };
    const mask = Uint8Array.from(rows, (_, t) => (WILD.includes(t) ? 1 : 0));
    const odd = new OddRows(kept(0), mask);

    it(`are found again among rows that are kept from elsewhere on, and no others are, seed ${seed}`, () => {
      for (const from of [0, 5, 17, 40]) {
        const found = odd.among(kept(from))!;
        assert.deepEqual([...found], [...mask.subarray(from)], `from row ${from}`);
      }
    });
  }

  it('are not looked for where none was, or where the features are others', () => {
    const buffer = new LearningBuffer();
    buffer.add(['a'], [1], 0);
    assert.equal(new OddRows(buffer, Uint8Array.of(0)).among(buffer), undefined);
    const other = new LearningBuffer();
    other.add(['b'], [1], 0);
    assert.equal(new OddRows(buffer, Uint8Array.of(1)).among(other), undefined);
  });
});
