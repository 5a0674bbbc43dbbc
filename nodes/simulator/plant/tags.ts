/** The plant's tags: names, units and roles as a SCADA system would list them. */

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

/** Roles and units, in the form that the ingest node takes as its tag table. */
export const TAG_TABLE: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {
  L1: { role: 'sensor', unit: 'm' },
  L2: { role: 'sensor', unit: 'm' },
  Fin: { role: 'sensor', unit: 'L/min' },
  F12: { role: 'sensor', unit: 'L/min' },
  Fout: { role: 'sensor', unit: 'L/min' },
  T2: { role: 'sensor', unit: 'degC' },
  Pdis: { role: 'sensor', unit: 'bar' },
  rpm: { role: 'actuator', unit: '1/min' },
  vpos: { role: 'actuator', unit: '1' },
  pwr: { role: 'actuator', unit: 'kW' },
  twin_L1: { role: 'twin', of: 'L1', unit: 'm' },
  twin_L2: { role: 'twin', of: 'L2', unit: 'm' },
  twin_Fin: { role: 'twin', of: 'Fin', unit: 'L/min' },
  twin_F12: { role: 'twin', of: 'F12', unit: 'L/min' },
  twin_Fout: { role: 'twin', of: 'Fout', unit: 'L/min' },
  twin_T2: { role: 'twin', of: 'T2', unit: 'degC' },
  twin_Pdis: { role: 'twin', of: 'Pdis', unit: 'bar' },
  twin_rpm: { role: 'twin', of: 'rpm', unit: '1/min' },
  twin_vpos: { role: 'twin', of: 'vpos', unit: '1' },
  twin_pwr: { role: 'twin', of: 'pwr', unit: 'kW' },
  cmd_pump: { role: 'command', of: 'rpm' },
  cmd_valve: { role: 'command', of: 'vpos' },
  cmd_heater: { role: 'command', of: 'pwr' },
  sp_L1: { role: 'setpoint', of: 'L1', unit: 'm' },
  sp_L2: { role: 'setpoint', of: 'L2', unit: 'm' },
  sp_T2: { role: 'setpoint', of: 'T2', unit: 'degC' },
  msg_ms: { role: 'interval', unit: 'ms' },
};
