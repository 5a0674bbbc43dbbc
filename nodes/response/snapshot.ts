import type { AlertsSnapshot } from './alerts';
import type { AppliedSnapshot } from './applied';
import type { CommanderSnapshot } from './commander';
import type { RetrainingSnapshot } from './retraining';

/** What is kept of one asset. */
export interface Snapshot {
  readonly alerts: AlertsSnapshot;
  readonly commander: CommanderSnapshot;
  readonly retraining: RetrainingSnapshot;
  readonly applied?: AppliedSnapshot;
  readonly appliedToGuard?: AppliedSnapshot;
  readonly blind: number;
  readonly blindSince: number;
}
