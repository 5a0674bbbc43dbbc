import type { Scaling, TwinRecord } from '../../record/record';
import type { Cause } from '../models/activations';
import { type BufferSnapshot, LearningBuffer } from './buffer';

/** Numbers of an ordered training that are kept with the state at most: a save must not hold up the records. */
const MOST_KEPT = 100_000;

/** Rows that a model is made of. */
export interface Job {
  readonly buffer: LearningBuffer;
  /** What the rows say of themselves, where they do. */
  readonly scaling?: Scaling | undefined;
  readonly roles?: TwinRecord['roles'];
  /** Rows of the order that these are some of; absent where they are all. */
  readonly of?: number | undefined;
  /** Why it is learned; absent in what older versions kept. */
  readonly cause?: Cause | undefined;
  /** Its model sits the exam although the rows were sent. */
  readonly exam?: boolean | undefined;
}

/** A job as plain JSON: rows that are collected are kept as the buffer itself, those of a long history only counted. */
export type JobSnapshot =
  | { readonly kind: 'collected'; readonly cause?: Cause }
  | {
      readonly kind: 'rows';
      readonly rows: BufferSnapshot;
      readonly scaling?: Scaling;
      readonly roles?: NonNullable<TwinRecord['roles']>;
      readonly cause?: Cause;
      readonly exam?: boolean;
    }
  | { readonly kind: 'lost'; readonly records: number };

/** @see JobSnapshot */
export function jobSnapshot(
  { buffer, scaling, roles, of = buffer.count, cause, exam }: Job,
  collected: LearningBuffer | undefined,
): JobSnapshot {
  const why = cause && { cause };
  if (buffer === collected) return { kind: 'collected', ...why };
  // What the order brought for other modes stands in the same file.
  if (of * buffer.features.length > MOST_KEPT) return { kind: 'lost', records: buffer.count };
  const own = { ...(scaling && { scaling }), ...(roles && { roles }), ...(exam === true && { exam }) };
  return { kind: 'rows', rows: buffer.snapshot(), ...own, ...why };
}

/** @returns the job; undefined when its rows were not kept */
export function restoreJob(from: JobSnapshot, collected: LearningBuffer | undefined): Job | undefined {
  if (from.kind === 'lost') return undefined;
  if (from.kind === 'collected') return collected && { buffer: collected, cause: from.cause };
  const { rows, scaling, roles, cause, exam } = from;
  return { buffer: new LearningBuffer(rows), scaling, roles, cause, exam };
}
