import { type Matrix, rowsOf } from '../../lib/data/matrix';
import type { DecisionKind } from '../../lib/record/words';
import type { Method } from '../baselines/method';
import { minMaxer, type Scaler, standardizer } from '../baselines/standardize';
import { pickColumns } from '../datasets/columns';
import type { Recording } from '../datasets/recording';
import { alarmRows, limitScores } from './limit';

/** What a subject says about each test row. */
export interface Judged {
  /** Higher = more anomalous; finite. */
  readonly scores: Float64Array;
  /** 1 where the score is beyond a limit that was found without labels. */
  readonly predictions: Uint8Array;
  /** That limit; NaN where there is none. */
  readonly limits: Float64Array;
  /** 1 where an alarm stands: anomalous rows confirmed and held together as the decision layer does. */
  readonly alarms: Uint8Array;
  /** What the decision layer said an open alarm was; absent for those without one. */
  readonly kinds?: (DecisionKind | undefined)[];
  /** What it took; absent where nobody asks. */
  readonly cost?: Cost;
}

/** What a method takes, under the names of the figures. */
export interface Cost {
  /** Processor time of the training, s. */
  readonly train_s: number;
  /** Processor time to score a row, microseconds. */
  readonly row_us: number;
  /** Numbers that its network has learned; absent for what has none. */
  readonly weights?: number;
}

/** Who is compared: one of our detectors in its chain of layers, or a baseline. */
export interface Subject {
  readonly name: string;
  judge(recording: Recording, seed: number): Promise<Judged>;
}

/** The last part of the training rows, which tells how a baseline scores normal rows that it was not fitted on. */
const HELD_OUT = 0.2;

/** How a baseline's rows are brought to one size. */
const PREPARE = { standardize: standardizer, minmax: minMaxer, raw: (): Scaler => (rows) => rows } as const;

/** A baseline on the measurements; fitted on all training rows, its limit found on the last fifth by a fit on the others. */
export function baseline(method: Method, prepare: keyof typeof PREPARE = 'standardize'): Subject {
  return {
    name: method.name,
    judge: async ({ train, test, testTimes, measurements }, seed) => {
      const [known, asked] = measurements
        ? [pickColumns(train, measurements), pickColumns(test, measurements)]
        : [train, test];
      const learnt = (rows: Matrix): ((others: Matrix) => Float64Array) => {
        const scale = PREPARE[prepare](rows);
        const score = method.fit(scale(rows), seed);
        return (others) => score(scale(others));
      };
      const cut = Math.round(known.rows * (1 - HELD_OUT));
      const calibration = learnt(rowsOf(known, 0, cut))(rowsOf(known, cut, known.rows));
      const scores = learnt(known)(asked);
      const { predictions, limits } = limitScores(calibration, scores, testTimes);
      return { scores, predictions, limits, alarms: alarmRows(predictions, testTimes) };
    },
  };
}
