import { createRandom } from '../../../lib/math/random';
import type { Decision, TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';

const TAGS = ['a', 'b', 'c', 'd', 'e'];
const FEATURES = [...TAGS, '~interval'];

/** What becomes of the values of a row; `t` counts rows since it began. What is deleted is missing. */
export type Change = (values: Record<string, number>, t: number) => void;

/** Five sensors without a twin, whose detector finds every record normal. */
export class Sensors {
  readonly #random = createRandom(3);
  readonly #context = testContext();
  #t = 0;
  /** Where its clock stood when it began anew. */
  #from = 0;
  #layer = createDecision(parseConfig({}), this.#context);
  /** What they have read, without what has become of it. */
  readonly past: Readonly<Record<string, number>>[] = [];

  get events(): unknown[] {
    return this.#context.sent.map(({ event }) => event);
  }

  /** Its clock begins anew: another recording. */
  rewind(): void {
    this.#from = this.#t;
  }

  /** Lives on from what is on disk. */
  restart(): void {
    const kept = JSON.parse(JSON.stringify(this.#layer.snapshot()));
    this.#layer = createDecision(parseConfig({}), this.#context, kept);
  }

  /** @returns what is decided of the last row, and how many rows had a decision */
  live(rows: number, change: Change = () => {}): { last: Decision | undefined; alarmed: number } {
    let last: Decision | undefined;
    let alarmed = 0;
    for (let t = 0; t < rows; t++) {
      const record = this.#record(change, t);
      this.#layer.step(record);
      last = record.decision;
      if (last !== undefined) alarmed++;
    }
    return { last, alarmed };
  }

  #record(change: Change, since: number): TwinRecord {
    const t = this.#t++;
    const usual = TAGS.map((tag, k) => [tag, Math.sin(t / (20 + 7 * k)) + 0.05 * this.#random.normal()] as const);
    const values: Record<string, number> = Object.fromEntries(usual);
    this.past.push({ ...values });
    change(values, since);
    const missing = TAGS.filter((tag) => values[tag] === undefined);
    return {
      asset: 'plant',
      time: 1e6 + 5000 * (t - this.#from),
      values,
      quality: Object.fromEntries(missing.map((tag) => [tag, 'bad'])),
      features: FEATURES,
      comms: { interval: 5000 },
      anomaly: false,
      verdict: 'normal',
    };
  }
}
