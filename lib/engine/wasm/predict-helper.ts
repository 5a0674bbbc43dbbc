import { parentPort, workerData } from 'node:worker_threads';
import { predictHere } from './predict';
import type { PredictWork } from './predict-pool';

/** A thread of predict-pool.ts. */
const { graph, weights, data, outputs } = workerData as PredictWork;
const values = predictHere(graph, weights, data, outputs);
parentPort?.postMessage(
  values,
  Object.values(values).map((part) => part.buffer as ArrayBuffer),
);
