import { ascending, quantile } from '../../lib/quantile';
import type { Method } from '../baselines/method';
import { minMaxer, type Scaler, standardizer } from '../baselines/standardize';
import { pickColumns } from '../datasets/columns';
import type { Recording } from '../datasets/recording';

/** What a subject says about each test row. */
export interface Judged {
  /** Higher = more anomalous; finite. */
  readonly scores: Float64Array;
  /** 1 where the score is beyond a limit that was found without labels. */
  readonly predictions: Uint8Array;
}

/** Who is compared: one of our detectors in its chain of layers, or a baseline. */
export interface Subject {
  readonly name: string;
  judge(recording: Recording, seed: number): Promise<Judged>;
}

/** Share of the training scores below a baseline's limit. */
const LIMIT = 0.995;

/** How a baseline's rows are brought to one size. */
const PREPARE = { standardize: standardizer, minmax: minMaxer, raw: (): Scaler => (rows) => rows } as const;

/** A baseline on measurements; its limit is a high quantile of its scores on the training rows. */
export function baseline(method: Method, prepare: keyof typeof PREPARE = 'standardize'): Subject {
  return {
    name: method.name,
    judge: async ({ train, test, measurements }, seed) => {
      const [known, asked] = measurements
        ? [pickColumns(train, measurements), pickColumns(test, measurements)]
        : [train, test];
      const scale = PREPARE[prepare](known);
      const score = method.fit(scale(known), seed);
      const limit = quantile(ascending(score(scale(known))), LIMIT);
      const scores = score(scale(asked));
      return { scores, predictions: Uint8Array.from(scores, (s) => (s > limit ? 1 : 0)) };
    },
  };
}
