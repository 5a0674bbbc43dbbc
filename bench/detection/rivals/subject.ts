import { ascending, quantile } from '../../../lib/math/quantile';
import type { Method } from '../../baselines/method';
import type { Recording } from '../../datasets/recording';
import { alarmRows } from '../limit';
import type { Judged, Subject } from '../subject';
import { runJob } from './pool';

/**
 * The limit of TranAD's code, a quantile of the scores of the training rows. It is meant as peaks over threshold with a
 * risk of 1e-5, but as it is called, without updates, it falls back to its first threshold at the first score above that.
 */
const LEVEL = 0.98;

/**
 * A rival on all columns, scaled to [0, 1] by the training rows; columns that stand still in training are only shifted.
 * A recording is trained on once, whoever asks.
 */
export function rival({ name: method }: Method, name = method): Subject {
  const kept = new WeakMap<Recording, Promise<Judged>>();
  return {
    name,
    judge: (recording, seed) => {
      const found = kept.get(recording) ?? judged(method, recording, seed);
      kept.set(recording, found);
      return found;
    },
  };
}

async function judged(method: string, { train, test, testTimes }: Recording, seed: number): Promise<Judged> {
  const { scores, calibration, cost } = await runJob({ method, train, test, seed });
  const limit = quantile(ascending(calibration), LEVEL);
  const predictions = Uint8Array.from(scores, (score) => (score > limit ? 1 : 0));
  return { scores, predictions, limits: scores.map(() => limit), alarms: alarmRows(predictions, testTimes), cost };
}
