// Opens an engine, starts a long training, tells the id of the engine's process and waits to be killed.
import { readdirSync, readFileSync } from 'node:fs';
import { openTensorflow } from '../../../lib/engine/tensorflow/tensorflow';
import { autoencoder } from './nets';

async function hold(): Promise<void> {
  const engine = await openTensorflow('tfjs-cpu', []);
  const child = readdirSync('/proc').find((pid) => {
    try {
      return new RegExp(`^PPid:\\t${process.pid}$`, 'm').test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  });
  const { graph, data } = autoencoder(100);
  const options = {
    epochs: 1e6,
    batch: 10,
    optimizer: { kind: 'adam', rate: 1e-3 },
    l2: 0,
    patience: 0,
    seed: 1,
  } as const;
  await engine.train(
    graph,
    data,
    { ...options, validation: new Int32Array(0) },
    { onEpoch: () => process.send?.(Number(child)) },
  );
}

hold().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
