import type { Random } from '../../../lib/math/random';
import type { Setpoints } from './controller';
import { INLET, within } from './process';
import { LOOPS, type Loop } from './tags';

/**
 * What moves the plant in normal operation: operators who change the setpoints within their band, consumers and the
 * temperature of the inflow. Everything is bounded, so that some minutes show the whole normal range.
 */
export interface SurroundingsState {
  setpoints: Setpoints;
  /** Where each setpoint is ramped to, and the second at which the next change is due. */
  targets: Setpoints;
  due: Setpoints;
  /** Consumption relative to nominal, and degC. */
  demand: number;
  inlet: number;
}

interface Band {
  readonly middle: number;
  readonly half: number;
  /** Ramp, units per second. */
  readonly ramp: number;
}

const BANDS: Readonly<Record<Loop, Band>> = {
  L1: { middle: 0.5, half: 0.01, ramp: 0.0002 },
  L2: { middle: 0.5, half: 0.01, ramp: 0.0002 },
  T2: { middle: 45, half: 0.4, ramp: 0.008 },
};

/** Seconds between two changes of one setpoint: at least this, at most twice this. */
const CHANGE = 30;
/** Consumption and inflow temperature wander around their mean: standard deviation, time constant in s. */
const DEMAND = { mean: 1, spread: 0.008, lag: 30 };
const INFLOW = { mean: INLET, spread: 0.15, lag: 30 };

/** @param second of the plant's clock */
export function startSurroundings(second: number): SurroundingsState {
  const middle = { L1: BANDS.L1.middle, L2: BANDS.L2.middle, T2: BANDS.T2.middle };
  return {
    setpoints: { ...middle },
    targets: { ...middle },
    due: { L1: second, L2: second, T2: second },
    demand: DEMAND.mean,
    inlet: INFLOW.mean,
  };
}

/** Moves on by one second. */
export function wander(state: SurroundingsState, second: number, random: Random): void {
  for (const name of LOOPS) {
    const band = BANDS[name];
    if (second >= state.due[name]) {
      state.targets[name] = band.middle + band.half * (2 * random.next() - 1);
      state.due[name] = second + CHANGE * (1 + random.next());
    }
    state.setpoints[name] += within(state.targets[name] - state.setpoints[name], -band.ramp, band.ramp);
  }
  state.demand = pulled(state.demand, DEMAND, random);
  state.inlet = pulled(state.inlet, INFLOW, random);
}

/** An Ornstein-Uhlenbeck step of one second, kept within 2.5 standard deviations. */
function pulled(value: number, around: typeof DEMAND, random: Random): number {
  const kick = around.spread * Math.sqrt(2 / around.lag) * random.normal();
  const next = value + (around.mean - value) / around.lag + kick;
  return within(next, around.mean - 2.5 * around.spread, around.mean + 2.5 * around.spread);
}
