import { Workbench } from '../../engine/wasm/live-numbers';
import { Charts } from './charts';
import { fill, sizeOf } from './columns';
import type { Judge } from './fit';
import { Leverage } from './leverage';
import { dot, limited, type Predictor, transient } from './predictor';
import type { Trail } from './trail';

/** A judge at work: what its tag should read, and how far off it is. */
export class JudgeAtWork {
  readonly judge: Judge;
  readonly predictor: Predictor;
  /** Of the rows as they came. */
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
    charts.step(z);
    return z;
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
