import { parentPort, workerData } from 'node:worker_threads';
import type { HelperData, HelperWork } from './pool';
import { WasmStepper } from './stepper';

/** A thread of pool.ts: computes its part of every batch. An error ends it and so reaches the pool. */
const { graph, data, options, weights, gradients } = workerData as HelperData;
const stepper = new WasmStepper(graph, data, options, weights);

parentPort?.on('message', ({ kind, examples, step, first, whole }: HelperWork) => {
  const views = stepper.views();
  if (examples.length > 0) {
    views.weights.set(weights);
    if (kind === 'gradient') stepper.gradient(examples, step, first, whole);
    else stepper.evaluate(examples);
  }
  if (kind === 'gradient') {
    if (examples.length > 0) gradients.set(views.gradients);
    else gradients.fill(0);
  }
  parentPort?.postMessage(stepper.takeLoss());
});
