import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { dropoutSeed, kept } from '../../network/dropout';
import { type Graph, type Shape, sizeOf } from '../../network/graph';
import { initialWeights } from '../../network/initial';
import type { Dataset, TrainingOptions } from '../engine';
import type { Stepper } from '../loop';
import { optimizerNumbers } from '../optimizer';
import { gatherInputs } from './examples';
import { createProgram, type Program } from './program';
import type { Tf } from './tfjs';

/**
 * Steps whose results are left in flight before one is waited for: the GPU stays busy, and a cancel still comes through
 * within so many steps.
 */
const IN_FLIGHT = 16;

/** What lives on the device during a training, each the whole model in one flat tensor. */
interface State {
  weights: Tensor;
  /** First moment (Adam) or velocity (SGD). */
  first: Tensor;
  second: Tensor;
  /** Sum of the losses since takeLoss(). */
  loss: Tensor;
}

/**
 * Training steps on tfjs. As weights and moments are flat, a step costs a handful of launches instead of a handful per
 * parameter, which is what small networks on a GPU spend their time on.
 */
export function createStepper(
  tf: Tf,
  graph: Graph,
  data: Dataset,
  options: TrainingOptions,
): Stepper & { dispose(): void } {
  const program = createProgram(tf, graph);
  const gradientOf = createGradient(tf, program);
  const numbers = optimizerNumbers(options.optimizer);
  const start = options.start ?? initialWeights(graph, options.seed);
  const decay = options.l2 > 0 ? tf.tensor1d(decayRates(graph, options.l2)) : undefined;
  const state: State = {
    weights: tf.tensor1d(start),
    first: tf.zeros([start.length]),
    second: tf.zeros([start.length]),
    loss: tf.scalar(0),
  };
  let updates = 0;

  function set(name: keyof State, value: Tensor): void {
    state[name].dispose();
    state[name] = tf.keep(value);
  }

  /** Adds the gradient of L2 and scales down to clipNorm. */
  function regularised(gradient: Tensor): Tensor {
    const whole = decay ? tf.add(gradient, tf.mul(state.weights, decay)) : gradient;
    if (!options.clipNorm) return whole;
    const norm = tf.sqrt(tf.sum(tf.square(whole)));
    return tf.mul(whole, tf.minimum(1, tf.div(options.clipNorm, tf.maximum(norm, 1e-30))));
  }

  function update(gradient: Tensor, rate: number): void {
    updates++;
    if (numbers.kind === 'sgd') {
      set('first', tf.add(tf.mul(state.first, numbers.momentum), gradient));
      set('weights', tf.sub(state.weights, tf.mul(state.first, rate)));
      return;
    }
    const { beta1, beta2, epsilon } = numbers;
    set('first', tf.add(tf.mul(state.first, beta1), tf.mul(gradient, 1 - beta1)));
    set('second', tf.add(tf.mul(state.second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
    const deviation = tf.add(tf.sqrt(tf.mul(state.second, 1 / (1 - beta2 ** updates))), epsilon);
    set('weights', tf.sub(state.weights, tf.div(tf.mul(state.first, rate / (1 - beta1 ** updates)), deviation)));
  }

  return {
    async step(examples, step, rate) {
      tf.tidy(() => {
        const inputs = gatherInputs(tf, graph, data, examples);
        const mask = (ref: number, shape: Shape): Tensor =>
          dropoutMask(tf, graph, ref, [examples.length, ...shape], dropoutSeed(options.seed, step, ref));
        const { loss, gradient } = gradientOf(state.weights, inputs, mask);
        set('loss', tf.add(state.loss, tf.mul(loss, examples.length)));
        update(regularised(gradient), rate);
      });
      if (updates % IN_FLIGHT === 0) await state.loss.data();
      else await turn();
    },
    async evaluate(examples) {
      tf.tidy(() => {
        const inputs = gatherInputs(tf, graph, data, examples);
        const [losses] = program.run([graph.loss], program.parameters(state.weights), inputs);
        set('loss', tf.add(state.loss, tf.sum(losses!)));
      });
      await turn();
    },
    async takeLoss() {
      const loss = (await state.loss.data())[0]!;
      set('loss', tf.scalar(0));
      return loss;
    },
    weights: async () => Float32Array.from(await state.weights.data()),
    dispose: () => tf.dispose([...Object.values(state), ...(decay ? [decay] : [])]),
  };
}

/** Lets messages in, among them the one that cancels. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

type GradientOf = (
  weights: Tensor,
  inputs: Readonly<Record<string, Tensor>>,
  mask: (ref: number, shape: Shape) => Tensor,
) => { loss: Tensor; gradient: Tensor };

/** Mean loss of a batch and its gradient by the flat weights; inside a tidy. */
function createGradient(tf: Tf, program: Program): GradientOf {
  const { graph } = program;
  // tfjs refuses a gradient by what the loss does not depend on.
  const trained = program.parametersOf(graph.loss);
  return (weights, inputs, mask) => {
    const all = program.parameters(weights);
    const loss = (...values: Tensor[]): Scalar => {
      const parameters = [...all];
      values.forEach((value, i) => {
        parameters[trained[i]!] = value;
      });
      return tf.mean(program.run([graph.loss], parameters, inputs, mask)[0]!);
    };
    const { value, grads } = tf.valueAndGrads(loss)(trained.map((i) => all[i]!));
    const parts = all.map((parameter, i) => {
      const at = trained.indexOf(i);
      return at < 0 ? tf.zeros([parameter.size]) : tf.reshape(grads[at]!, [-1]);
    });
    return { loss: value, gradient: tf.concat(parts) };
  };
}

/** Gradient of L2 per weight and unit of weight: 2 l2 for those that decay. */
function decayRates(graph: Graph, l2: number): Float32Array {
  const rates = graph.parameters.flatMap(({ shape, decay }) =>
    new Array<number>(sizeOf(shape)).fill(decay ? 2 * l2 : 0),
  );
  return Float32Array.from(rates);
}

/** The same elements as on every other engine: lib/network/dropout.ts. */
function dropoutMask(tf: Tf, graph: Graph, ref: number, shape: Shape, key: number): Tensor {
  const node = graph.nodes[ref]!;
  const rate = node.op === 'dropout' ? node.rate : 0;
  const mask = new Float32Array(sizeOf(shape));
  for (let i = 0; i < mask.length; i++) mask[i] = kept(key, i, rate) ? 1 / (1 - rate) : 0;
  return tf.tensor(mask, [...shape]);
}
