import { FULL_SCALE, type Readings } from './tags';

/**
 * Two tanks in series: a pump fills tank 1, a valve lets it run into tank 2, where a heater warms it; from there it runs
 * out to the consumers. Mass and heat balances of ideally mixed tanks. The plant and its twin run on the same equations
 * with different parameters.
 */
export interface Parameters {
  /** L of liquid per m of level. */
  area1: number;
  area2: number;
  /** L/min at full speed against no head. */
  pump: number;
  /** L/min that the pump loses per m of level in tank 1. */
  head: number;
  /** L/min through the open valve at 1 m. */
  valve: number;
  /** L/min to the consumers at 1 m in tank 2. */
  outlet: number;
  /** bar at full speed without flow. */
  pressure: number;
  /** bar lost per (L/min)^2. */
  friction: number;
  /** Share of the heater's power that reaches the liquid. */
  heater: number;
  /** kW lost per K above the surroundings. */
  loss: number;
  /** Time constants of the actuators, s. */
  pumpLag: number;
  valveLag: number;
  heaterLag: number;
}

/** The plant's own; the twin's are off by its mismatch. */
export const PARAMETERS: Readonly<Parameters> = {
  area1: 50,
  area2: 50,
  pump: 17,
  head: 1,
  valve: 22.6,
  outlet: 11.3,
  pressure: 6,
  friction: 0.005,
  heater: 0.98,
  loss: 0.03,
  pumpLag: 3,
  valveLag: 4,
  heaterLag: 6,
};

/** Which way the twin's parameters err; mixed signs, as a model that was fitted once does. */
const ERRORS: Readonly<Parameters> = {
  area1: 0.5,
  area2: -0.5,
  pump: -1,
  head: 1,
  valve: 1,
  outlet: -0.6,
  pressure: -0.8,
  friction: 1,
  heater: 0.7,
  loss: -1,
  pumpLag: 1,
  valveLag: -1,
  heaterLag: 1,
};

/** The parameters of a twin that errs by up to `share` (0.03 = 3 %). */
export function mismatched(parameters: Readonly<Parameters>, share: number): Parameters {
  const twin = { ...parameters };
  for (const name of Object.keys(ERRORS) as (keyof Parameters)[]) twin[name] *= 1 + share * ERRORS[name];
  return twin;
}

/** Levels in m, temperatures in degC, actuator positions as a share of full scale. */
export interface ProcessState {
  L1: number;
  L2: number;
  T1: number;
  T2: number;
  pump: number;
  valve: number;
  heater: number;
}

/** What acts on the process from outside during one second; targets as a share of full scale. */
export interface Inputs {
  pump: number;
  valve: number;
  heater: number;
  /** Consumption relative to nominal. */
  demand: number;
  /** Temperature of the inflow, degC. */
  inlet: number;
}

/** Mean temperature of the inflow, degC. */
export const INLET = 20;
const SURROUNDINGS = 20;
/** kJ/(L K), water. */
const HEAT_CAPACITY = 4.18;
const MIN_LEVEL = 0.02;
const MAX_LEVEL = 1.2;

/** The state in which nothing moves at half load. */
export function steadyState(): ProcessState {
  return { L1: 0.5, L2: 0.5, T1: INLET, T2: 45, pump: 0.5, valve: 0.5, heater: 0.5 };
}

/** Flows in L/min. */
export interface Flows {
  Fin: number;
  F12: number;
  Fout: number;
}

/** @param demand relative to nominal */
export function flows(state: ProcessState, p: Readonly<Parameters>, demand: number): Flows {
  return {
    Fin: Math.max(0, p.pump * state.pump - p.head * state.L1),
    F12: p.valve * state.valve * Math.sqrt(state.L1),
    Fout: p.outlet * demand * Math.sqrt(state.L2),
  };
}

/** Moves the state on by one second (Euler; the fastest time constant is 3 s). */
export function advance(state: ProcessState, inputs: Readonly<Inputs>, p: Readonly<Parameters>): void {
  const flow = flows(state, p, inputs.demand);
  const volume1 = p.area1 * state.L1;
  const volume2 = p.area2 * state.L2;
  const heat = p.heater * FULL_SCALE.pwr * state.heater - p.loss * (state.T2 - SURROUNDINGS);
  state.T1 += ((flow.Fin / 60) * (inputs.inlet - state.T1)) / volume1;
  state.T2 += ((flow.F12 / 60) * (state.T1 - state.T2) + heat / HEAT_CAPACITY) / volume2;
  state.L1 = within(state.L1 + (flow.Fin - flow.F12) / 60 / p.area1, MIN_LEVEL, MAX_LEVEL);
  state.L2 = within(state.L2 + (flow.F12 - flow.Fout) / 60 / p.area2, MIN_LEVEL, MAX_LEVEL);
  state.pump += (within(inputs.pump, 0, 1) - state.pump) / p.pumpLag;
  state.valve += (within(inputs.valve, 0, 1) - state.valve) / p.valveLag;
  state.heater += (within(inputs.heater, 0, 1) - state.heater) / p.heaterLag;
}

/** What perfect instruments would show. */
export function readings(state: ProcessState, p: Readonly<Parameters>, demand: number): Readings {
  const flow = flows(state, p, demand);
  return {
    L1: state.L1,
    L2: state.L2,
    Fin: flow.Fin,
    F12: flow.F12,
    Fout: flow.Fout,
    T2: state.T2,
    Pdis: 0.098 * state.L1 + p.pressure * state.pump ** 2 - p.friction * flow.Fin ** 2,
    rpm: FULL_SCALE.rpm * state.pump,
    vpos: FULL_SCALE.vpos * state.valve,
    pwr: FULL_SCALE.pwr * state.heater,
  };
}

/** The value, limited to low..high. */
export function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
