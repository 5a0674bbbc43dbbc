import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import type { TagRole } from '../../../lib/record/words';

/** What a test does to a plant: changes the measured values of one row. `t` counts rows since the disturbance began. */
export type Disturbance = (row: Record<string, number>, t: number) => void;

const SENSORS = ['level', 'flow', 'temp', 'pressure'];
const ROLES: Record<string, TagRole> = {
  valve: 'actuator',
  valve_cmd: 'command',
  level_sp: 'setpoint',
  level_twin: 'twin',
  flow_twin: 'twin',
  temp_twin: 'twin',
  pressure_twin: 'twin',
  valve_twin: 'twin',
};
const FEATURES = [
  ...SENSORS,
  'valve',
  'valve_cmd',
  'level_sp',
  ...[...SENSORS, 'valve'].map((tag) => `${tag}~twin`),
  '~interval',
];

/** A seeded plant of four sensors and a valve with a twin that follows it, a record a second. */
export class Plant {
  readonly #random;
  #time = 0;

  constructor(seed = 1) {
    this.#random = createRandom(seed);
  }

  /** One record; `anomaly` as a threshold would have set it. */
  record(anomaly = false, disturb?: Disturbance, t = 0): TwinRecord {
    this.#time += 1000;
    const noise = (size: number): number => size * this.#random.normal();
    const truth = { level: 2, flow: 5, temp: 40, pressure: 1.2, valve: 0.5 };
    const row: Record<string, number> = { valve_cmd: 0.5 + noise(0.002), level_sp: 2, '~interval': 1000 + noise(5) };
    for (const [tag, value] of Object.entries(truth)) {
      row[`${tag}_twin`] = value;
      row[tag] = value * (1 + noise(0.01));
    }
    disturb?.(row, t);
    return toRecord(row, this.#time, anomaly);
  }

  records(count: number, anomaly = false, disturb?: Disturbance): TwinRecord[] {
    return Array.from({ length: count }, (_, t) => this.record(anomaly, disturb, t));
  }
}

function toRecord(row: Record<string, number>, time: number, anomaly: boolean): TwinRecord {
  const derived: Record<string, number> = {};
  for (const tag of [...SENSORS, 'valve']) {
    if (row[tag] !== undefined) derived[`${tag}~twin`] = row[tag] - row[`${tag}_twin`]!;
  }
  derived['~interval'] = row['~interval']!;
  const { '~interval': interval, ...values } = row;
  return {
    asset: 'plant',
    time,
    values,
    derived,
    roles: ROLES,
    features: FEATURES,
    comms: { interval: interval! },
    anomaly,
    verdict: anomaly ? 'anomaly' : 'normal',
  };
}
