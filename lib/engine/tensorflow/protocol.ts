import type { Graph } from '../../network/graph';
import { CancelledError, type Dataset, type Progress, type TrainingOptions } from '../engine';
import { type BackendId, Refusal } from './backends';

/** What is asked of the engine's process. `open` comes first; every one of these gets one answer. */
export type Request =
  | { readonly kind: 'open'; readonly backend: BackendId; readonly folders: readonly string[] }
  /** Puts a model on the device, to be named by predictions. */
  | { readonly kind: 'load'; readonly model: number; readonly graph: Graph; readonly weights: Float32Array }
  | { readonly kind: 'unload'; readonly model: number }
  | { readonly kind: 'predict'; readonly model: number; readonly data: Dataset; readonly outputs: readonly string[] }
  | { readonly kind: 'train'; readonly graph: Graph; readonly data: Dataset; readonly options: TrainingOptions };

/** From our process to the back end's. */
export type Message =
  | { readonly kind: 'request'; readonly id: number; readonly request: Request }
  /** Ends the training with this id at its next step; not answered. */
  | { readonly kind: 'cancel'; readonly id: number };

/** From the back end's process to ours; `id` is that of the request. */
export type Answer =
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure };

/** An error on its way between processes. */
export type Failure =
  | { readonly name: 'Refusal'; readonly reason: string; readonly fix: string }
  | { readonly name: 'CancelledError' }
  | { readonly name: 'Error'; readonly message: string };

/** An error as plain data. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Refusal) return { name: 'Refusal', reason: error.reason, fix: error.fix };
  if (error instanceof CancelledError) return { name: 'CancelledError' };
  return { name: 'Error', message: error instanceof Error ? error.message : String(error) };
}

/** The error again, of its own class. */
export function fromFailure(failure: Failure): Error {
  switch (failure.name) {
    case 'Refusal':
      return new Refusal(failure.reason, failure.fix);
    case 'CancelledError':
      return new CancelledError();
    case 'Error':
      return new Error(failure.message);
  }
}
