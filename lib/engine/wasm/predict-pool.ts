import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { concatFloats } from '../../math/concat';
import { flopsOf } from '../../network/flops';
import type { Graph } from '../../network/graph';
import type { Dataset } from '../engine';
import { predictHere } from './predict';

/** Work in FLOP from which on another thread pays: it costs some 50 ms to start. */
const THREAD_FLOPS = 5e9;

/** What a thread is given: a part of the examples. */
export interface PredictWork {
  readonly graph: Graph;
  readonly weights: Float32Array;
  readonly data: Dataset;
  readonly outputs: readonly string[];
}

/** Splits large data sets over up to `most` threads; the values do not depend on their number. */
export async function predictOnThreads(
  graph: Graph,
  weights: Float32Array,
  data: Dataset,
  outputs: readonly string[],
  most: number,
): Promise<Record<string, Float32Array>> {
  const examples = data.starts.length;
  const threads = Math.max(1, Math.min(most, Math.floor((flopsOf(graph).forward * examples) / THREAD_FLOPS)));
  if (threads === 1) return predictHere(graph, weights, data, outputs);
  // A whole number of vectors and of blocks for each thread, so that no value is computed in another way than on one.
  const share = Math.ceil(examples / threads / 256) * 256;
  const rows = new Float32Array(new SharedArrayBuffer(data.rows.byteLength));
  rows.set(data.rows);
  const others: Promise<Record<string, Float32Array>>[] = [];
  for (let from = share; from < examples; from += share) {
    const part = { ...data, rows, starts: data.starts.slice(from, from + share) };
    others.push(runThread({ graph, weights, data: part, outputs }));
  }
  const settled = Promise.allSettled(others);
  const first = predictHere(graph, weights, { ...data, starts: data.starts.subarray(0, share) }, outputs);
  await settled;
  const parts = [first, ...(await Promise.all(others))];
  return Object.fromEntries(outputs.map((name) => [name, concatFloats(parts.map((part) => part[name]!))]));
}

function runThread(work: PredictWork): Promise<Record<string, Float32Array>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(path.join(__dirname, 'predict-helper.js'), { workerData: work, execArgv: [] });
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a scoring thread ended with code ${code} and no result`)));
  });
}
