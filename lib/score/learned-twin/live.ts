import { PassingRow } from '../../math/passing-row';
import { Calm } from './calm';
import type { LearnedTwin } from './fit';
import { JudgeAtWork } from './judge-at-work';
import { rangeOf } from './range';
import { Retirement, type RetirementSnapshot } from './retirement';
import { CAPACITY, Trail, type TrailSnapshot, WARM } from './trail';
import { Unasked } from './unasked';
import { Undisturbed, type UndisturbedSnapshot } from './undisturbed';

/** What a twin at work remembers, as plain JSON. */
export interface TwinSnapshot {
  /** Absent where nobody asks for it. */
  readonly trail?: TrailSnapshot;
  readonly charts: readonly (readonly (number | null)[])[];
  readonly calm: readonly (readonly [number, number | null])[];
  readonly retirement: RetirementSnapshot;
  /** Absent while nothing is, or has lately been, out of its limits. */
  readonly undisturbed?: UndisturbedSnapshot;
}

/** Never written to but with what they are. */
const silent = { out: new PassingRow(), expected: new PassingRow() };

/** The learned twin at work: what each tag should read, and how far off its charts are. Allocates nothing per row. */
export class TwinAtWork {
  /** By feature: how far out its charts are, 1 = the limit; of the last row. */
  readonly out: Float64Array;
  /** By feature: what it should have been, scaled; NaN where the cross family does not tell, or does not know enough yet. */
  readonly expected: Float64Array;
  readonly #twin: LearnedTwin;
  /** Absent where nobody asks for it. */
  readonly #trail: Trail | undefined;
  readonly #judges: readonly JudgeAtWork[];
  readonly #calm: readonly (readonly [tag: number, calm: Calm])[];
  readonly #retirement: Retirement;
  readonly #undisturbed: Undisturbed;

  constructor(twin: LearnedTwin) {
    const width = twin.standards.length;
    const asked = twin.judges.length > 0 || twin.calm.size > 0;
    this.#trail = asked ? new Trail(twin.standards, CAPACITY) : undefined;
    this.#judges = twin.judges.map((judge) => new JudgeAtWork(judge, rangeOf(twin, judge.predictor)));
    const judges = this.#judges.map(({ judge }) => judge);
    this.#twin = asked ? { ...twin, judges } : new Unasked(twin);
    this.#calm = [...twin.calm].map(([tag, limits]) => [tag, new Calm(limits)] as const);
    this.#retirement = new Retirement(asked ? width : 0);
    this.#undisturbed = new Undisturbed(this.#twin, this.#judges);
    // Where nobody asks it says nothing, and nothing is the same for all.
    this.out = asked ? new Float64Array(width) : silent.out.of(width);
    this.expected = (asked ? new Float64Array(width) : silent.expected.of(width)).fill(Number.NaN);
  }

  /**
   * @param scaled NaN = missing
   * @param begins nothing before this row counts
   * @returns how far out the worst tag is, 1 = the limit; 0 while too little is known of the rows before
   */
  step(scaled: ArrayLike<number>, begins: boolean): number {
    const trail = this.#trail;
    if (trail === undefined) return 0;
    const { margin, standards } = this.#twin;
    trail.push(scaled, 0, begins);
    this.out.fill(0);
    this.expected.fill(Number.NaN);
    if (begins) this.#calmDown();
    if (trail.length <= WARM) return 0;
    for (const judge of this.#judges) {
      const { tag } = judge.predictor;
      if (!judge.speaks) continue;
      const z = judge.step(trail, judge.charts);
      if (judge.tells) {
        const { mean, deviation } = standards[tag]!;
        this.expected[tag] = mean + deviation * judge.told;
      }
      if (judge.judge.judges && !Number.isNaN(z))
        this.out[tag] = Math.max(this.out[tag]!, judge.highest(judge.charts) / margin);
    }
    for (const [tag, calm] of this.#calm) {
      if (!trail.isMeasured(tag)) continue;
      this.out[tag] = Math.max(this.out[tag]!, calm.step(trail.value(tag)) / margin);
    }
    const worst = this.#retirement.worst(this.out);
    this.#undisturbed.step(scaled, trail, this.#retirement, this.expected);
    return worst;
  }

  /** Tags that were withdrawn since the last question. */
  retired(): readonly number[] {
    return this.#retirement.news();
  }

  reset(): void {
    this.#trail?.reset();
    this.#calmDown();
  }

  snapshot(): TwinSnapshot {
    const undisturbed = this.#undisturbed.snapshot();
    return {
      ...(this.#trail && { trail: this.#trail.snapshot() }),
      charts: this.#judges.map(({ charts }) => charts.snapshot()),
      calm: this.#calm.map(([, calm]) => calm.snapshot()),
      retirement: this.#retirement.snapshot(),
      ...(undisturbed && { undisturbed }),
    };
  }

  restore({ trail, charts, calm, retirement, undisturbed }: TwinSnapshot): void {
    if (trail) this.#trail?.restore(trail);
    this.#judges.forEach((judge, k) => {
      judge.charts.restore(charts[k] ?? []);
    });
    this.#calm.forEach(([, one], k) => {
      if (calm[k] !== undefined) one.restore(calm[k]);
    });
    this.#retirement.restore(retirement);
    if (undisturbed) this.#undisturbed.restore(undisturbed);
  }

  /** What it was made from, but for what lies where the kernels work. */
  get twin(): LearnedTwin {
    return this.#twin;
  }

  /** What it was made from. */
  learned(): LearnedTwin {
    const { standards, calm, margin, coverage } = this.#twin;
    return { standards, calm, margin, coverage, judges: this.#judges.map((judge) => judge.learned()) };
  }

  dispose(): void {
    for (const judge of this.#judges) judge.dispose();
  }

  #calmDown(): void {
    for (const judge of this.#judges) judge.charts.reset();
    for (const [, calm] of this.#calm) calm.reset();
    this.#undisturbed.reset();
  }
}
