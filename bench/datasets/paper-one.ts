import { type Matrix, rowsOf } from '../../lib/data/matrix';
import { createRandom, type Random } from '../../lib/math/random';
import { rowOf } from '../baselines/method';
import { type Recording, steadyTimes } from './recording';

/**
 * The set of paper 1: 10,000 normal and 1,000 anomalous rows of 10 features ("sensor readings, operational metrics,
 * communication logs"). The paper does not publish its generator, so this one is ours: a machine that works in three
 * modes, with load, ambient temperature and wear behind all features, and five kinds of anomalies.
 */
export const FEATURES = [
  'temperature',
  'pressure',
  'flow',
  'speed',
  'power',
  'vibration',
  'valve',
  'latency',
  'rate',
  'queue',
] as const;

const NORMAL = 10_000;
const ANOMALOUS = 1_000;
const PERIOD = 1000;
/** Measurement noise, in the units of the features (each spans about 1). */
const NOISE = 0.02;

/** Center and spread of the load in each mode; a mode is drawn up to this mark. */
const MODES = [
  { load: 0.3, spread: 0.04, upTo: 0.35 },
  { load: 0.5, spread: 0.05, upTo: 0.65 },
  { load: 0.7, spread: 0.04, upTo: 1 },
] as const;

export interface PaperOne {
  readonly normal: Matrix;
  readonly anomalous: Matrix;
}

export function generatePaperOne(seed: number): PaperOne {
  const random = createRandom(seed);
  const normal = Array.from({ length: NORMAL }, () => normalRow(random));
  const anomalous = Array.from({ length: ANOMALOUS }, (_, i) => {
    const row = normalRow(random);
    KINDS[i % KINDS.length]!(row, normal[random.below(NORMAL)]!, random);
    return row;
  });
  return { normal: matrixOf(normal), anomalous: matrixOf(anomalous) };
}

/**
 * A share of the normal rows trains; the others and as large a share of the anomalous rows are scored, shuffled: rows
 * here have no order in time, and a method that looks back must not profit from anomalies that stand together.
 */
export function splitPaperOne({ normal, anomalous }: PaperOne, trainShare: number, seed: number): Recording {
  const rows = Math.round(normal.rows * trainShare);
  const rest = normal.rows - rows;
  const wrong = Math.round(anomalous.rows * (1 - trainShare));
  const order = shuffled(rest + wrong, createRandom(seed));
  const test = order.map((i) => (i < rest ? rowOf(normal, rows + i) : rowOf(anomalous, i - rest)));
  return {
    name: `paper-1/${Math.round(trainShare * 100)}:${Math.round(100 - trainShare * 100)}`,
    train: rowsOf(normal, 0, rows),
    test: matrixOf(test),
    trainTimes: steadyTimes(rows, PERIOD),
    testTimes: steadyTimes(rest + wrong, PERIOD, rows),
    labels: Uint8Array.from(order, (i) => (i < rest ? 0 : 1)),
  };
}

/** Fisher-Yates. */
function shuffled(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function normalRow(random: Random): Float64Array {
  const mode = pickMode(random.next());
  const load = mode.load + mode.spread * random.normal();
  const ambient = random.next();
  const wear = random.next() ** 2;
  const speed = load;
  const flow = 0.9 * load + 0.1 * Math.sqrt(Math.max(load, 0));
  const valve = 1 - 0.8 * flow + 0.1 * wear;
  const row = Float64Array.from([
    0.3 * ambient + 0.6 * load + 0.1 * wear,
    flow ** 2 * 0.8 + 0.2 * valve,
    flow,
    speed,
    0.2 * load + 0.8 * load ** 3 + 0.1 * wear,
    0.5 * wear + 0.4 * Math.abs(Math.sin(3 * load)),
    valve,
    0.2 + 0.5 * load ** 2,
    0.8 - 0.4 * load,
    0.1 + 0.6 * load ** 2 * (0.6 + 0.4 * ambient),
  ]);
  for (let i = 0; i < row.length; i++) row[i]! += NOISE * random.normal();
  return row;
}

function pickMode(mark: number): (typeof MODES)[number] {
  return MODES.find(({ upTo }) => mark < upTo) ?? MODES[2];
}

type Anomaly = (row: Float64Array, other: Float64Array, random: Random) => void;

const sign = (random: Random): number => (random.next() < 0.5 ? -1 : 1);
const between = (low: number, high: number, random: Random): number => low + (high - low) * random.next();

const KINDS: readonly Anomaly[] = [
  // Data tampering: several sensors are shifted.
  (row, _, random) => {
    for (let n = 0; n < 5; n++) row[random.below(row.length)]! += sign(random) * between(0.15, 0.5, random);
  },
  // Sensor spoofing: three sensors report what they reported at another time, and an offset.
  (row, other, random) => {
    for (let n = 0; n < 3; n++) {
      const i = random.below(7);
      row[i] = other[i]! + sign(random) * between(0.15, 0.4, random);
    }
  },
  // Command manipulation: the machine runs between its modes, and valve and pressure do not follow.
  (row, _, random) => {
    row[3] = between(0.4, 0.6, random) + sign(random) * 0.25;
    row[6]! += sign(random) * between(0.25, 0.6, random);
    row[1]! += sign(random) * between(0.1, 0.3, random);
  },
  // Denial of service: late messages, a full queue, a low rate.
  (row, _, random) => {
    const force = between(0.15, 0.6, random);
    row[7]! += force;
    row[8]! -= 0.7 * force;
    row[9]! += 0.8 * force;
  },
  // A fault that wears: vibration, temperature and power rise together.
  (row, _, random) => {
    const force = between(0.25, 0.8, random);
    row[5]! += force;
    row[0]! += 0.6 * force;
    row[4]! += 0.5 * force;
  },
];

function matrixOf(rows: readonly Float64Array[]): Matrix {
  const matrix = {
    columns: FEATURES,
    rows: rows.length,
    width: FEATURES.length,
    data: new Float64Array(rows.length * FEATURES.length),
  };
  rows.forEach((row, i) => {
    rowOf(matrix, i).set(row);
  });
  return matrix;
}
