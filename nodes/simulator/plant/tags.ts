/** The plant's tags as a SCADA system would list them; the example flows hold them as tag tables, with roles and units. */

/** What the plant measures: seven sensors and the position feedback of three actuators. */
export const MEASUREMENTS = ['L1', 'L2', 'Fin', 'F12', 'Fout', 'T2', 'Pdis', 'rpm', 'vpos', 'pwr'] as const;
export type Measurement = (typeof MEASUREMENTS)[number];
export type Readings = Record<Measurement, number>;

/** The three control loops, named by what they hold. */
export const LOOPS = ['L1', 'L2', 'T2'] as const;
export type Loop = (typeof LOOPS)[number];

/** The actuators, named by their feedback tags. */
const ACTUATORS = ['rpm', 'vpos', 'pwr'] as const;
export type Actuator = (typeof ACTUATORS)[number];

/** Feedback of an actuator at full command: 1/min, share of full opening, kW. */
export const FULL_SCALE: Readonly<Record<Actuator, number>> = { rpm: 1500, vpos: 1, pwr: 30 };

/** Standard deviation of each measurement's noise; a drill's magnitude counts in these. */
export const NOISE: Readonly<Readings> = {
  L1: 0.005,
  L2: 0.005,
  Fin: 0.08,
  F12: 0.08,
  Fout: 0.08,
  T2: 0.08,
  Pdis: 0.015,
  rpm: 4,
  vpos: 0.004,
  pwr: 0.1,
};

/** How finely each instrument resolves: steps per unit. */
export const STEPS_PER_UNIT: Readonly<Readings> = {
  L1: 5000,
  L2: 5000,
  Fin: 200,
  F12: 200,
  Fout: 200,
  T2: 100,
  Pdis: 1000,
  rpm: 2,
  vpos: 2000,
  pwr: 100,
};
