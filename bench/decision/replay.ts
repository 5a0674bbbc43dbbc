import type { TwinRecord } from '../../lib/record/record';
import type { DecisionKind } from '../../lib/record/words';
import { createMemoryModels } from '../../lib/store/models';
import { parseConfig } from '../../nodes/decision/config';
import { createDecision } from '../../nodes/decision/layer';

/**
 * What the decision layer says on each test row, undefined where no alarm is open. It learns from the training rows.
 * @param anomaly 1 where the detector calls a test row anomalous
 * @param raw settings that differ from the defaults
 */
export function replay(
  train: readonly TwinRecord[],
  test: readonly TwinRecord[],
  anomaly: Uint8Array,
  raw: Record<string, unknown> = {},
): (DecisionKind | undefined)[] {
  const layer = createDecision(parseConfig({ reference: train.length, ...raw }), {
    asset: test[0]!.asset,
    models: createMemoryModels(),
    emit: () => {},
    save: () => true,
    touch: () => {},
    fail: (error) => {
      throw error;
    },
  });
  for (const record of train) layer.step({ ...record, anomaly: false, verdict: 'normal' });
  return test.map((record, row) => {
    const anomalous = anomaly[row] === 1;
    const judged: TwinRecord = { ...record, anomaly: anomalous, verdict: anomalous ? 'anomaly' : 'normal' };
    layer.step(judged);
    return judged.decision?.kind;
  });
}
