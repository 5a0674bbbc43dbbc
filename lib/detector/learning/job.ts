import type { Scaling, TwinRecord } from '../../record';
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
}

/** A job as plain JSON: rows that are collected are kept as the buffer itself, those of a long history only counted. */
export type JobSnapshot =
  | { readonly kind: 'collected' }
  | {
      readonly kind: 'rows';
      readonly rows: BufferSnapshot;
      readonly scaling?: Scaling;
      readonly roles?: NonNullable<TwinRecord['roles']>;
    }
  | { readonly kind: 'lost'; readonly records: number };

/** @see JobSnapshot */
export function jobSnapshot(
  { buffer, scaling, roles, of = buffer.count }: Job,
  collected: LearningBuffer | undefined,
): JobSnapshot {
  if (buffer === collected) return { kind: 'collected' };
  // What the order brought for other modes stands in the same file.
  if (of * buffer.features.length > MOST_KEPT) return { kind: 'lost', records: buffer.count };
  return { kind: 'rows', rows: buffer.snapshot(), ...(scaling && { scaling }), ...(roles && { roles }) };
}

/** @returns the job; undefined when its rows were not kept */
export function restoreJob(from: JobSnapshot, collected: LearningBuffer | undefined): Job | undefined {
  if (from.kind === 'lost') return undefined;
  if (from.kind === 'collected') return collected && { buffer: collected };
  return { buffer: new LearningBuffer(from.rows), scaling: from.scaling, roles: from.roles };
}
