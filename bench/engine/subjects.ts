import { listEngines, openEngine } from '../../lib/engine/catalogue';
import type { Dataset, Engine, TrainingOptions } from '../../lib/engine/engine';
import { runTraining, type Stepper } from '../../lib/engine/loop';
import { backendOf } from '../../lib/engine/tensorflow/backends';
import { loadBackend } from '../../lib/engine/tensorflow/load';
import { loadModel, predict } from '../../lib/engine/tensorflow/predict';
import { createStepper } from '../../lib/engine/tensorflow/stepper';
import { createWasmEngine } from '../../lib/engine/wasm/engine';
import type { Graph } from '../../lib/network/graph';
import { initialWeights } from '../../lib/network/initial';

/** One way to run a network: on this thread, but for the engines of openEngine that have a process of their own. */
export interface Subject {
  readonly name: string;
  readonly device: string;
  /** ms of each epoch. */
  train(graph: Graph, data: Dataset, batch: number, epochs: number): Promise<number[]>;
  /** Scores the first example `times` times, one by one; µs per example. */
  scoreOne(graph: Graph, data: Dataset, times: number): Promise<number>;
  /** Scores all examples in one call; ms. */
  scoreMany(graph: Graph, data: Dataset): Promise<number>;
}

/**
 * The built-in engine, the same graphs on TensorFlow.js, and what else there is.
 * @param named engines to measure as well; without it all that Automatic would measure
 */
export async function openSubjects(named: readonly string[] | undefined): Promise<Subject[]> {
  const subjects = [wasm('wasm', 1), wasm('wasm-2-threads', 2), await openTfjs('tfjs-cpu')];
  for (const entry of await listEngines([])) {
    if (entry.id === 'wasm' || entry.id === 'tfjs-cpu') continue;
    if (!(named ? named.includes(entry.id) : entry.available && !entry.byNameOnly)) continue;
    subjects.push(processOf(entry.id, await openEngine(entry.id, [])));
  }
  return subjects;
}

/** An engine in a process of its own, as the nodes use it. */
function processOf(name: string, engine: Engine): Subject {
  return {
    name,
    device: engine.device,
    train: (graph, data, batch, epochs) => trainWith(engine, graph, data, batch, epochs),
    async scoreOne(graph, data, times) {
      const weights = initialWeights(graph, 1);
      const one = { ...data, starts: data.starts.slice(0, 1) };
      return best(3, async () => {
        for (let i = 0; i < times; i++) await engine.predict(graph, weights, one, ['score']);
      }).then((ms) => (ms * 1000) / times);
    },
    scoreMany: (graph, data) => scoreWith(engine, graph, data),
  };
}

async function trainWith(
  engine: Engine,
  graph: Graph,
  data: Dataset,
  batch: number,
  epochs: number,
): Promise<number[]> {
  const marks = [performance.now()];
  await engine.train(graph, data, optionsOf(batch, epochs), { onEpoch: () => marks.push(performance.now()) });
  return differences(marks);
}

function scoreWith(engine: Engine, graph: Graph, data: Dataset): Promise<number> {
  const weights = initialWeights(graph, 1);
  return best(3, async () => {
    await engine.predict(graph, weights, data, ['score']);
  });
}

function optionsOf(batch: number, epochs: number): TrainingOptions {
  const optimizer = { kind: 'adam', rate: 1e-3 } as const;
  return { epochs, batch, optimizer, l2: 0, validation: new Int32Array(0), patience: 0, seed: 1 };
}

function wasm(name: string, threads: number): Subject {
  const engine = createWasmEngine({ threads });
  return {
    name,
    device: `${engine.device}, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
    train: (graph, data, batch, epochs) => trainWith(engine, graph, data, batch, epochs),
    scoreMany: (graph, data) => scoreWith(engine, graph, data),
    async scoreOne(graph, data, times) {
      const scorer = engine.scorer(graph, initialWeights(graph, 1));
      const inputs = Object.entries(data.inputs).map(([name, { offset, length }]) => {
        return [name, data.rows.subarray(offset * data.width, (offset + length) * data.width)] as const;
      });
      return best(50, () => {
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
    async scoreMany(graph, data) {
      const model = loadModel(tf, graph, initialWeights(graph, 1));
      return best(1, async () => {
        await predict(tf, model, data, ['score']);
      });
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
