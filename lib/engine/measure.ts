import type { Graph } from '../network/graph';
import { CancelledError, type Dataset, type Engine, type TrainingOptions } from './engine';

/** Steps that are timed together, and how often at most. */
const STEPS = 8;
const ROUNDS = 5;
/** Time in ms after which no further round begins, and after which even the first one is given up. */
const ENOUGH = 500;
const LIMIT = 5000;

/** Where the time comes from, in ms; given from outside so that tests can set it. */
export type Clock = () => number;

/**
 * Times training steps of the real graph, batch and rows on an engine: a first round that compiles, then the best of a
 * few.
 * @param stop asked between steps; true ends it with a CancelledError
 * @returns ms per step; Infinity when the engine did not get through one round in a few seconds
 */
export async function measureStep(
  engine: Engine,
  graph: Graph,
  data: Dataset,
  options: TrainingOptions,
  now: Clock,
  stop: () => boolean = () => false,
): Promise<number> {
  const starts = data.starts.slice(0, STEPS * options.batch);
  const steps = Math.ceil(starts.length / options.batch);
  const began = now();
  const marks = [began];
  // As many steps as the real training has: an engine may take more threads for a long one. It is cancelled early.
  const epochs = Math.max(ROUNDS, Math.ceil((options.epochs * data.starts.length) / starts.length));
  const same: TrainingOptions = { ...options, epochs, validation: new Int32Array(0), patience: 0 };
  const cancelled = (): boolean => marks.length > ROUNDS || now() - began > (marks.length > 2 ? ENOUGH : LIMIT);
  try {
    await engine.train(graph, { ...data, starts }, same, { onEpoch: () => marks.push(now()), cancelled });
  } catch (error) {
    if (!(error instanceof CancelledError) || stop()) throw error;
  }
  const rounds = marks.slice(2).map((mark, i) => mark - marks[i + 1]!);
  // Only the first round was done: it holds the compiling, so the step is not faster than said.
  if (rounds.length === 0 && marks.length === 2) rounds.push(marks[1]! - began);
  return Math.min(...rounds) / steps;
}
