import { within } from './process';
import { LOOPS, type Loop, type Readings } from './tags';

/** The PLC: three PI loops with a first-order filter on what they measure. */
interface Tuning {
  /** Command per unit of error. */
  readonly gain: number;
  /** Integral time, s. */
  readonly integral: number;
  /** Filter time constant, s. */
  readonly filter: number;
}

const TUNING: Readonly<Record<Loop, Tuning>> = {
  L1: { gain: 4, integral: 240, filter: 4 },
  L2: { gain: 4, integral: 240, filter: 4 },
  T2: { gain: 0.2, integral: 100, filter: 4 },
};

/** Per loop: the filtered measurement, the integral part and the command of the last second (0 to 1). */
export interface LoopState {
  filtered: number;
  integral: number;
  command: number;
}
/** State of all loops. */
export type ControllerState = Record<Loop, LoopState>;
/** In engineering units. */
export type Setpoints = Record<Loop, number>;

/** All loops at rest at half load. */
export function startController(setpoints: Setpoints): ControllerState {
  const loop = (setpoint: number): LoopState => ({ filtered: setpoint, integral: 0.5, command: 0.5 });
  return { L1: loop(setpoints.L1), L2: loop(setpoints.L2), T2: loop(setpoints.T2) };
}

/** One scan cycle of one second. The commands are left in the state. */
export function control(state: ControllerState, measured: Readonly<Readings>, setpoints: Readonly<Setpoints>): void {
  for (const name of LOOPS) {
    const tuning = TUNING[name];
    const loop = state[name];
    loop.filtered += (measured[name] - loop.filtered) / tuning.filter;
    const error = setpoints[name] - loop.filtered;
    const wanted = loop.integral + tuning.gain * error;
    loop.command = within(wanted, 0, 1);
    // Conditional integration: a saturated command does not wind up the integral.
    if (wanted === loop.command) loop.integral += (tuning.gain * error) / tuning.integral;
  }
}
