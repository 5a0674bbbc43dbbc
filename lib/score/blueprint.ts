import type { TrainingOptions } from '../engine/engine';
import type { Graph } from '../network/graph';
import type { FeatureKind } from './part';
import type { PartPlan } from './parts';

/**
 * What makes a detector, as plain data: its network and the parts of its score. A detector's room makes one of these from
 * its settings; everything else is shared.
 */
export interface Blueprint {
  /** Rows that the network's input 'window' holds, ending with the row that is judged. 1: the instant alone. */
  readonly window: number;
  /** Rows that it takes to judge one, itself included: the window, or one more where what was said of a row is a part. */
  readonly context: number;
  /** Windows that are learned from at most, spread evenly over the rows; all when absent. */
  readonly windows?: number;
  /** Input 'window' is [window, features] (or [features] for a window of 1); an input 'next' gets the row after it. */
  readonly graph: Graph;
  readonly parts: readonly PartPlan[];
  /**
   * How the network sees a scaled row. centred: minus the mean of the learned rows, cut off far outside. plain: as the
   * scaler made it.
   */
  readonly input: 'centred' | 'plain';
  /** What each feature is; all are measured when absent. */
  readonly kinds?: readonly FeatureKind[];
  readonly training: Omit<TrainingOptions, 'validation' | 'seed'>;
  /** Share of the rows that is held out of the network's training. */
  readonly validation: number;
  /**
   * Further trainings, each without one of so many blocks of time, that show what the network says about rows it has not
   * seen. The statistics of the score are made from that: a network knows its own training rows too well. 0: the rows that
   * were held out tell it alone.
   */
  readonly folds: number;
  /** Outputs that may be shown in the record on request, by name. */
  readonly shown?: readonly string[];
}
