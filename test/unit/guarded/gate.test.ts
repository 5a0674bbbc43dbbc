import assert from 'node:assert/strict';
import { Gate } from '../../../lib/guarded/gate';
import type { GateSnapshot } from '../../../lib/guarded/gate-snapshot';
import type { KeptGolden } from '../../../lib/guarded/kept';
import type { Rows } from '../../../lib/guarded/rows';
import { createRandom } from '../../../lib/math/random';
import { goldenOf } from '../../fixtures/golden';

const FEATURES = ['a', 'b'];

function plant(count: number, more: (t: number) => number = () => 0, wider: (t: number) => number = () => 0): Rows {
  const random = createRandom(4);
  const values = new Float64Array(count * 2);
  for (let t = 0; t < count; t++) {
    values[2 * t] = 50 + (Math.sin(t / 7) + 0.1 * random.normal()) * (1 + wider(t)) + 0.714 * more(t);
    values[2 * t + 1] = random.normal();
  }
  return { features: FEATURES, values, seams: [] };
}

function opened(): Gate {
  const gate = new Gate();
  gate.adopt(goldenOf(plant(2000), FEATURES, 1));
  return gate;
}

const copy = (gate: Gate): GateSnapshot => JSON.parse(JSON.stringify(gate.snapshot())) as GateSnapshot;

describe('guarded learning: the gate', () => {
  it('leaves to a person a level or a spread that is too far away, wherever in the rows it was', () => {
    const gate = opened();
    assert.deepEqual(gate.away(plant(2000)), []);
    const between = (from: number, to: number, size: number) => (t: number) => (t >= from && t < to ? size : 0);
    for (const [from, to] of [
      [0, 700],
      [700, 1400],
      [1300, 2000],
    ] as const) {
      const [level] = gate.away(plant(2000, between(from, to, 1.2)));
      assert.deepEqual([level?.feature, level?.trait], ['a', 'level']);
      const [spread] = gate.away(plant(2000, undefined, between(from, to, 1.2)));
      assert.deepEqual([spread?.feature, spread?.trait], ['a', 'spread']);
      assert.ok(Math.abs(spread!.by - 1.2) < 0.2, `${spread!.by}`);
    }
    assert.deepEqual(gate.away(plant(2000, () => 0.5)), []);
    assert.deepEqual(gate.away(plant(2000, undefined, () => 0.5)), []);
  });

  it('tells a spread that grows before it is half as large again, and once', () => {
    const gate = opened();
    const told: number[] = [];
    for (let size = 0; size < 0.7; size += 0.05) {
      const news = gate.watch(
        plant(500, undefined, () => size),
        'level',
      );
      if (news !== undefined) told.push(size);
    }
    assert.ok(told.length === 1 && told[0]! >= 0.25 && told[0]! < 0.5, String(told));
  });

  it('knows how far the plant went while its most distant rows were left out as strange', () => {
    const gate = opened();
    const random = createRandom(9);
    gate.collect();
    for (let t = 0; t < 2000; t++) {
      gate.follow(FEATURES, [50 + Math.sin(t / 7) + 0.1 * random.normal() + 0.714 * 0.0006 * t, 0], true);
    }
    // Of the rows that were collected the far ones are missing.
    const rows = plant(2000, (t) => Math.min(0.6, 0.0006 * t));
    assert.deepEqual(opened().away(rows), []);
    assert.equal(gate.away(rows)[0]?.feature, 'a');
    gate.collect();
    assert.deepEqual(gate.away(rows), []);
  });

  it('lets a spread grow by itself in small steps only to twice of what it was first', () => {
    const gate = opened();
    let size = 0;
    for (const step = 0.25; size < 3; size += step) {
      const rows = plant(2000, undefined, () => size + step);
      if (gate.mustWait(rows)) break;
      gate.succeed(gate.after(goldenOf(rows, FEATURES, 1), rows, true));
    }
    assert.ok(size > 0.7 && size <= 1.1, `learned up to ${size}`);
  });

  it('gives back with a rollback how far all had gone before', () => {
    const gate = opened();
    const rows = plant(4000, (t) => 0.0003 * t);
    gate.succeed(gate.after(goldenOf(rows, FEATURES, 1), rows, true));
    const { crept, golden } = copy(gate);
    assert.ok(crept!['a']! > 0.3, JSON.stringify(crept));
    gate.adopt(
      goldenOf(
        plant(2000, () => 4),
        FEATURES,
        1,
        'Ada',
      ),
      3,
    );
    assert.equal(copy(gate).crept, undefined);
    assert.equal(gate.rolledBack(3), true);
    assert.deepEqual([copy(gate).crept, copy(gate).golden], [crept, golden]);
  });

  it('gives back what was golden before each of two approvals', () => {
    const normals = [0, 2, 4].map((level) => {
      return goldenOf(
        plant(2000, () => level),
        FEATURES,
        1,
      );
    });
    const approved = (): Gate => {
      const gate = new Gate();
      normals.forEach((golden, k) => {
        gate.adopt(golden, k === 0 ? undefined : 2 * k);
      });
      return new Gate(copy(gate));
    };
    assert.deepEqual(approved().needed, [2, 4]);
    for (const [version, golden, needed] of [
      [6, 2, [2, 4]],
      [5, 2, [2, 4]],
      [4, 1, [2]],
      [3, 1, [2]],
      [2, 0, []],
      [1, 0, []],
    ] as const) {
      const gate = approved();
      assert.equal(gate.rolledBack(version), golden < 2);
      assert.deepEqual([gate.golden, gate.needed], [normals[golden], needed], `version ${version}`);
    }
  });

  it('loses only what is damaged', () => {
    const gate = opened();
    gate.adopt(
      goldenOf(
        plant(2000, () => 1),
        FEATURES,
        1,
        'Ada',
      ),
      3,
    );
    const golden = goldenOf(
      plant(2000, () => 2),
      FEATURES,
      1,
      'Bo',
    );
    gate.hold({ version: 5, golden, away: [] });
    const whole = copy(gate);
    const damaged = <T extends { golden: KeptGolden }>(one: T): T => ({
      ...one,
      golden: { ...one.golden, by: 'Eve' },
    });
    const restored = (from: GateSnapshot): [GateSnapshot, string] => {
      const texts: string[] = [];
      return [copy(new Gate(from, (text) => texts.push(text))), texts.join()];
    };
    assert.deepEqual(restored(whole), [whole, '']);
    const [present, one] = restored(damaged(whole as Required<GateSnapshot>));
    assert.deepEqual([present.golden, present.before, present.pending], [undefined, whole.before, whole.pending]);
    assert.match(one, /^the golden rows are not those that were kept; the next model that is learned/);
    const [before, two] = restored({ ...whole, before: whole.before!.map(damaged) });
    assert.deepEqual([before.golden, before.before, before.pending], [whole.golden, undefined, whole.pending]);
    assert.match(two, /a rollback would bring back/);
    const [pending, three] = restored({ ...whole, pending: damaged(whole.pending!) });
    assert.deepEqual([pending.golden, pending.before, pending.pending], [whole.golden, whole.before, undefined]);
    assert.match(three, /model version 5, which waits for a person: .* it does not wait any more/);
  });
});
