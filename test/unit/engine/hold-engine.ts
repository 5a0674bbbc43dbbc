// Opens an engine, starts a long training, tells the id of the engine's process and waits to be killed.
import { openTensorflow } from '../../../lib/engine/tensorflow/tensorflow';
import { engineProcesses } from '../../fixtures/processes';
import { autoencoder } from './nets';

async function hold(): Promise<void> {
  const engine = await openTensorflow('tfjs-cpu', []);
  const [child] = engineProcesses();
  const { graph, data } = autoencoder(100);
  const optimizer = { kind: 'adam', rate: 1e-3 } as const;
  const options = { epochs: 1e6, batch: 10, optimizer, l2: 0, patience: 0, seed: 1, validation: new Int32Array(0) };
  await engine.train(graph, data, options, { onEpoch: () => process.send?.(child) });
}

hold().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
