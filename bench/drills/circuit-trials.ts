import type { DecisionKind } from '../../lib/record/words';
import {
  type Circuit,
  MEASUREMENTS,
  type Measurement,
  NOISE,
  type Parameters,
  type Readings,
  type Trouble,
} from './circuit';
import type { Trial } from './trials';

/** Records that each trial lasts for. */
const RECORDS = 240;
/** Records that a delayed or replayed tag is behind. */
const BEHIND = 12;
const REPLAYED = 100;

/** Made anew for each trial, as some remember what was. */
type Make = () => Trouble;

/** Something off by so many times its noise. */
const off = (tag: Measurement, times: number, developed: (t: number) => number = () => 1): Make => {
  return () => ({
    instruments(measured, t) {
      measured[tag] += times * NOISE[tag] * developed(t);
    },
  });
};

const ramp = (records: number) => (t: number) => Math.min(1, t / records);

const on = (tag: Measurement, change: (value: number, t: number, chance: () => number) => number): Make => {
  return () => ({
    instruments(measured, t, chance) {
      measured[tag] = change(measured[tag], t, chance);
    },
  });
};

/** The mean of twelve uniform numbers is nearly normal. */
const normal = (chance: () => number): number => {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += chance();
  return sum;
};

const held = (tag: Measurement): Make => {
  return () => {
    let first: number | undefined;
    return on(tag, (value) => {
      first ??= value;
      return first;
    })();
  };
};

/** A tag shows what it was some records ago. */
const shifted = (tag: Measurement): Make => {
  return () => {
    const past: number[] = [];
    return on(tag, (value) => {
      past.push(value);
      return past.length > BEHIND ? past.shift()! : past[0]!;
    })();
  };
};

const swapped = (a: Measurement, b: Measurement): Make => {
  return () => ({
    instruments(measured) {
      [measured[a], measured[b]] = [measured[b], measured[a]];
    },
  });
};

const missing = (tag: Measurement, share: number): Make => {
  return () => ({
    network(row, _, chance) {
      if (chance() < share) row[tag] = Number.NaN;
      return 0;
    },
  });
};

/** Who stands between passes messages on unevenly. */
const between = (chance: () => number): number => 80 * Math.abs(normal(chance));

const replay: Make = () => {
  const shown: Readings[] = [];
  return {
    actuators(position) {
      position.n += 6;
    },
    network(row, t, chance) {
      const now = Object.fromEntries(MEASUREMENTS.map((tag) => [tag, row[tag]!])) as Readings;
      shown.push(now);
      Object.assign(row, shown[t % REPLAYED]);
      return between(chance);
    },
  };
};

const forged = (tag: Measurement, times: number): Make => {
  return () => ({
    network(row, _, chance) {
      row[tag]! += times * NOISE[tag];
      row[`twin_${tag}`]! += times * NOISE[tag];
      return between(chance);
    },
  });
};

const spoof = (tag: Measurement, times: number): Make => {
  return () => {
    let first: number | undefined;
    return {
      network(row, _, chance) {
        first ??= row[tag]! + times * NOISE[tag];
        row[tag] = first;
        return between(chance);
      },
    };
  };
};

const heldBack: Make = () => {
  let first: Record<string, number> | undefined;
  return {
    network(row, _, chance) {
      first ??= { ...row };
      for (const tag of MEASUREMENTS) row[tag] = first[tag]!;
      return 2000 * chance();
    },
  };
};

const frozenTwin: Make = () => {
  let first: Record<string, number> | undefined;
  return {
    network(row) {
      first ??= { ...row };
      for (const tag of MEASUREMENTS) row[`twin_${tag}`] = first[`twin_${tag}`]!;
      return 0;
    },
  };
};

const counterReset: Make = () => {
  let from: number | undefined;
  return {
    network(row) {
      from ??= row['energy']!;
      row['energy']! -= from;
      return 0;
    },
  };
};

/** What the plant itself does, in full after so many records. */
const SLOW = 80;

const driven = (tag: 'n' | 'fan', by: number): Make => {
  return () => ({
    actuators(position) {
      position[tag] += by;
    },
  });
};

const setAside: Make = () => ({
  setpoints(inForce) {
    inForce.p += 0.4;
  },
});

const changed = (what: keyof Parameters, change: (value: number, developed: number) => number): Make => {
  return () => ({
    physics(parameters, t) {
      parameters[what] = change(parameters[what], ramp(SLOW)(t));
    },
  });
};

const demand: Make = () => ({
  surroundings(load, t) {
    load.opening += 0.3 * ramp(SLOW)(t);
  },
});

const agedTwin: Make = () => ({
  network(row, t) {
    row['twin_Q']! *= 1 + 0.12 * ramp(SLOW)(t);
    row['twin_Qr']! *= 1 + 0.12 * ramp(SLOW)(t);
    row['twin_power']! *= 1 + 0.1 * ramp(SLOW)(t);
    return 0;
  },
});

type Kinds = Readonly<Record<string, readonly [kind: DecisionKind, subKinds: readonly string[], make: Make]>>;
const FAULT = 'sensor-fault';
const ATTACK = 'cyber-attack';
const DRIFT = 'data-drift';
const TAMPERED = ['data changed on the way', 'tampered measurements'];
const PROCESS = ['process drift', 'changed conditions', 'new operating point'];

const TROUBLES: Kinds = {
  'stuck-Tr': [FAULT, ['stuck sensor'], held('Tr')],
  'stuck-Q': [FAULT, ['stuck sensor'], held('Q')],
  'bias-Qr': [FAULT, ['offset sensor'], off('Qr', 8)],
  'bias-basin': [FAULT, ['offset sensor'], off('basin', -9)],
  'drift-Ts': [FAULT, ['drifting sensor'], off('Ts', 12, ramp(60))],
  'drift-power': [FAULT, ['drifting sensor'], off('power', -12, ramp(60))],
  'noise-p': [FAULT, ['noisy sensor'], on('p', (value, _, chance) => value + 6 * NOISE.p * normal(chance))],
  'spikes-Tr': [
    FAULT,
    ['spiking sensor'],
    on('Tr', (value, _, chance) => value + (chance() < 0.08 ? 30 * NOISE.Tr : 0)),
  ],
  'dropout-Q': [FAULT, ['sensor dropout'], missing('Q', 0.5)],
  'contact-power': [FAULT, ['loose contact'], on('power', (value, _, chance) => (chance() < 0.3 ? 0 : value))],
  'scaled-Qr': [FAULT, ['offset sensor', 'scaled sensor', 'changed unit'], on('Qr', (value) => 1.12 * value)],
  'unit-Ts': [FAULT, ['changed unit'], on('Ts', (value) => 1.8 * value + 32)],
  'swapped-Ts-Tr': [FAULT, ['swapped sensors'], swapped('Ts', 'Tr')],
  'shifted-Tr': [FAULT, ['delayed sensor'], shifted('Tr')],
  'counter-reset': [FAULT, ['counter reset'], counterReset],
  'frozen-twin': [FAULT, ['frozen twin'], frozenTwin],
  replay: [ATTACK, ['replay', 'data changed on the way', 'tampered measurements'], replay],
  'spoof-Ts': [ATTACK, TAMPERED, spoof('Ts', 10)],
  'forged-Q': [ATTACK, TAMPERED, forged('Q', 10)],
  'held-back': [ATTACK, ['data held back', 'timing attack', 'data changed on the way'], heldBack],
  'command-n': [ATTACK, ['manipulated actuator'], driven('n', 5)],
  'command-fan': [ATTACK, ['manipulated actuator'], driven('fan', -12)],
  'setpoint-p': [ATTACK, ['manipulated setpoint'], setAside],
  'pump-wear': [DRIFT, PROCESS, changed('head', (value, developed) => value * (1 - 0.08 * developed))],
  blocked: [DRIFT, PROCESS, changed('pipe', (value, developed) => value * (1 + 0.25 * developed))],
  leak: [DRIFT, PROCESS, changed('leak', (value, developed) => value + 5 * developed)],
  'tower-fouling': [DRIFT, PROCESS, changed('tower', (value, developed) => value * (1 - 0.2 * developed))],
  demand: [DRIFT, PROCESS, demand],
  'twin-ageing': [DRIFT, PROCESS, agedTwin],
};

/** What goes wrong in real plants, on one that no rule was made on. */
export const CIRCUIT_TRIALS: readonly Trial<Circuit>[] = Object.entries(TROUBLES).map(
  ([name, [kind, subKinds, make]]) => ({
    name,
    kind,
    subKinds,
    seconds: RECORDS,
    begin(plant) {
      plant.suffer(make(), RECORDS);
      return undefined;
    },
  }),
);
