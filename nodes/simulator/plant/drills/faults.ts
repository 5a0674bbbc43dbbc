import { MEASUREMENTS, NOISE } from '../tags';
import type { DrillModel } from './drill';

/** One instrument breaks. The PLC believes it, so a control loop may follow. Messages arrive as always. */

const SENSORS = MEASUREMENTS.slice(0, 7);
const first = (tag: (typeof SENSORS)[number]) => [tag, ...SENSORS.filter((other) => other !== tag)];

/** Seconds until a creeping sensor is all the way off: a defect is faster than wear. */
const CREEP = 45;

export const FAULTS = {
  bias: {
    kind: 'fault',
    text: 'a sensor reads too high by a constant',
    magnitude: 8,
    seconds: 300,
    tags: first('F12'),
    instruments(readings, { tag = 'F12', magnitude }) {
      readings[tag] += magnitude * NOISE[tag];
    },
  },
  stuck: {
    kind: 'fault',
    text: 'a sensor keeps its last value',
    magnitude: 1,
    seconds: 300,
    tags: first('T2'),
    instruments(readings, { tag = 'T2', memory }) {
      memory['value'] ??= readings[tag];
      readings[tag] = memory['value'];
    },
  },
  'sensor-drift': {
    kind: 'fault',
    text: 'a sensor creeps away from the truth',
    magnitude: 8,
    seconds: 300,
    tags: first('Pdis'),
    instruments(readings, { tag = 'Pdis', magnitude, start }, _random, second) {
      const developed = Math.min(1, (second - start) / CREEP);
      readings[tag] += developed * magnitude * NOISE[tag];
    },
  },
  noise: {
    kind: 'fault',
    text: 'a sensor becomes noisy',
    magnitude: 10,
    seconds: 300,
    tags: first('Fout'),
    instruments(readings, { tag = 'Fout', magnitude }, random) {
      readings[tag] += magnitude * NOISE[tag] * random.normal();
    },
  },
  spikes: {
    kind: 'fault',
    text: 'a sensor shows single outliers',
    magnitude: 15,
    seconds: 300,
    tags: first('L1'),
    instruments(readings, { tag = 'L1', magnitude }, random) {
      const side = random.next() < 0.5 ? -1 : 1;
      if (random.next() < 0.15) readings[tag] += side * magnitude * NOISE[tag];
    },
  },
  dropout: {
    kind: 'fault',
    text: 'a loose contact: the sensor reads zero now and then',
    magnitude: 1,
    seconds: 300,
    tags: first('Fin'),
    instruments(readings, { tag = 'Fin' }, random) {
      if (random.next() < 0.4) readings[tag] = 0;
    },
  },
} satisfies Record<string, DrillModel>;
