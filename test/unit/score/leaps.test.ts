import assert from 'node:assert/strict';
import { Chain } from '../../../cli/chain';
import { createRandom, type Random } from '../../../lib/math/random';
import { LeapGate, RECENT } from '../../../lib/outliers/leap-gate';
import type { TwinRecord } from '../../../lib/record/record';
import { parseTagTable } from '../../../lib/record/tags';

const LEARNED = 1000;

type Values = Record<string, number>;

/** Three tags that go together, and one that a person sets; of the flow there may be a twin. */
class Plant {
  readonly #chain: Chain;
  readonly #random: Random = createRandom(3);
  #t = 0;

  constructor(detector: 'autoencoder' | 'dual-branch', twinned = false) {
    const tags = parseTagTable({
      flow: { role: 'sensor' },
      ...(twinned && { 'flow twin': { role: 'twin', of: 'flow' } }),
      level: { role: 'sensor' },
      load: { role: 'sensor' },
      target: { role: 'setpoint' },
    });
    const own = { seed: 1, window: 16, epochs: 10, grow: false };
    this.#chain = new Chain({ tags, detector, own, threshold: {}, records: LEARNED });
  }

  async learned(): Promise<this> {
    await this.run(LEARNED);
    await this.#chain.learned();
    return this;
  }

  /** Records that do not come. */
  lose(count: number): void {
    this.#t += count;
  }

  /** @param change of the usual values of the k-th record */
  async run(count: number, change: (usual: Values, k: number) => Values = (usual) => usual): Promise<TwinRecord[]> {
    const records: TwinRecord[] = [];
    for (let k = 0; k < count; k++) {
      const swing = Math.sin(this.#t / 30);
      const noise = (): number => this.#random.normal();
      const demand = 20 + 2 * swing;
      const flow = demand + 0.2 * noise();
      const usual = {
        flow,
        level: 50 + 3 * swing + 0.5 * noise(),
        load: flow / 4 + 0.1 * noise(),
        target: 5,
        'flow twin': demand,
      };
      records.push((await this.#chain.step(1000 * this.#t++, change(usual, k)))!);
    }
    return records;
  }
}

const told = (records: readonly TwinRecord[]): number[] => records.flatMap(({ anomaly }, k) => (anomaly ? [k] : []));
const isInAlarm = (records: readonly TwinRecord[]): boolean => records.some(({ decision }) => decision !== undefined);

describe('a wild value', () => {
  for (const detector of ['autoencoder', 'dual-branch'] as const) {
    it(`is told in its own record, whose tag is to blame, and is held against none behind it: ${detector}`, async () => {
      const plant = await new Plant(detector).learned();
      await plant.run(100);
      for (const [tag, value, rows] of [
        ['flow', 65_535, 1],
        ['level', 0, 1],
        ['load', -40, 1],
        ['flow', 0, 2],
        ['level', 99, 2],
      ] as const) {
        const records = await plant.run(100, (usual, k) =>
          k >= 10 && k < 10 + rows ? { ...usual, [tag]: value } : usual,
        );
        assert.deepEqual(told(records), rows === 1 ? [10] : [10, 11], tag);
        const [most] = Object.entries(records[10]!.contributions!).sort(([, a], [, b]) => b - a);
        assert.equal(most![0], tag);
        assert.ok(!isInAlarm(records));
      }
    });

    it(`that stays is an alarm by its third record, and one that comes again and again is, too: ${detector}`, async () => {
      const plant = await new Plant(detector).learned();
      const stays = await plant.run(40, (usual, k) => (k >= 10 ? { ...usual, level: usual['level']! + 40 } : usual));
      assert.deepEqual(told(stays).slice(0, 4), [10, 11, 12, 13]);
      assert.equal(
        stays.findIndex(({ decision }) => decision !== undefined),
        12,
      );
      const other = await new Plant(detector).learned();
      const spikes = await other.run(200, (usual, k) => (k % 20 === 19 ? { ...usual, flow: 90 } : usual));
      assert.ok(isInAlarm(spikes.slice(0, 60)), 'by the third');
      assert.equal(spikes.find(({ decision }) => decision !== undefined)!.decision!.kind, 'sensor-fault');
    });
  }

  it('of a tag with a supplied twin, or of the twin, is no alarm either; an offset that stays is', async () => {
    const plant = await new Plant('autoencoder', true).learned();
    await plant.run(400);
    for (const [tag, value] of [
      ['flow', 0],
      ['flow', 65_535],
      ['flow twin', 0],
      ['flow twin', 65_535],
    ] as const) {
      for (const rows of [1, 2]) {
        const records = await plant.run(150, (usual, k) =>
          k >= 10 && k < 10 + rows ? { ...usual, [tag]: value } : usual,
        );
        assert.ok(!isInAlarm(records), `${tag} ${value}`);
        assert.ok(records[10]!.anomaly, `${tag} ${value}`);
      }
    }
    const offset = await plant.run(300, (usual, k) =>
      k >= 10 && k < 60 ? { ...usual, flow: usual['flow']! + 30 } : usual,
    );
    assert.equal(
      offset.findIndex(({ decision }) => decision !== undefined),
      12,
    );
    assert.ok(!isInAlarm(offset.slice(250)));
  });

  it('is none that came to be while records were missing, however few', async () => {
    const plant = await new Plant('autoencoder').learned();
    await plant.run(70);
    for (const lost of [1, 2, 4]) {
      plant.lose(lost);
      const records = await plant.run(30, (usual, k) => (k === 0 ? { ...usual, level: 80 } : usual));
      const { parts } = records[0]!;
      assert.equal(parts!['leaps'], 0, `${lost}`);
      await plant.run(200);
    }
  });

  it('is told in its own record, and is no alarm, also where a reading steps with its command', async () => {
    const tags = parseTagTable({
      speed: { role: 'sensor' },
      order: { role: 'command', of: 'speed' },
      flow: { role: 'sensor' },
    });
    const own = { seed: 1, window: 16, epochs: 10, grow: false };
    const chain = new Chain({ tags, detector: 'autoencoder', own, threshold: {}, records: LEARNED });
    const random = createRandom(7);
    const records: TwinRecord[] = [];
    for (let t = 0; t < LEARNED + 600; t++) {
      const order = t % 200 < 100 ? 1500 : 2000;
      const speed = order + 3 * random.normal();
      const usual = { speed, order, flow: speed / 100 + 0.1 * random.normal() };
      const wild = t === LEARNED + 150 ? { speed: 65_535 } : t === LEARNED + 350 ? { flow: -9999 } : {};
      records.push((await chain.step(1000 * t, { ...usual, ...wild }))!);
      if (t === LEARNED - 1) await chain.learned();
    }
    const after = records.slice(LEARNED);
    assert.deepEqual(told(after), [150, 350]);
    assert.ok(!isInAlarm(after));
  });

  it('is none where a person sets another target', async () => {
    const plant = await new Plant('autoencoder').learned();
    const records = await plant.run(60, (usual, k) => (k >= 10 ? { ...usual, target: 60 } : usual));
    assert.deepEqual(told(records), []);
  });

  it('is held back with the value before, for two rows at most; what leaps soon after it is believed', () => {
    const gate = new LeapGate([0, 2], Float32Array.from([1, 1]));
    const rows = Array.from({ length: 2 * RECENT + 10 }, () => Float64Array.from([0.25, 9, 0.5]));
    rows[5]![0] = 100;
    rows[7]![0] = -50;
    rows[8]![2] = 3;
    rows[9]![1] = 1e9;
    rows[8 + RECENT]![0] = 7;
    rows[9 + RECENT]![2] = Number.NaN;
    rows[20 + RECENT]![0] = 40;
    const seen = rows.map((row) => [...gate.admit(row, 0)]);
    assert.deepEqual(seen[5], [0.25, 9, 0.5]);
    assert.deepEqual(seen[6], [0.25, 9, 0.5]);
    assert.deepEqual(seen[7], [-50, 9, 0.5], 'soon after the first');
    assert.deepEqual(seen[8], [0.25, 9, 0.5], 'of another feature');
    assert.deepEqual(seen[9], [0.25, 1e9, 0.5], 'of one that may leap');
    assert.deepEqual(seen[8 + RECENT], [7, 9, 0.5], 'the way back from the second was a leap, too');
    assert.deepEqual(seen[9 + RECENT], [0.25, 9, Number.NaN]);
    assert.deepEqual(seen[20 + RECENT], [40, 9, 0.5]);
    assert.deepEqual(rows[5], Float64Array.from([100, 9, 0.5]), 'the row itself stays as it is');
  });

  it('goes on from a snapshot as if nothing had been', () => {
    const random = createRandom(8);
    const rows = Array.from({ length: 600 }, (_, t) =>
      Float64Array.from([0, 1, 2], (i) =>
        t % 97 === i ? 50 * random.normal() : t % 61 === i ? Number.NaN : random.next(),
      ),
    );
    const limits = Float32Array.from([2, 2, 2]);
    const whole = new LeapGate([0, 1, 2], limits);
    let parted = new LeapGate([0, 1, 2], limits);
    let held = 0;
    for (const [t, row] of rows.entries()) {
      const missed = t % 50 === 0 ? 1 : 0;
      const kept = JSON.stringify(parted.snapshot());
      parted = new LeapGate([0, 1, 2], limits);
      parted.restore(kept === undefined ? undefined : JSON.parse(kept));
      assert.deepEqual([...parted.admit(row, missed)], [...whole.admit(row, missed)]);
      assert.equal(parted.furthest, whole.furthest);
      if (whole.furthest > 0) held++;
    }
    assert.ok(held > 5, `${held}`);
  });
});
