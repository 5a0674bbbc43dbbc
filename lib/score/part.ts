import type { Tensors } from '../encoding/safetensors';
import type { OnnxBuilder } from '../onnx/builder';

/**
 * One part of a score: a way to tell how unusual a row is. A part is one object of this shape in a file of its own and one
 * line in parts.ts; training, live judging, the backtest, calibration, the model's file and the ONNX export all go
 * through it, and score.ts alone adds the parts up.
 */
export interface Part<Settings, Fitted> {
  /** Outputs of the network that it reads; none when absent. */
  outputs?(settings: Settings): readonly string[];
  /**
   * Learns from normal rows, in a worker thread.
   * @param hint what came of the fit of another plant of the same kind, see FittedPart
   * @returns undefined where there is nothing for it to judge
   */
  fit(rows: NormalRows, settings: Settings, hint?: unknown): MaybeFitted<Fitted> | Promise<MaybeFitted<Fitted>>;
  /** Whether it would be better, or have a say at all, after more rows than it was learned from. */
  wantsMore?(fitted: Fitted): boolean;
  /** Whether it judges any tag by the others, where that is what it is for. */
  tells?(fitted: Fitted): boolean;
  /** Judges one row after the other with what was learned. */
  live(fitted: Fitted, settings: Settings, features: readonly Feature[]): LivePart;
  /** What LivePart.admit lets in, for all rows at once, as ONNX: [rows, features]. */
  admit?(fitted: Fitted, rows: ArrivingRows): string;
  /** The same judgement for all rows at once, as ONNX. */
  export(fitted: Fitted, settings: Settings, rows: ExportedRows): ExportedPart;
  /** What was learned as the model's file holds it. */
  store(fitted: Fitted): StoredPart;
  /** @throws Error when it is not what store() gave, for a person to read */
  read(stored: StoredPart, settings: Settings, features: readonly Feature[]): Fitted;
}

/**
 * What a feature is to the judge.
 * - measured: what the plant does. It is judged.
 * - flag: the same, and it was nothing but 0 and 1 while learning, or never moved: how far it may go nobody knows.
 * - modelled: a measurement that a supplied twin predicts; its residual is a feature of its own and judged instead.
 * - command, setpoint: what the plant is told to do. Seen, never judged.
 */
export type FeatureKind = 'measured' | 'flag' | 'modelled' | 'command' | 'setpoint';

/** One column of the rows. */
export interface Feature {
  /** A tag, or what was derived from it (lib/record/features.ts). */
  readonly name: string;
  readonly kind: FeatureKind;
}

/**
 * Normal rows to learn from, in order of time. Matrices are count x features, row-major. Row `first` is the first one with
 * everything that it takes to judge it before it; what a part says of rows before that is not used.
 */
export interface NormalRows {
  readonly features: readonly Feature[];
  readonly count: number;
  readonly first: number;
  /** Rows that the network sees together. */
  readonly window: number;
  /** Scaled as the live rows will be; NaN = missing. */
  readonly scaled: Float32Array;
  /** What the network sees: scaled minus its mean, or its slow mean where it did not settle, cut off far outside, 0 where missing. */
  readonly input: Float32Array;
  /** 1 where rows are missing right before this one: the change to it is none from row to row. */
  readonly gaps: Uint8Array;
  /** 1 where any row is missing right before this one, be it one that was left out of the learning. */
  readonly skips: Uint8Array;
  readonly seed: number;
  /** Usual time between rows, ms. */
  readonly interval: number;
  /** A network output for the window that ends with each row, count - window + 1 of them, by networks that did not see them. */
  unseen(output: string): Float32Array;
}

/** What comes of a fit. */
export interface FittedPart<Fitted> {
  readonly fitted: Fitted;
  /**
   * The part's value for each of the rows, by statistics that did not see that row; NaN where it cannot tell. The score is
   * calibrated on these.
   */
  readonly heldOut: Float64Array;
  /** The value that is the border of normal, for parts that are combined by their maximum; highest held-out value when absent. */
  readonly unit?: number;
  /** It needs no company on slow records, see Term.company. */
  readonly alone?: boolean;
  /** What other plants of the same kind need not search for: small, plain data, no statistic of the plant. */
  readonly hint?: unknown;
}

type MaybeFitted<Fitted> = FittedPart<Fitted> | undefined;

/** One row on its way through the parts. It is the same object for every row: keep nothing of it. By feature. */
export interface LiveRow {
  /** NaN = missing. */
  readonly scaled: Float64Array;
  /** What the network sees, see NormalRows. */
  readonly input: Float64Array;
  /** The scaled value of a feature that the network sees as `seen`. */
  back(feature: number, seen: number): number;
  /** What the network sees of the rows up to this one: window x features, oldest first, float32. */
  readonly window: Float32Array;
  /** Rows are missing right before this one: among normal rows that are gone through again. After a gap a live score begins anew. */
  readonly gap: boolean;
  /** What the network says for the window that ends with this row. */
  said(output: string): ArrayLike<number>;
}

/** How well a part tells a feature from the others. */
export interface Told {
  readonly feature: number;
  /** Share of its variance, 1 = exactly, on rows that were not learned from. */
  readonly explained: number;
  /** What it read minus what it was told to be in such rows, in order of time, scaled. */
  readonly residuals: Float32Array;
}

/** A part at work. Synchronous; allocates nothing per row. */
export interface LivePart {
  /**
   * Is asked of each row before any part sees it; one part of a score at most has it.
   * @param scaled NaN = missing
   * @param missed records that are missing right before it
   * @returns the row, or, until the next one comes, another one that all parts see in its place
   */
  admit?(scaled: Float64Array, missed: number): Float64Array;
  /** @returns how unusual the row is, at least 0; not finite when that cannot be told */
  step(row: LiveRow): number;
  /** Adds to `out`, by feature, what each has to do with the last result: about `weight` times that in all. */
  share(weight: number, out: Float64Array): void;
  /** Writes what features should have been in the row, scaled, for those that it can tell. */
  expect?(row: LiveRow, out: Float64Array): void;
  /** Features that it tells from the others, and how well. */
  told?(): readonly Told[];
  /** Features with a supplied twin that it speaks against in the last row, by position. */
  disputed?(): readonly number[];
  /** What a person should know, once ("the relation of k to the other tags has changed for good"). */
  news?(): string | undefined;
  /** Forgets all rows: the next one is the first. */
  reset(): void;
  /** What it remembers of the rows, as plain JSON; undefined when nothing. */
  snapshot(): unknown;
  /** Takes a snapshot back; one that does not fit is as none. */
  restore(snapshot: unknown): void;
  /**
   * What it was made from. It holds the large numbers of that in a form of its own and nobody else does: in a fleet they are what takes
   * most room. @throws Error when it was disposed of
   */
  learned(): unknown;
  /** Gives back the memory of the kernels; it is not used any more. */
  dispose?(): void;
}

/** What the model's file holds of a part: small facts as JSON in the passport, large ones as tensors. */
export interface StoredPart {
  readonly facts: unknown;
  readonly tensors: Tensors;
}

/** Rows as they come: names of ONNX values, for all rows at once. */
export interface ArrivingRows {
  readonly onnx: OnnxBuilder;
  /** The part's name, for the names of its values. */
  readonly name: string;
  readonly features: readonly Feature[];
  /** float64 [rows, features], scaled; NaN = missing. */
  readonly arriving: string;
  /** Boolean [rows]: the first row of all, or behind a gap. */
  readonly first: string;
  /** float64 [rows]: rows that were left out right before it. */
  readonly leftOut: string;
}

/** Rows as parts see them: names of ONNX values, for all rows at once, float64 [rows, features] where nothing else is said. */
export interface ExportedRows extends ArrivingRows {
  readonly scaled: string;
  readonly input: string;
  /** Float32 [rows, window x features], and the rows in it. */
  readonly window: string;
  readonly rowsPerWindow: number;
  /** Boolean [rows]: what was before this row does not count; the part begins anew with it. */
  readonly begins: string;
  /** [rows]: how many rows there were since it began anew, this one included. */
  readonly since: string;
  /** A network output, [rows, size]. */
  said(output: string): string;
}

/** Names of two ONNX values. */
export interface ExportedPart {
  /** [rows] */
  readonly value: string;
  /** [rows, features], what LivePart.share adds with weight 1. */
  readonly shares: string;
}
