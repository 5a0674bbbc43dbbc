import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Matrix } from '../../../lib/data/matrix';
import type { Cost } from '../subject';

/** One training and what it is to score. */
export interface Job {
  readonly method: string;
  readonly train: Matrix;
  readonly test: Matrix;
  readonly seed: number;
}

export interface Answer {
  readonly scores: Float64Array;
  /** Scores of the training rows. */
  readonly calibration: Float64Array;
  readonly cost: Cost;
}

interface Waiting {
  readonly job: Job;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const waiting: Waiting[] = [];
let running = 0;

/** Runs a job in a process of its own as soon as a core is free for it. */
export function runJob(job: Job): Promise<Answer> {
  return new Promise((resolve, reject) => {
    waiting.push({ job, resolve, reject });
    start();
  });
}

function start(): void {
  while (running < availableParallelism() && waiting.length > 0) {
    const { job, resolve, reject } = waiting.shift()!;
    running++;
    const child = fork(join(__dirname, 'child.js'), [], { serialization: 'advanced' });
    child.once('message', (answer) => {
      resolve(answer as Answer);
      child.disconnect();
    });
    child.once('exit', () => {
      // Once it has answered this says nothing.
      reject(new Error(`${job.method}: the process that trains it ended without an answer`));
      running--;
      start();
    });
    child.send(job);
  }
}
