import { Workbench } from '../../engine/wasm/live-numbers';
import { Charts } from './charts';
import { fill, sizeOf } from './columns';
import type { Judge } from './fit';
import { Leverage } from './leverage';
import { dot, limited, type Predictor, transient } from './predictor';
import type { Range } from './range';
import { columnAt, SLOW_MEAN, type Trail } from './trail';

/** A judge at work: what its tag should read, and how far off it is. */
export class JudgeAtWork {
  readonly judge: Judge;
  readonly predictor: Predictor;
  /** Of the rows as they came. */
  readonly charts: Charts;
  /** What the tag was told to be in the last row, in its deviations; NaN where too little is known of such a row. */
  told = Number.NaN;
  /** Where its columns are worked on, and how many they are. */
  readonly #workbench: Workbench;
  readonly #size: number;
  readonly #range: Range | undefined;
  /** Where it counts. */
  readonly #leverage: Leverage | undefined;

  /** @param range where it is given, nothing is said of a row with an input beyond */
  constructor(judge: Judge, range?: Range) {
    const { root, ...predictor } = judge.predictor;
    const size = sizeOf(predictor.columns);
    const asked = judge.judges || (judge.sample !== undefined && predictor.reach !== undefined);
    this.#leverage = asked && root !== undefined ? new Leverage(root, size) : undefined;
    this.judge = this.#leverage === undefined ? judge : { ...judge, predictor };
    this.predictor = this.judge.predictor;
    this.charts = new Charts(judge.change);
    this.#workbench = Workbench.of(size);
    this.#size = size;
    this.#range = range;
  }

  /** Whether what it says is what the tag should read. */
  get tells(): boolean {
    return this.judge.sample !== undefined;
  }

  get speaks(): boolean {
    return this.judge.judges || this.tells;
  }

  /**
   * Judges the newest row of a trail.
   * @param charts of the rows of that trail
   * @returns the residual in its deviations; NaN where the tag was not measured, or too little is known of such a row
   */
  step(trail: Trail, charts: Charts): number {
    const { columns, weights, spread, movers, center, deviation, tag, reach } = this.predictor;
    const row = this.#workbench.x.fill(0, this.#size);
    fill(columns, trail, trail.at, row);
    const told = dot(weights, row);
    const leverage = this.#leverage === undefined ? 0 : this.#leverage.ofX();
    const isKnown = (reach === undefined || leverage <= reach) && this.#isInRange(trail);
    this.told = isKnown ? told : Number.NaN;
    if (!isKnown || !this.judge.judges || !trail.isMeasured(tag)) return Number.NaN;
    const transients = spread.transient > 0 ? transient(trail, trail.at, movers) : 0;
    const variance = 1 + spread.transient * transients + spread.leverage * leverage;
    const off = trail.value(tag) - told;
    const z = limited((off / Math.sqrt(variance) - center) / deviation);
    charts.step(z);
    return z;
  }

  /** Whether all inputs are, and have lately been, where they were while it was learned. */
  #isInRange({ data, at, stride, width }: Trail): boolean {
    const range = this.#range;
    if (range === undefined) return true;
    const { inputs } = this.predictor;
    const row = at * stride;
    for (let k = 0; k < inputs.length; k++) {
      const [low, high] = [range.low[k]!, range.high[k]!];
      const [value, lately] = [data[row + inputs[k]!]!, data[row + columnAt(width, SLOW_MEAN, inputs[k]!)]!];
      if (value < low || value > high || lately < low || lately > high) return false;
    }
    return true;
  }

  /** The highest chart in its limit. */
  highest(charts: Charts): number {
    return Math.min(charts.highest(this.judge.limits), this.judge.most ?? Number.POSITIVE_INFINITY);
  }

  learned(): Judge {
    const root = this.#leverage?.root();
    return root === undefined ? this.judge : { ...this.judge, predictor: { ...this.predictor, root } };
  }

  dispose(): void {
    this.#leverage?.dispose();
  }
}
