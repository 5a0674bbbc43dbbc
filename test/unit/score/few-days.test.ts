import assert from 'node:assert/strict';
import { Chain } from '../../../cli/chain';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { parseTagTable } from '../../../lib/record/tags';

/** Records of a day, one every five minutes. */
const DAY = 288;
const FIVE_MINUTES = 300_000;
const LEARNED = 1000;
const TAGS = parseTagTable({ outside: {}, supply: {}, back: {}, gas: {} });

/** A heating that follows the weather, guarded as a node guards it: learned from its first records, and then as it goes. */
class Heating {
  readonly #chain: Chain;
  readonly #random = createRandom(11);
  #weather = 0;
  #supply = 55;
  #back = 45;
  #t = 0;

  constructor() {
    const own = { seed: 1, grow: true };
    this.#chain = new Chain({ tags: TAGS, detector: 'autoencoder', own, threshold: {}, records: LEARNED });
  }

  /** @param warmer K in a day @returns the records */
  async run(days: number, warmer: number, off = 0): Promise<TwinRecord[]> {
    const records: TwinRecord[] = [];
    const noise = (size: number): number => size * this.#random.normal();
    for (let k = 0; k < days * DAY; k++) {
      this.#weather += warmer / DAY + noise(0.05);
      const hour = (this.#t % DAY) / 12;
      const outside = this.#weather + 4 * Math.sin(((hour - 9) / 12) * Math.PI);
      this.#supply += 0.1 * (60 - 1.2 * outside - this.#supply);
      this.#back += 0.05 * (this.#supply - 10 + 0.2 * outside - this.#back);
      const gas = 2 + 0.3 * (this.#supply - this.#back);
      const values = {
        outside: outside + noise(0.1),
        supply: this.#supply + noise(0.2) + off,
        back: this.#back + noise(0.2),
        gas: gas + noise(0.1),
      };
      const record = await this.#chain.step(1e12 + FIVE_MINUTES * this.#t++, values);
      await this.#chain.learned();
      if (record !== undefined) records.push(record);
    }
    return records;
  }

  close(): void {
    this.#chain.close();
  }
}

describe('a plant that was learned from a few days', function () {
  this.timeout(120_000);

  it('is no alarm where the days become warmer, and a sensor of it that is off is one', async () => {
    const heating = new Heating();
    await heating.run(LEARNED / DAY, 0);
    const weeks = await heating.run(10, 1);
    const alarms = weeks.filter(({ decision }) => decision !== undefined).length;
    assert.ok(alarms < 0.02 * weeks.length, `${alarms} of ${weeks.length} records are alarms`);
    const wrong = await heating.run(1, 1, 3);
    const named = wrong.filter(({ decision }) => decision?.kind === 'sensor-fault' && decision.tags[0] === 'supply');
    heating.close();
    assert.ok(named.length > wrong.length / 4, `supply is named in ${named.length} of ${wrong.length} records`);
  });
});
