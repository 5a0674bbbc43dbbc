import type { Dataset, TrainingOptions } from '../../lib/engine/engine';
import { runTraining, type Stepper } from '../../lib/engine/loop';
import { backendOf } from '../../lib/engine/tensorflow/backends';
import { loadBackend } from '../../lib/engine/tensorflow/load';
import { loadModel, predict } from '../../lib/engine/tensorflow/predict';
import { createStepper } from '../../lib/engine/tensorflow/stepper';
import { createWasmEngine } from '../../lib/engine/wasm/engine';
import type { Graph } from '../../lib/network/graph';
import { initialWeights } from '../../lib/network/initial';

/** One way to run a network, in this process and on this thread. */
export interface Subject {
  readonly name: string;
  readonly device: string;
  /** ms of each epoch. */
  train(graph: Graph, data: Dataset, batch: number, epochs: number): Promise<number[]>;
  /** Scores the first example `times` times, one by one; µs per example. */
  scoreOne(graph: Graph, data: Dataset, times: number): Promise<number>;
}

/** The built-in engine and, where it is installed, the same graphs on TensorFlow.js. */
export async function openSubjects(): Promise<Subject[]> {
  const others = await Promise.all((['tfjs-cpu'] as const).map(openTfjs));
  return [wasm(), ...others];
}

function optionsOf(batch: number, epochs: number): TrainingOptions {
  const optimizer = { kind: 'adam', rate: 1e-3 } as const;
  return { epochs, batch, optimizer, l2: 0, validation: new Int32Array(0), patience: 0, seed: 1 };
}

function wasm(): Subject {
  const engine = createWasmEngine();
  return {
    name: 'wasm',
    device: engine.device,
    async train(graph, data, batch, epochs) {
      const marks = [performance.now()];
      await engine.train(graph, data, optionsOf(batch, epochs), { onEpoch: () => marks.push(performance.now()) });
      return differences(marks);
    },
    async scoreOne(graph, data, times) {
      const scorer = engine.scorer(graph, initialWeights(graph, 1));
      const inputs = Object.entries(data.inputs).map(([name, { offset, length }]) => {
        return [name, data.rows.subarray(offset * data.width, (offset + length) * data.width)] as const;
      });
      return best(5, () => {
        for (let i = 0; i < times; i++) {
          for (const [name, rows] of inputs) scorer.input(name).set(rows);
          scorer.run();
          if (!(scorer.output('score')[0]! >= 0)) throw new Error('no score');
        }
        return undefined;
      }).then((ms) => (ms * 1000) / times);
    },
  };
}

async function openTfjs(id: 'tfjs-cpu'): Promise<Subject> {
  const { tf, device } = await loadBackend(backendOf(id), []);
  return {
    name: id,
    device,
    async train(graph, data, batch, epochs) {
      const options = optionsOf(batch, epochs);
      const stepper: Stepper = createStepper(tf, graph, data, options);
      const marks = [performance.now()];
      await runTraining(stepper, data, options, device, { onEpoch: () => marks.push(performance.now()) });
      return differences(marks);
    },
    async scoreOne(graph, data, times) {
      const model = loadModel(tf, graph, initialWeights(graph, 1));
      const one = { ...data, starts: data.starts.slice(0, 1) };
      return best(3, async () => {
        for (let i = 0; i < times; i++) await predict(tf, model, one, ['score']);
      }).then((ms) => (ms * 1000) / times);
    },
  };
}

/** ms of the fastest of some rounds, after one that warms up. */
async function best(rounds: number, run: () => Promise<void> | undefined): Promise<number> {
  await run();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

function differences(marks: readonly number[]): number[] {
  return marks.slice(1).map((mark, i) => mark - marks[i]!);
}
