import { createMemoryModels } from '../../lib/store/models';
import { Alarm } from '../../nodes/decision/alarm';
import { parseConfig as parseDecision } from '../../nodes/decision/config';
import { parseConfig as parseThreshold } from '../../nodes/threshold/config';
import { createThreshold } from '../../nodes/threshold/layer';

/**
 * Gives the scores of any method a limit without labels: the threshold layer with its defaults, so that methods are
 * compared and not their limits.
 * @param calibration scores of normal rows that the method was not fitted on
 * @returns 1 where the score is beyond the limit
 */
export function limitScores(calibration: Float64Array, scores: Float64Array, times: Float64Array): Uint8Array {
  const ignore = (): void => {};
  const models = createMemoryModels();
  const layer = createThreshold(parseThreshold({}), {
    asset: 'twin',
    models,
    emit: ignore,
    save: ignore,
    touch: ignore,
    fail: ignore,
  });
  const detector = {
    node: 'baseline',
    model: 'baseline',
    version: 1,
    engine: 'bench',
    calibration: [...calibration].sort((a, b) => a - b),
  };
  return Uint8Array.from(scores, (score, row) => {
    const record = { asset: 'twin', time: times[row]!, values: {}, score, detector };
    layer.step(record);
    return (record as { anomaly?: boolean }).anomaly === true ? 1 : 0;
  });
}

/** Rows during which the decision layer, with its defaults, would hold an alarm. */
export function alarmRows(predictions: Uint8Array, times: Float64Array): Uint8Array {
  const { confirm, release, onDelay, offDelay } = parseDecision({});
  const alarm = new Alarm({ confirm, release, onDelay: onDelay * 1000, offDelay: offDelay * 1000 });
  return predictions.map((anomalous, row) => {
    alarm.step(times[row]!, anomalous === 1);
    return alarm.active ? 1 : 0;
  });
}
