import type { Order } from '../orders';
import { LEAST_ROWS } from '../score/fit-score';
import { readHistory } from './learning/history';
import type { Learning } from './learning/learning';
import type { RecentRows } from './learning/recent';
import type { ModelKeeper } from './models/model-keeper';
import type { Promotion } from './promotion';

/** What orders to a detector act on. */
export interface Ordered {
  readonly learning: Learning;
  readonly models: ModelKeeper;
  readonly promotion: Promotion;
  readonly recent: RecentRows;
  /** Records that the network sees together. */
  readonly window: number;
  /** Names of the asset's features so far. */
  readonly features: readonly string[];
  freeze(frozen: boolean): void;
  /** Names of features that an order brings. */
  expect(features: readonly string[]): void;
}

/**
 * Checks an order without changing anything.
 * @param only positions of the payload's rows that it is for; all when absent
 * @returns what follows the order
 * @throws InputError when it cannot be followed
 */
export function planOrder(
  order: Order,
  payload: unknown,
  only: readonly number[] | undefined,
  on: Ordered,
): () => void {
  const { learning, models, promotion } = on;
  switch (order.do) {
    case 'train':
      return planTraining(payload, only, on);
    case 'retrain':
      learning.mayCollect();
      return () => {
        promotion.stopAccepting();
        learning.collect();
      };
    case 'accept':
      promotion.mayAccept(order.by);
      learning.mayCollect();
      return () => {
        promotion.accept(order.by!);
        learning.collect();
      };
    case 'approve': {
      const version = promotion.mayApprove(order.by);
      models.mayEnter(version);
      return () => promotion.approve(order.by!, on.recent.rows());
    }
    case 'decline':
      promotion.mayDecline();
      return () => promotion.decline(order.by);
    case 'cancel':
      learning.mayCancel();
      return () => learning.cancel();
    case 'reset':
      return () => {
        models.clear();
        promotion.reset();
        learning.reset();
      };
    case 'freeze':
      return () => on.freeze(true);
    case 'unfreeze':
      return () => on.freeze(false);
    case 'rollback': {
      const before = models.before();
      return () => {
        models.rollBack(before, on.recent.rows());
        promotion.rolledBack(before.version);
      };
    }
    default:
      return () => undefined;
  }
}

function planTraining(payload: unknown, only: readonly number[] | undefined, on: Ordered): () => void {
  const { learning, features, window } = on;
  if (!Array.isArray(payload)) {
    learning.mayTrainOnCollected();
    return () => learning.train(undefined);
  }
  learning.mayTrain();
  const rows = readHistory(payload, { features, window, only }, LEAST_ROWS);
  return () => {
    if ('buffer' in rows) on.expect(rows.buffer.features);
    learning.train(rows);
  };
}
