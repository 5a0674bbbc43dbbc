import { InputError } from '../input';
import { CancelledError, type Progress } from './engine';

/** What a worker thread is told to do. */
export interface WorkerOrder {
  /** From 1; by it the task is cancelled. */
  readonly serial: number;
  /** Absolute path of a module that exports `run: TaskRunner`. */
  readonly module: string;
  readonly job: unknown;
}

/** What a worker thread tells. */
export type WorkerMessage =
  | { readonly kind: 'news'; readonly news: unknown }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'done'; readonly result: unknown }
  | FailureMessage;

/** An error on its way between threads. */
export interface FailureMessage {
  readonly kind: 'failed';
  readonly name: string;
  readonly message: string;
  /** Of an InputError. */
  readonly field?: string;
}

/** An error as plain data. */
export function toMessage(error: unknown): FailureMessage {
  if (error instanceof InputError) {
    return { kind: 'failed', name: error.name, message: error.message, field: error.field };
  }
  if (error instanceof Error) return { kind: 'failed', name: error.name, message: error.message };
  return { kind: 'failed', name: 'Error', message: String(error) };
}

/** The error again, of its own class where a caller tells classes apart. */
export function fromMessage({ name, message, field }: FailureMessage): Error {
  if (name === 'CancelledError') return new CancelledError();
  if (field !== undefined) return new InputError(field, message.slice(field.length + 2));
  return new Error(message);
}
