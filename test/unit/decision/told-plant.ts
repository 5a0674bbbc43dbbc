import { createRandom } from '../../../lib/math/random';
import type { DetectorInfo, TwinRecord } from '../../../lib/record/record';
import type { TagRole } from '../../../lib/record/words';

/** What becomes of a record; t counts from where it begins. */
export type Change = (values: Record<string, number>, t: number, expected: Record<string, number>) => void;

/** Tags and how exactly the others tell them; the plant goes up and down far more than that. */
const NOISE: Readonly<Record<string, number>> = { flow: 0.05, level: 0.02, temp: 0.3 };
const ROLES: Readonly<Record<string, TagRole>> = { pump: 'actuator' };

/** A plant without a twin, whose detector has learned to tell its tags from each other. */
export class ToldPlant {
  readonly #random = createRandom(5);
  readonly #told: boolean;
  #t = 0;

  readonly #controlled: boolean;

  /** @param told whether the detector does @param controlled whether its level is held at a setpoint */
  constructor(told = true, controlled = false) {
    this.#told = told;
    this.#controlled = controlled;
  }

  record(anomaly: boolean, change?: Change, since = 0): TwinRecord {
    const t = this.#t++;
    const load = 1 + 0.5 * Math.sin(t / 40) + 0.2 * Math.sin(t / 11);
    const expected: Record<string, number> = {
      flow: 2.1 * load,
      level: 1 + 0.3 * load,
      temp: 60 - 9 * load,
      pump: load,
    };
    const values: Record<string, number> = {};
    for (const [tag, value] of Object.entries(expected)) {
      values[tag] = value + (NOISE[tag] ?? 0.01) * this.#random.normal();
    }
    change?.(values, since, expected);
    const verdict = anomaly ? 'anomaly' : 'normal';
    return {
      asset: 'plant',
      time: 1000 * t,
      values,
      roles: ROLES,
      expected,
      ...(this.#controlled && { derived: { 'level~setpoint': values['level']! - 1.3 } }),
      detector: this.#detector(),
      anomaly,
      verdict,
    };
  }

  /** The first record of a model brings what is usual of its residuals. */
  #detector(): DetectorInfo {
    const info: DetectorInfo = { node: 'twin-autoencoder', model: 'm', version: 1, engine: 'wasm' };
    if (!this.#told) return info;
    const tags = ['flow', 'level', 'temp', 'pump'];
    info.told = Object.fromEntries(tags.map((tag) => [tag, 0.97]));
    if (this.#t > 1) return info;
    const sample = (tag: string): number[] =>
      Array.from({ length: 300 }, () => (NOISE[tag] ?? 0.01) * this.#random.normal());
    info.residuals = Object.fromEntries(tags.map((tag) => [tag, sample(tag)]));
    return info;
  }
}
