import assert from 'node:assert/strict';
import { Chain } from '../../../cli/chain';
import { createRandom, type Random } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { parseTagTable } from '../../../lib/record/tags';

const LEARNED = 1000;

type Values = Record<string, number>;

/** A plant of three tags that live, a setting and a fault flag that stand while it is learned. */
class Plant {
  readonly #chain: Chain;
  readonly #random: Random = createRandom(7);
  #t = 0;

  constructor(detector: 'autoencoder' | 'dual-branch') {
    const names = ['flow', 'level', 'load', 'setting', 'fault'];
    const tags = parseTagTable(Object.fromEntries(names.map((name) => [name, { role: 'sensor' }])));
    const own = { seed: 1, window: 16, epochs: 10 };
    this.#chain = new Chain({ tags, detector, own, threshold: {}, records: LEARNED });
  }

  async learned(): Promise<this> {
    await this.run(LEARNED);
    await this.#chain.learned();
    return this;
  }

  /** @param change of the usual values */
  async run(count: number, change: (usual: Values) => Values = (usual) => usual): Promise<TwinRecord[]> {
    const records: TwinRecord[] = [];
    for (let k = 0; k < count; k++) {
      const swing = Math.sin(this.#t / 40);
      const noise = (): number => this.#random.normal();
      const usual = {
        flow: 20 + swing + 0.2 * noise(),
        level: 50 + 3 * swing + 0.5 * noise(),
        load: 5 + 0.3 * noise(),
      };
      records.push((await this.#chain.step(1000 * this.#t++, change({ ...usual, setting: 5, fault: 0 })))!);
    }
    return records;
  }
}

/** When alarms began, and how many records had one. */
function alarmsOf(records: readonly TwinRecord[]): { began: number; records: number } {
  const open = records.map(({ decision }) => decision !== undefined);
  return {
    began: open.filter((is, t) => is && open[t - 1] !== true).length,
    records: open.filter((is) => is).length,
  };
}

describe('what stood while it was learned and goes to another level', () => {
  for (const detector of ['autoencoder', 'dual-branch'] as const) {
    for (const [what, change] of [
      ['a setting', (usual: Values): Values => ({ ...usual, setting: 7 })],
      ['a flag', (usual: Values): Values => ({ ...usual, fault: 1 })],
    ] as const) {
      it(`is told once, and hides no other fault: ${what} (${detector})`, async () => {
        const plant = await new Plant(detector).learned();
        assert.equal(alarmsOf(await plant.run(300)).records, 0);
        const changed = await plant.run(1000, change);
        const told = alarmsOf(changed);
        assert.equal(told.began, 1);
        assert.ok(told.records > 50 && told.records < 600, `${told.records} records in alarm`);
        const [first] = changed.filter(({ decision }) => decision !== undefined);
        assert.equal(first!.decision!.tags[0], what === 'a flag' ? 'fault' : 'setting');
        const faulty = await plant.run(100, (usual) => change({ ...usual, load: usual['load']! + 5 }));
        const other = faulty.find(({ decision }) => decision !== undefined);
        assert.ok(other !== undefined && other.time < faulty[20]!.time, 'another fault has an alarm of its own');
        assert.equal(other.decision!.tags[0], 'load');
      });
    }
  }

  it('is told once where it moves from then on, as what was in reserve does', async () => {
    const plant = await new Plant('autoencoder').learned();
    const random = createRandom(3);
    const lives = (usual: Values): Values => ({ ...usual, setting: 8 + 0.2 * random.normal() });
    const changed = await plant.run(2000, lives);
    const told = alarmsOf(changed);
    assert.equal(told.began, 1);
    assert.ok(told.records < 700, `${told.records} records in alarm`);
    assert.equal(alarmsOf(changed.slice(1000)).records, 0);
  });
});
