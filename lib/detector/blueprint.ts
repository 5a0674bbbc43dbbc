import type { TrainingOptions } from '../engine/engine';
import type { Graph } from '../network/graph';
import type { EvidenceOptions } from './evidence-fit';

/**
 * What makes a detector, as plain data: its network and how the score is put together from the network's outputs. A
 * detector's room makes one of these from its settings; everything else is shared.
 */
export interface Blueprint {
  /** Rows that the network's input 'window' holds, ending with the row that is judged. 1: the instant alone. */
  readonly window: number;
  /** Windows that are learned from at most, spread evenly over the rows; all when absent. */
  readonly windows?: number;
  /** Input 'window' is [window, features] (or [features] for a window of 1); an input 'next' gets the row after it. */
  readonly graph: Graph;
  readonly streams: readonly Stream[];
  /** Whether each feature by itself is within its normal band: level and activity, smoothed at these rates. */
  readonly envelope?: Bands;
  /** How normal the whole encoding of a window is, by the distance to prototypes of normal operation. */
  readonly contrast?: Contrast;
  readonly evidence: EvidenceOptions;
  /**
   * Positions of the features that are judged; all when absent. The network sees the others, too: see watchOutcomes.
   */
  readonly watched?: readonly number[];
  readonly training: Omit<TrainingOptions, 'validation' | 'seed'>;
  /** Share of the rows that is held out of the network's training. */
  readonly validation: number;
  /**
   * Further trainings, each without one of so many blocks of time, that show what the network says about rows it has not
   * seen. The statistics of the score are made from that: a network knows its own training rows too well.
   */
  readonly folds: number;
  /** Outputs that may be shown in the record on request, by name. */
  readonly shown?: readonly string[];
}

/** Which features are watched one by one, and how. */
export interface Bands {
  /** Smoothing of level and activity, see Trait. */
  readonly rates: readonly number[];
  readonly weight: number;
  /** Positions of the features that have bands; all that are judged when absent. */
  readonly features?: readonly number[];
}

/** One stream of vectors that is watched for leaving its normal spread. */
export interface Stream {
  readonly name: string;
  /**
   * row: the inputs themselves, where the plant is in its normal range. residual: the row minus the output of that name.
   * surprise: the row minus what the output of that name, made one row earlier, said that it would be.
   */
  readonly kind: 'row' | 'residual' | 'surprise';
  /** Output of [features]; for rows none. */
  readonly output?: string;
  /** Part in the score; the weights of all parts are brought to a sum of 1. */
  readonly weight: number;
}

/** How unlike a window is to normal ones: distance to the nearest of some typical encodings. */
export interface Contrast {
  /** Output that encodes the window, of any size. */
  readonly output: string;
  readonly prototypes: number;
  readonly weight: number;
}

/** Weights that sum to 1. */
export interface Shares {
  readonly streams: readonly number[];
  readonly contrast: number;
  readonly envelope: number;
}

/** How the parts of the score are weighed against each other. */
export function shares(blueprint: Blueprint): Shares {
  const contrast = blueprint.contrast?.weight ?? 0;
  const envelope = blueprint.envelope?.weight ?? 0;
  const total = blueprint.streams.reduce((sum, s) => sum + s.weight, contrast + envelope);
  return {
    streams: blueprint.streams.map((s) => s.weight / total),
    contrast: contrast / total,
    envelope: envelope / total,
  };
}

/** Positions of the features that have bands. */
export function bandedOf(blueprint: Blueprint, width: number): readonly number[] {
  return blueprint.envelope?.features ?? watchedOf(blueprint, width);
}

/** Positions of the features that are judged. */
export function watchedOf({ watched }: Blueprint, width: number): readonly number[] {
  return watched ?? Array.from({ length: width }, (_, i) => i);
}
