import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { keepPicture, readPicture } from '../../../nodes/decision/evidence/kept-picture';
import { type Measured, measure } from '../../../nodes/decision/evidence/measure';
import type { Picture } from '../../../nodes/decision/evidence/picture';
import { Reference } from '../../../nodes/decision/observe/reference';

const random = createRandom(1);
const series = Float64Array.from({ length: 300 }, (_, t) => 900 + 5 * Math.sin(t / 9) + random.normal());

describe('what is kept of an asset to compare with', () => {
  const reference = new Reference(3, 1000);
  reference.learnAlone(1, series);
  const says = (of: Reference): unknown[] =>
    [0, 1, 2].map((i) => [of.mean(i), of.deviation(i), of.changeSize(i), of.levelDeviation(i, 4), of.excursions(i)]);

  it('says the same after it was kept, in hardly more room than the channels need of which something is known', () => {
    const text = JSON.stringify(reference.snapshot());
    const again = new Reference(3, 1000);
    again.learnAlone(2, series);
    again.restore(JSON.parse(text));
    assert.deepEqual(says(again), says(reference));
    assert.equal(JSON.stringify(again.snapshot()), text);
    const wide = new Reference(300, 1000);
    wide.learnAlone(1, series);
    assert.ok(JSON.stringify(wide.snapshot()).length < text.length + 10);
  });

  it('is read as older versions kept it: every number of every channel', () => {
    const stats = Array.from({ length: 15 }, (_, k) => [k + 1, 2 * k + 1.1, 0]);
    const old = new Reference(3, 1000);
    old.restore({ rows: 7, stats });
    assert.deepEqual([old.rows, old.mean(0), old.mean(1)], [7, 2, 3.1]);
    assert.throws(() => new Reference(2, 1000).restore({ rows: 7, stats }), /does not fit/);
    assert.throws(() => new Reference(1, 1000).restore(reference.snapshot()), /does not fit/);
  });

  it('keeps a picture of an alarm, and reads one of an older version', () => {
    const residual = measure(series, reference, 1, 40);
    const timing: Measured = { ...residual, rows: 0 };
    const level = { was: 900, is: 901.5, deviation: 3, wander: 1 };
    const tag = { name: 'a', role: 'sensor', compared: false, controlled: false, drops: { to: 0, share: 0 }, along: 0 };
    const tags = [
      { ...tag, residual, value: residual, level },
      { ...tag, residual, value: timing },
    ];
    const picture = { lasted: 40, present: true, timing, rhythm: level, messages: {}, repeated: {}, tags };
    const kept = JSON.parse(JSON.stringify(keepPicture(picture as unknown as Picture)));
    assert.deepEqual(readPicture(kept), picture);
    // By name, and the value itself left out where it is what is judged.
    const { value: _, ...alone } = tags[0]!;
    assert.deepEqual(readPicture({ ...picture, tags: [alone, tags[1]!] } as never), picture);
  });
});
