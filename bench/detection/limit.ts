import { Alarm } from '../../lib/alarm/alarm';
import type { TwinRecord } from '../../lib/record/record';
import { createMemoryModels } from '../../lib/store/models';
import { parseConfig as parseDecision } from '../../nodes/decision/config';
import { parseConfig as parseThreshold } from '../../nodes/threshold/config';
import { createThreshold } from '../../nodes/threshold/layer';

/**
 * Gives the scores of any method a limit without labels: a quantile, by the threshold layer. (Its default, a fitted tail,
 * presumes scores without an upper end, which an Isolation Forest's are not.)
 * @param calibration scores of normal rows that the method was not fitted on
 */
export function limitScores(
  calibration: Float64Array,
  scores: Float64Array,
  times: Float64Array,
): { predictions: Uint8Array; limits: Float64Array } {
  const ignore = (): void => {};
  const context = {
    asset: 'twin',
    models: createMemoryModels(),
    emit: ignore,
    save: () => true,
    touch: ignore,
    fail: ignore,
  };
  const layer = createThreshold(parseThreshold({ strategy: 'quantile', budget: 200, per: 'records' }), context);
  const known = [...calibration].sort((a, b) => a - b);
  const detector = { node: 'baseline', model: 'baseline', version: 1, engine: 'bench', calibration: known };
  const predictions = new Uint8Array(scores.length);
  const limits = new Float64Array(scores.length);
  scores.forEach((score, row) => {
    const record: TwinRecord = { asset: 'twin', time: times[row]!, values: {}, score, detector };
    layer.step(record);
    predictions[row] = record.anomaly === true ? 1 : 0;
    limits[row] = record.threshold ?? Number.NaN;
  });
  return { predictions, limits };
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
