import assert from 'node:assert/strict';
import { generateWorld, SIX, WORLDS, type WorldRecording } from '../../../bench/datasets/worlds';
import { alarmsOf, found } from '../../../bench/worlds/found';
import { columnOf } from '../../../lib/data/matrix';

const NAMES = Object.keys(WORLDS);

/** How well a law between the tags holds: root mean square of what it leaves, in rows of one label. */
function off(
  world: WorldRecording,
  label: 0 | 1,
  law: (row: number, tag: (i: number) => Float64Array) => number,
): number {
  const columns = world.test.columns.map((_, i) => columnOf(world.test, i));
  const rows = [...world.labels.keys()].filter((row) => row >= 20 && world.labels[row] === label);
  return Math.sqrt(rows.reduce((sum, row) => sum + law(row, (i) => columns[i]!) ** 2, 0) / rows.length);
}

describe('the worlds of the bench', () => {
  for (const name of NAMES) {
    it(`${name}: 20 segments of 100 rows, the same for the same seed, another plant for another`, () => {
      const world = generateWorld(name, 3);
      assert.deepEqual([world.train.rows, world.test.rows, world.segments.length], [6000, 8000, 20]);
      world.segments.forEach(([start, end], i) => {
        assert.ok(start >= 400 * i + 50 && end === start + 100 && end <= 400 * (i + 1));
        assert.ok(world.labels.subarray(start, end).every((one) => one === 1));
      });
      assert.equal(
        world.labels.reduce((sum, one) => sum + one, 0),
        2000,
      );
      assert.deepEqual(generateWorld(name, 3).test.data, world.test.data);
      assert.notDeepEqual(generateWorld(name, 4).test.data, world.test.data);
    });

    it(`${name}: no tag leaves its usual range in a segment`, () => {
      const world = generateWorld(name, 3);
      for (let i = 0; i < world.test.width; i++) {
        const known = columnOf(world.train, i).sort();
        const low = known[30]!;
        const high = known[known.length - 31]!;
        const outside = (label: number): number => {
          const rows = [...columnOf(world.test, i)].filter((_, row) => world.labels[row] === label);
          return rows.filter((value) => value < low || value > high).length / rows.length;
        };
        assert.ok(outside(1) < outside(0) + 0.08, `${world.test.columns[i]}: ${outside(1)} and ${outside(0)}`);
      }
    });
  }

  const laws: Record<string, (row: number, tag: (i: number) => Float64Array) => number> = {
    product: (t, tag) => tag(2)[t]! - tag(0)[t]! * tag(1)[t]!,
    ring: (t, tag) => tag(5)[t]! - tag(0)[t]! * tag(1)[t]!,
    gate: (t, tag) => tag(2)[t]! - (tag(0)[t]! > 0.5 ? 1 : -1) * tag(1)[t]!,
    chaos: (t, tag) => tag(0)[t]! - 3.9 * tag(0)[t - 1]! * (1 - tag(0)[t - 1]!),
    mixing: (t, tag) => {
      const mixed = (row: number): number =>
        (tag(0)[row]! * tag(2)[row]! + tag(1)[row]! * tag(3)[row]!) / (tag(0)[row]! + tag(1)[row]!);
      return (tag(4)[t]! - 0.5 * mixed(t) - 0.25 * mixed(t - 1) - 0.125 * mixed(t - 2) - 0.125 * mixed(t - 3)) / 5;
    },
    transport: (t, tag) => tag(3)[t]! - 0.8 * tag(0)[t - 7]! - 0.5 * tag(1)[t - 2]!,
  };
  for (const [name, law] of Object.entries(laws)) {
    it(`${name}: its law holds in normal rows and not in the segments`, () => {
      const world = generateWorld(name, 3);
      const normal = off(world, 0, law);
      const broken = off(world, 1, law);
      assert.ok(broken > 2 * normal, `${broken} in segments, ${normal} elsewhere`);
    });
  }

  it('hyst: the drive has play in normal rows and none in the segments', () => {
    const world = generateWorld('hyst', 3);
    const [drive, driven] = [columnOf(world.test, 0), columnOf(world.test, 1)];
    const still = (label: number): number => {
      const rows = [...world.labels.keys()].filter((row) => row > 0 && world.labels[row] === label);
      const steps = rows.map((row) => [drive[row]! - drive[row - 1]!, driven[row]! - driven[row - 1]!] as const);
      const large = steps.filter(([moved]) => Math.abs(moved) > 0.3);
      return large.filter(([moved, followed]) => Math.abs(followed) < 0.4 * Math.abs(moved)).length / large.length;
    };
    assert.ok(still(0) > 2 * still(1), `${still(0)} in normal rows, ${still(1)} in segments`);
  });

  it('the six that figures are compared on are among them, and two are ours', () => {
    assert.equal(SIX.length, 6);
    assert.deepEqual(
      NAMES.filter((name) => !SIX.includes(name)),
      ['mixing', 'transport'],
    );
  });

  it('names the worlds that there are', () => {
    assert.throws(() => generateWorld('mars', 1), /no world mars; one of product, ring/);
  });
});

describe('alarms and segments', () => {
  const beyond = (...spans: [number, number][]): Uint8Array => {
    const rows = new Uint8Array(1000);
    for (const [from, to] of spans) rows.fill(1, from, to);
    return rows;
  };
  const segments = [
    [100, 200],
    [500, 600],
  ] as const;

  it('three rows in a row make an alarm, and 16 within the limit end it', () => {
    assert.deepEqual(alarmsOf(beyond([10, 12], [20, 23], [38, 39], [200, 300], [316, 320])), [
      [22, 39],
      [202, 300],
      [318, 320],
    ]);
    assert.deepEqual(alarmsOf(beyond([990, 1000])), [[992, 1000]]);
  });

  it('an alarm that begins in a segment, or right after it, has found it', () => {
    assert.deepEqual(found(beyond([150, 160], [610, 640]), segments), { hits: 2, false_alarms: 0 });
    assert.deepEqual(found(beyond([620, 640]), segments), { hits: 0, false_alarms: 0 });
  });

  it('an alarm that never ends finds nothing but the segment it began in', () => {
    assert.deepEqual(found(beyond([0, 1000]), segments), { hits: 0, false_alarms: 0 });
    assert.deepEqual(found(beyond([120, 1000]), segments), { hits: 1, false_alarms: 0 });
  });

  it('an alarm that touches no segment is false, one in the 30 rows after one is not', () => {
    assert.deepEqual(found(beyond([0, 10], [226, 240], [700, 710]), segments), { hits: 0, false_alarms: 2 });
  });

  it('two alarms in one segment find it once', () => {
    assert.deepEqual(found(beyond([110, 120], [150, 160]), segments), { hits: 1, false_alarms: 0 });
  });
});
