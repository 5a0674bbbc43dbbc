import { describe, InputError, own } from '../input';
import { isOfPosture } from '../layer/freeze';
import type { Order } from '../layer/orders';
import { LEAST_ROWS } from '../score/fit-score';
import { readImport } from './importing';
import { mayCancel, mayCollect, mayTrain, mayTrainOnCollected } from './learning/allowed';
import { readHistory } from './learning/history';
import { type Intake, readHold } from './learning/intake';
import { readLabel } from './learning/label';
import type { Learning } from './learning/learning';
import type { RecentRows } from './learning/recent';
import type { Trained } from './learning/training';
import { causeOf } from './models/activations';
import type { ModelKeeper } from './models/model-keeper';
import { nameOf } from './name-of';
import type { Promotion } from './promotion';

/** What orders to a detector act on. */
export interface Ordered {
  readonly learning: Learning;
  readonly models: ModelKeeper;
  readonly promotion: Promotion;
  readonly intake: Intake;
  readonly recent: RecentRows;
  /** Type of the node. */
  readonly node: string;
  /** Records that the network sees together. */
  readonly window: number;
  /** Names of the asset's features so far. */
  readonly features: readonly string[];
  freeze(order: Order): void;
  /** A model that was made elsewhere is to judge. */
  enter(made: Trained, by: string): void;
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
  const { pinning, shadowing } = promotion;
  switch (order.do) {
    case 'train':
      return planTraining(order, payload, only, on);
    case 'retrain':
      mayCollect(learning, models.missing !== undefined);
      return () => {
        promotion.stopAccepting();
        on.intake.begin(false);
        learning.collect(causeOf('retrained', order.by));
      };
    case 'accept':
      promotion.mayAccept(order.by);
      mayCollect(learning, models.missing !== undefined);
      return () => {
        promotion.accept(order.by!);
        on.intake.begin(true);
        learning.collect(causeOf('retrained', order.by));
      };
    case 'approve':
      promotion.mayApprove(order.by, versionOf(order));
      return () => promotion.approve(order.by!, on.recent.rows());
    case 'decline':
      promotion.mayDecline(versionOf(order));
      return () => promotion.decline(order.by);
    case 'cancel':
      mayCancel(learning);
      return () => learning.cancel();
    case 'reset':
      return () => {
        models.clear();
        promotion.reset();
        on.intake.reset();
        learning.reset();
      };
    case 'hold': {
      const hold = readHold(order);
      return () => void on.intake.hold(hold);
    }
    case 'feedback': {
      const label = readLabel(order);
      return () => {
        on.intake.label(label);
        if (label.verdict !== true) shadowing.anew();
      };
    }
    case 'resume':
      return () => on.intake.resume();
    case 'freeze':
    case 'unfreeze':
      isOfPosture(order);
      return () => on.freeze(order);
    case 'rollback': {
      const model = promotion.mayRollBack(versionOf(order), order.by);
      return () => {
        promotion.rollBack(model, on.recent.rows(), order.by);
        // Of whatever rows it was made, the next model would take the place of the one that a person went back to.
        learning.superseded(false);
      };
    }
    case 'compare':
      return promotion.planComparison(...versionsOf(order));
    case 'import': {
      nameOf(order.by);
      models.mayLeave();
      const made = readImport(payload, on.node, on.features);
      return () => on.enter(made, order.by!);
    }
    case 'pin': {
      const version = pinning.mayPin(versionOf(order), order.by);
      return () => pinning.pin(version, order.by!);
    }
    case 'unpin': {
      const version = pinning.mayUnpin(versionOf(order), order.by);
      return () => pinning.unpin(version, order.by!);
    }
    default:
      return () => undefined;
  }
}

function planTraining(
  { by, options }: Order,
  payload: unknown,
  only: readonly number[] | undefined,
  on: Ordered,
): () => void {
  const { learning, features, window } = on;
  if (!Array.isArray(payload)) {
    mayTrainOnCollected(learning);
    return () => learning.train(undefined, by);
  }
  mayTrain(learning);
  const rows = readHistory(payload, { features, window, only }, LEAST_ROWS);
  return () => {
    if ('buffer' in rows) on.expect(rows.buffer.features);
    learning.train(rows, by, own(options, 'exam') === true);
  };
}

/** @returns the version that an order names; undefined where it names none @throws InputError when it is no number of a version */
function versionOf({ options }: Order): number | undefined {
  const version = own(options, 'version');
  if (version === undefined || version === null) return undefined;
  if (Number.isSafeInteger(version) && (version as number) > 0) return version as number;
  throw new InputError('control.version', `is ${describe(version)}; send the number of a version`);
}

/** @returns the two versions that an order names @throws InputError when it does not */
function versionsOf({ options }: Order): [number, number] {
  const versions = own(options, 'versions');
  const [a, b] = Array.isArray(versions) && versions.length === 2 ? versions : [];
  if (![a, b].every((version) => Number.isSafeInteger(version) && version > 0) || a === b) {
    throw new InputError('control.versions', `is ${describe(versions)}; send two versions: [1, 2]`);
  }
  return [a, b];
}
