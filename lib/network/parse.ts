import { describe, InputError, isPlainObject, isSafeName, own } from '../input';
import { GraphBuilder } from './builder';
import type { Graph, Initializer, Operation, Parameter, Ref, Shape } from './graph';
import { GraphError, shapeText } from './shapes';

/** More operations than this are a mistake or an attack. */
const MOST_NODES = 4096;

/**
 * Reads a graph that came from disk or from a message: unknown fields are dropped, every shape is inferred anew and
 * compared with the stored one.
 * @throws InputError naming the field
 */
export function parseGraph(raw: unknown): Graph {
  const graph = object(raw, 'graph');
  if (graph['format'] !== 1) throw new InputError('graph.format', `is ${describe(graph['format'])}; only 1 is known`);
  const builder = new GraphBuilder();
  for (const [i, item] of list(graph, 'parameters', 'graph').entries()) {
    const at = `graph.parameters[${i}]`;
    const p = parameter(item, at);
    guarded(at, () => builder.declare(p.name, p.shape, p.init, p.decay));
  }
  for (const [i, item] of list(graph, 'nodes', 'graph').entries()) addNode(builder, item, `graph.nodes[${i}]`);
  const outputs = Object.entries(object(own(graph, 'outputs'), 'graph.outputs')).map(([name, ref]) => {
    if (!isSafeName(name)) throw new InputError('graph.outputs', 'has a name that is not allowed');
    return [name, integer(ref, `graph.outputs.${name}`)] as const;
  });
  const loss = integer(own(graph, 'loss'), 'graph.loss');
  return guarded('graph', () => builder.build({ loss, outputs: Object.fromEntries(outputs) }));
}

function addNode(builder: GraphBuilder, item: unknown, at: string): void {
  const raw = object(item, at);
  const shape = shapeFrom(own(raw, 'shape'), `${at}.shape`);
  const operation = operationFrom(raw, at);
  const ref = guarded(at, () =>
    operation.op === 'input' ? builder.input(operation.name, shape) : builder.append(operation),
  );
  const inferred = shapeText(builder.shape(ref));
  if (inferred !== shapeText(shape))
    throw new InputError(`${at}.shape`, `is ${shapeText(shape)} but must be ${inferred}`);
}

function parameter(item: unknown, at: string): Parameter {
  const raw = object(item, at);
  return {
    name: name(own(raw, 'name'), `${at}.name`),
    shape: shapeFrom(own(raw, 'shape'), `${at}.shape`),
    init: initializer(object(own(raw, 'init'), `${at}.init`), `${at}.init`),
    decay: own(raw, 'decay') === true,
  };
}

function initializer(raw: Record<string, unknown>, at: string): Initializer {
  const number = (key: string): number => finite(own(raw, key), `${at}.${key}`);
  const kind = own(raw, 'kind');
  switch (kind) {
    case 'glorot':
      return { kind, fanIn: number('fanIn'), fanOut: number('fanOut') };
    case 'he':
      return { kind, fanIn: number('fanIn') };
    case 'constant':
      return { kind, value: number('value') };
    case 'normal':
      return { kind, deviation: number('deviation') };
    default:
      throw new InputError(`${at}.kind`, `is ${describe(kind)}; known are glorot, he, constant and normal`);
  }
}

function operationFrom(fields: Record<string, unknown>, at: string): Operation {
  const ref = (key: string): Ref => integer(own(fields, key), `${at}.${key}`);
  const text = (key: string): string => name(own(fields, key), `${at}.${key}`);
  const refs = (): Ref[] => list(fields, 'xs', at).map((x, i) => integer(x, `${at}.xs[${i}]`));
  const op = own(fields, 'op') as Operation['op'];
  switch (op) {
    case 'input':
    case 'parameter':
      return { op, name: text('name') };
    case 'dense':
      return { op, x: ref('x'), weight: text('weight'), bias: text('bias') };
    case 'conv1d': {
      const padding = text('padding') as 'same' | 'causal';
      const operands = { x: ref('x'), weight: text('weight'), bias: text('bias') };
      return { op, ...operands, stride: ref('stride'), dilation: ref('dilation'), padding };
    }
    case 'relu':
    case 'gelu':
    case 'tanh':
    case 'sigmoid':
    case 'softmax':
      return { op, x: ref('x') };
    case 'layer-norm': {
      const epsilon = finite(own(fields, 'epsilon'), `${at}.epsilon`);
      return { op, x: ref('x'), gain: text('gain'), offset: text('offset'), epsilon };
    }
    case 'add':
    case 'multiply':
    case 'subtract':
    case 'squared-error':
    case 'mean-squared-error':
      return { op, a: ref('a'), b: ref('b') };
    case 'concat':
      return { op, xs: refs(), axis: ref('axis') };
    case 'slice':
      return { op, x: ref('x'), axis: ref('axis'), from: ref('from'), to: ref('to') };
    case 'reshape':
      return { op, x: ref('x'), shape: shapeFrom(own(fields, 'shape'), `${at}.shape`) };
    case 'mean':
      return { op, x: ref('x'), axis: ref('axis'), keep: own(fields, 'keep') === true };
    case 'dropout':
      return { op, x: ref('x'), rate: finite(own(fields, 'rate'), `${at}.rate`) };
    case 'combine': {
      const weights = list(fields, 'weights', at).map((w, i) => finite(w, `${at}.weights[${i}]`));
      return { op, xs: refs(), weights };
    }
    default:
      throw new InputError(`${at}.op`, `is ${describe(op)}, which is no operation`);
  }
}

function guarded<T>(at: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof GraphError) throw new InputError(at, error.message);
    throw error;
  }
}

function object(value: unknown, at: string): Record<string, unknown> {
  if (isPlainObject(value)) return value;
  throw new InputError(at, `is ${describe(value)}; an object is needed`);
}

function list(raw: Record<string, unknown>, key: string, at: string): unknown[] {
  const value = own(raw, key);
  if (Array.isArray(value) && value.length <= MOST_NODES) return value;
  throw new InputError(`${at}.${key}`, `is ${describe(value)}; an array of at most ${MOST_NODES} is needed`);
}

function name(value: unknown, at: string): string {
  if (isSafeName(value)) return value;
  throw new InputError(at, `is ${describe(value)}; a name is needed`);
}

function finite(value: unknown, at: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new InputError(at, `is ${describe(value)}; a finite number is needed`);
}

function integer(value: unknown, at: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new InputError(at, `is ${describe(value)}; an integer of at least 0 is needed`);
}

function shapeFrom(value: unknown, at: string): Shape {
  if (!Array.isArray(value) || value.length > 4) throw new InputError(at, `is ${describe(value)}; a shape is needed`);
  return value.map((n, i) => integer(n, `${at}[${i}]`));
}
