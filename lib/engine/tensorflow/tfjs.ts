import { createRequire } from 'node:module';
import type * as TfCore from '@tensorflow/tfjs-core';

/** TensorFlow.js itself; the type is erased, so nothing of it is needed to compile or load this file. */
export type Tf = typeof TfCore;

export interface Loaded {
  readonly tf: Tf;
  /** What really runs, taken from the back end or the adapter and never from the choice. */
  readonly device: string;
  close(): void;
}

/** tfjs-core as the back end's package sees it: both must be the same copy. */
export function coreOf(backendFile: string): Tf {
  return createRequire(backendFile)('@tensorflow/tfjs-core') as Tf;
}
