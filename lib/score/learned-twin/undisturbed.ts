import { Charts } from './charts';
import type { LearnedTwin } from './fit';
import type { JudgeAtWork } from './judge-at-work';
import { RATE, type Retirement } from './retirement';
import { CAPACITY, Trail, type TrailSnapshot, WARM } from './trail';

/** As plain JSON. */
export interface UndisturbedSnapshot {
  readonly trail: TrailSnapshot;
  readonly charts: readonly (readonly (number | null)[])[];
  readonly calm: number;
  readonly replaced: number;
}

/** Rows in which a tag is replaced at most: what stays for longer is how the plant is now, see Retirement. */
const MOST_REPLACED = 1 / RATE;

/**
 * What tags should read, had nothing been wrong lately. What is told of a tag follows what it has read: a lie is believed after some
 * twenty rows, and the truth then looks like the next lie. So from the row on in which a tag is out of its limits a second trail
 * remembers what it was told to be in place of what it read, until it reads that again. Only the worst tag: what a lie makes
 * of the others is none of their own. A drift so slow that it was never out of limits has been believed: the jump back to the truth then
 * is what is out, and the truth is what is replaced, until MOST_REPLACED. From inside one tag's course the two cannot be told apart.
 */
export class Undisturbed {
  readonly #twin: LearnedTwin;
  /** Those that tell what their tag should read. */
  readonly #judges: readonly JudgeAtWork[];
  /** Absent where it would be the trail of the rows as they came. */
  #trail: Trail | undefined;
  /** By judge. */
  #charts: readonly Charts[] = [];
  /** Rows since one was replaced, and those that were. */
  #calm = 0;
  #replaced = 0;

  constructor(twin: LearnedTwin, judges: readonly JudgeAtWork[]) {
    this.#twin = twin;
    this.#judges = judges.filter(({ tells }) => tells);
  }

  /**
   * Takes the next row in, after all have judged it.
   * @param scaled as it came, NaN = missing
   * @param seen the trail of the rows as they came, this one the newest
   * @param expected what each tag should read, scaled; written where that is another value now
   */
  step(scaled: ArrayLike<number>, seen: Trail, retirement: Retirement, expected: Float64Array): void {
    const isNew = this.#trail === undefined;
    if (isNew && this.#worst(seen, retirement) < 0) return;
    this.#trail ??= this.#begin(seen);
    const trail = this.#trail;
    if (!isNew) {
      trail.push(scaled, 0, false);
      for (let k = 0; k < this.#judges.length; k++) this.#tell(k, trail, expected);
    }
    const worst = this.#worst(seen, retirement);
    if (worst >= 0) {
      const { predictor, told } = this.#judges[worst]!;
      trail.amend(predictor.tag, told);
      this.#replaced++;
      this.#calm = 0;
    } else this.#calm++;
    if (this.#calm > WARM || this.#replaced > MOST_REPLACED) this.reset();
  }

  reset(): void {
    this.#trail = undefined;
    this.#charts = [];
  }

  snapshot(): UndisturbedSnapshot | undefined {
    if (this.#trail === undefined) return undefined;
    const charts = this.#charts.map((one) => one.snapshot());
    return { trail: this.#trail.snapshot(), charts, calm: this.#calm, replaced: this.#replaced };
  }

  restore({ trail, charts, calm, replaced }: UndisturbedSnapshot): void {
    this.#trail = new Trail(this.#twin.standards, CAPACITY);
    this.#trail.restore(trail);
    this.#charts = this.#judges.map(({ judge }, k) => {
      const one = new Charts(judge.change);
      one.restore(charts[k] ?? []);
      return one;
    });
    this.#calm = calm;
    this.#replaced = replaced;
  }

  #begin(seen: Trail): Trail {
    const trail = new Trail(this.#twin.standards, CAPACITY);
    trail.take(seen);
    this.#charts = this.#judges.map(({ judge, charts }) => {
      const one = new Charts(judge.change);
      one.take(charts);
      return one;
    });
    this.#calm = 0;
    this.#replaced = 0;
    return trail;
  }

  #tell(k: number, trail: Trail, expected: Float64Array): void {
    const judge = this.#judges[k]!;
    judge.step(trail, this.#charts[k]!);
    const { mean, deviation } = this.#twin.standards[judge.predictor.tag]!;
    expected[judge.predictor.tag] = mean + deviation * judge.told;
  }

  /** The judge whose tag is furthest out of its limits, -1 where none is. A missing value is as the last one was. */
  #worst(seen: Trail, retirement: Retirement): number {
    let worst = -1;
    let most = this.#twin.margin;
    for (let k = 0; k < this.#judges.length; k++) {
      const judge = this.#judges[k]!;
      const { tag } = judge.predictor;
      if (!judge.judge.judges || Number.isNaN(judge.told) || !seen.isMeasured(tag) || retirement.has(tag)) continue;
      const out = judge.highest(this.#charts[k] ?? judge.charts);
      if (out > most) {
        most = out;
        worst = k;
      }
    }
    return worst;
  }
}
