import { describe, InputError } from '../input';
import { type Graph, inputsOf, parameterCount, sizeOf } from '../network/graph';
import type { Dataset, TrainingOptions } from './engine';

/**
 * Checks that a data set fits a graph, before anything runs: width, inputs, starts, finite rows.
 * @throws InputError naming the field, row and column
 */
export function checkDataset(graph: Graph, data: Dataset): void {
  const { rows, width, starts } = data;
  if (!Number.isInteger(width) || width < 1)
    throw new InputError('data.width', `is ${describe(width)}; at least 1 is needed`);
  if (rows.length % width !== 0) {
    throw new InputError('data.rows', `has ${rows.length} numbers, which is no multiple of the width ${width}`);
  }
  for (const [name, ref] of inputsOf(graph)) checkInput(name, sizeOf(graph.nodes[ref]!.shape), data);
  for (let i = 0; i < starts.length; i++) {
    if (starts[i]! < 0) throw new InputError(`data.starts[${i}]`, `is ${starts[i]}, which is before the first row`);
  }
  for (let i = 0; i < rows.length; i++) {
    if (!Number.isFinite(rows[i])) {
      const row = Math.floor(i / width);
      throw new InputError(
        `data.rows`,
        `is ${rows[i]} in row ${row}, column ${i % width}; only finite numbers can be used`,
      );
    }
  }
}

/**
 * Checks training options against the data set.
 * @throws InputError naming the field
 */
export function checkOptions(graph: Graph, data: Dataset, options: TrainingOptions): void {
  positive('epochs', options.epochs, true);
  positive('batch', options.batch, true);
  positive('optimizer.rate', options.optimizer.rate, false);
  if (!(options.l2 >= 0 && Number.isFinite(options.l2)))
    throw new InputError('options.l2', `is ${describe(options.l2)}; 0 or more is needed`);
  const count = data.starts.length;
  for (const index of options.validation) {
    if (index < 0 || index >= count) throw new InputError('options.validation', `names example ${index} of ${count}`);
  }
  if (new Set(options.validation).size >= count) {
    throw new InputError(
      'data.starts',
      `leaves no example to train on (${count} examples, ${options.validation.length} held out)`,
    );
  }
  if (options.start !== undefined) checkWeights(graph, options.start, 'options.start');
}

/** @throws InputError when the weights are not those of the graph */
export function checkWeights(graph: Graph, weights: Float32Array, field = 'weights'): void {
  const count = parameterCount(graph);
  if (weights.length !== count)
    throw new InputError(field, `has ${weights.length} numbers but the graph has ${count} weights`);
  for (let at = 0; at < weights.length; at++) {
    if (!Number.isFinite(weights[at]))
      throw new InputError(field, `is ${weights[at]} at ${at}; only finite weights can be used`);
  }
}

/** @throws InputError naming the outputs that there are */
export function checkOutputs(graph: Graph, outputs: readonly string[]): void {
  for (const name of outputs) {
    if (!Object.hasOwn(graph.outputs, name)) {
      throw new InputError('outputs', `names '${name}'; the graph has ${Object.keys(graph.outputs).join(', ')}`);
    }
  }
}

function checkInput(name: string, size: number, { rows, width, starts, inputs }: Dataset): void {
  const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  if (input === undefined) throw new InputError(`data.inputs.${name}`, 'is missing; the graph has this input');
  if (input.length * width !== size) {
    throw new InputError(
      `data.inputs.${name}`,
      `has ${input.length} rows of ${width} numbers but the graph needs ${size} numbers`,
    );
  }
  const count = rows.length / width;
  for (let i = 0; i < starts.length; i++) {
    const from = starts[i]! + input.offset;
    if (from < 0 || from + input.length > count) {
      throw new InputError(
        `data.starts[${i}]`,
        `is ${starts[i]}: input '${name}' would take rows ${from} to ${from + input.length - 1} of ${count}`,
      );
    }
  }
}

function positive(field: string, value: number, integer: boolean): void {
  if (!(value > 0 && Number.isFinite(value)) || (integer && !Number.isInteger(value))) {
    const need = integer ? 'an integer of at least 1' : 'a number above 0';
    throw new InputError(`options.${field}`, `is ${describe(value)}; ${need} is needed`);
  }
}
