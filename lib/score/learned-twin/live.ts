import { Workbench } from '../../engine/wasm/live-numbers';
import { Calm } from './calm';
import { Charts } from './charts';
import { fill, sizeOf } from './columns';
import type { Judge, LearnedTwin } from './fit';
import { Leverage } from './leverage';
import { dot, limited, type Predictor, transient } from './predictor';
import { Retirement, type RetirementSnapshot } from './retirement';
import { MEMORY, Trail, type TrailSnapshot, WARM } from './trail';

/** What a twin at work remembers, as plain JSON. */
export interface TwinSnapshot {
  /** Absent where nobody asks for it. */
  readonly trail?: TrailSnapshot;
  readonly charts: readonly (readonly (number | null)[])[];
  readonly calm: readonly (readonly [number, number | null])[];
  readonly retirement: RetirementSnapshot;
}

/** Rows that the trail holds before the oldest are dropped: as many again as any column looks back, so that a row costs no more than two copies. */
const CAPACITY = 2 * MEMORY + 1;

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

  constructor(twin: LearnedTwin) {
    const width = twin.standards.length;
    const asked = twin.judges.length > 0 || twin.calm.size > 0;
    this.#trail = asked ? new Trail(twin.standards, CAPACITY) : undefined;
    this.#judges = twin.judges.map((judge) => new JudgeAtWork(judge));
    this.#twin = { ...twin, judges: this.#judges.map(({ judge }) => judge) };
    this.#calm = [...twin.calm].map(([tag, limits]) => [tag, new Calm(limits)] as const);
    this.#retirement = new Retirement(width);
    this.out = new Float64Array(width);
    this.expected = new Float64Array(width).fill(Number.NaN);
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
      const z = judge.step(trail);
      if (judge.tells) {
        const { mean, deviation } = standards[tag]!;
        this.expected[tag] = mean + deviation * judge.told;
      }
      if (judge.judge.judges && !Number.isNaN(z)) this.out[tag] = Math.max(this.out[tag]!, judge.highest() / margin);
    }
    for (const [tag, calm] of this.#calm) {
      if (!trail.isMeasured(tag)) continue;
      this.out[tag] = Math.max(this.out[tag]!, calm.step(trail.value(tag)) / margin);
    }
    return this.#retirement.worst(this.out);
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
    return {
      ...(this.#trail && { trail: this.#trail.snapshot() }),
      charts: this.#judges.map(({ charts }) => charts.snapshot()),
      calm: this.#calm.map(([, calm]) => calm.snapshot()),
      retirement: this.#retirement.snapshot(),
    };
  }

  restore({ trail, charts, calm, retirement }: TwinSnapshot): void {
    if (trail) this.#trail?.restore(trail);
    this.#judges.forEach((judge, k) => {
      judge.charts.restore(charts[k] ?? []);
    });
    this.#calm.forEach(([, one], k) => {
      if (calm[k] !== undefined) one.restore(calm[k]);
    });
    this.#retirement.restore(retirement);
  }

  /** What it was made from, but for what lies where the kernels work. */
  get twin(): LearnedTwin {
    return this.#twin;
  }

  /** What it was made from. */
  learned(): LearnedTwin {
    return { ...this.#twin, judges: this.#judges.map((judge) => judge.learned()) };
  }

  dispose(): void {
    for (const judge of this.#judges) judge.dispose();
  }

  #calmDown(): void {
    for (const judge of this.#judges) judge.charts.reset();
    for (const [, calm] of this.#calm) calm.reset();
  }
}

class JudgeAtWork {
  readonly judge: Judge;
  readonly predictor: Predictor;
  readonly charts: Charts;
  /** What the tag was told to be in the last row, in its deviations. */
  told = Number.NaN;
  /** Where its columns are worked on, and how many they are. */
  readonly #workbench: Workbench;
  readonly #size: number;
  /** Where it counts. */
  readonly #leverage: Leverage | undefined;

  constructor(judge: Judge) {
    const { root, ...predictor } = judge.predictor;
    const size = sizeOf(predictor.columns);
    this.#leverage = judge.judges && root !== undefined ? new Leverage(root, size) : undefined;
    this.judge = this.#leverage === undefined ? judge : { ...judge, predictor };
    this.predictor = this.judge.predictor;
    this.charts = new Charts(judge.change);
    this.#workbench = Workbench.of(size);
    this.#size = size;
  }

  /** Whether what it says is what the tag should read. */
  get tells(): boolean {
    return this.judge.sample !== undefined;
  }

  get speaks(): boolean {
    return this.judge.judges || this.tells;
  }

  /** @returns the residual in its deviations; NaN where the tag was not measured, or too little is known of such a row */
  step(trail: Trail): number {
    const { columns, weights, spread, movers, center, deviation, tag, reach } = this.predictor;
    const row = this.#workbench.x.fill(0, this.#size);
    fill(columns, trail, trail.at, row);
    const told = dot(weights, row);
    this.told = told;
    if (!this.judge.judges || !trail.isMeasured(tag)) return Number.NaN;
    let variance = 1 + spread.transient * (spread.transient > 0 ? transient(trail, trail.at, movers) : 0);
    if (this.#leverage !== undefined) {
      const leverage = this.#leverage.ofX();
      if (reach !== undefined && leverage > reach) return Number.NaN;
      variance += spread.leverage * leverage;
    }
    const off = trail.value(tag) - told;
    const z = limited((off / Math.sqrt(variance) - center) / deviation);
    this.charts.step(z);
    return z;
  }

  highest(): number {
    return Math.min(this.charts.highest(this.judge.limits), this.judge.most ?? Number.POSITIVE_INFINITY);
  }

  learned(): Judge {
    const root = this.#leverage?.root();
    return root === undefined ? this.judge : { ...this.judge, predictor: { ...this.predictor, root } };
  }

  dispose(): void {
    this.#leverage?.dispose();
  }
}
