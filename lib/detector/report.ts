import type { Freeze } from '../layer/freeze';
import { unfollowed } from './followed';
import type { Learning } from './learning/learning';
import type { RecordJudge } from './live/record-judge';
import type { DetectorConfig } from './settings';

/**
 * What an order's answer says of the model in force and of the learning.
 * @param live for the node's dialog: with the course of the training's losses
 */
export function reportOf(
  inForce: RecordJudge | undefined,
  learning: Learning,
  config: DetectorConfig,
  freeze: Freeze,
  live: boolean,
): Record<string, unknown> {
  const model = inForce?.model;
  const other = model && unfollowed(model.training.settings, config);
  return {
    collected: learning.buffer?.count ?? 0,
    ...freeze.report(),
    ...(model && { model: model.id, version: model.version, features: model.features, training: model.training }),
    ...(model && live && { curve: model.fitted.history.map(({ loss, validationLoss }) => [loss, validationLoss]) }),
    ...(model && { engine: model.fitted.device, notes: model.notes }),
    ...(inForce && inForce.told.length > 0 && { told: inForce.told }),
    ...(other !== undefined && { settings: other }),
  };
}
