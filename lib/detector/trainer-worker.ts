import { parentPort, workerData } from 'node:worker_threads';
import { createWasmEngine } from '../engine/wasm/engine';
import { fitDetector } from './fit';
import type { WorkerAnswer, WorkerRequest } from './trainer';

/** The training thread: one job, then it ends. */
async function main(port: NonNullable<typeof parentPort>): Promise<void> {
  const { job } = workerData as WorkerRequest;
  const answer = (message: WorkerAnswer): void => port.postMessage(message);
  try {
    const learned = await fitDetector(createWasmEngine(), job, {
      onEpoch: (progress) => answer({ kind: 'progress', progress }),
    });
    answer({ kind: 'learned', learned });
  } catch (error) {
    answer({ kind: 'failed', message: (error as Error).message });
  }
}

if (parentPort !== null) void main(parentPort);
