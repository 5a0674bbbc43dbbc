import type { Activation, Graph, GraphNode, Initializer, Operation, Parameter, Ref, Shape } from './graph';
import { sizeOf } from './graph';
import { GraphError, inferShape, shapeText } from './shapes';

export interface DenseOptions {
  /** Prefix of the parameters: NAME.weight and NAME.bias. */
  readonly name: string;
  readonly activation?: Activation;
}

export interface Conv1dOptions extends DenseOptions {
  /** 1 */
  readonly stride?: number;
  /** 1 */
  readonly dilation?: number;
  /** 'same' */
  readonly padding?: 'same' | 'causal';
}

/**
 * Makes a graph, operation by operation. Every method checks the shapes at once and returns a reference to the value;
 * an error names the operation and the shapes.
 *
 *     const g = new GraphBuilder();
 *     const x = g.input('x', [10]);
 *     const y = g.dense(g.dense(x, 4, { name: 'encoder', activation: 'relu' }), 10, { name: 'decoder' });
 *     const loss = g.meanSquaredError(y, x);
 *     const graph = g.build({ loss, outputs: { score: loss } });
 */
export class GraphBuilder {
  private readonly nodes: GraphNode[] = [];
  private readonly parameters = new Map<string, Parameter>();
  private readonly around = {
    shapeOf: (ref: Ref) => this.shape(ref),
    parameterShape: (name: string) => {
      const parameter = this.parameters.get(name);
      if (parameter === undefined) throw new GraphError(`there is no parameter '${name}'`);
      return parameter.shape;
    },
  };

  /** Shape of a value, without the batch. */
  shape(ref: Ref): Shape {
    const node = this.nodes[ref];
    if (node === undefined) throw new GraphError(`there is no earlier node ${ref}`);
    return node.shape;
  }

  input(name: string, shape: Shape): Ref {
    if (this.nodes.some((node) => node.op === 'input' && node.name === name)) {
      throw new GraphError(`input: there already is an input '${name}'`);
    }
    if (shape.length === 0) throw new GraphError(`input: '${name}' needs at least one axis`);
    checkAxes(`input '${name}'`, shape);
    return this.nodes.push({ op: 'input', name, shape: [...shape] }) - 1;
  }

  /** Declares a trained tensor; dense, conv1d and layerNorm do it themselves. */
  declare(name: string, shape: Shape, init: Initializer, decay: boolean): string {
    if (this.parameters.has(name)) throw new GraphError(`parameter: there already is a parameter '${name}'`);
    checkAxes(`parameter '${name}'`, shape);
    this.parameters.set(name, { name, shape: [...shape], init, decay });
    return name;
  }

  /** Appends any operation; its parameters must have been declared. */
  append(operation: Exclude<Operation, { op: 'input' }>): Ref {
    const shape = inferShape(operation, this.around);
    return this.nodes.push({ ...operation, shape }) - 1;
  }

  /** A trained tensor as a value, the same for every example; starts normal with the given deviation, or constant. */
  parameter(name: string, shape: Shape, init: Initializer): Ref {
    return this.append({ op: 'parameter', name: this.declare(name, shape, init, false) });
  }

  dense(x: Ref, units: number, { name, activation }: DenseOptions): Ref {
    const width = this.shape(x).at(-1) ?? 1;
    const weight = this.declare(`${name}.weight`, [width, units], start(activation, width, units), true);
    const bias = this.declare(`${name}.bias`, [units], ZERO, false);
    return this.activate(this.append({ op: 'dense', x, weight, bias }), activation);
  }

  /** @param size number of taps of the kernel, in time steps */
  conv1d(x: Ref, channels: number, size: number, options: Conv1dOptions): Ref {
    const { name, activation, stride = 1, dilation = 1, padding = 'same' } = options;
    const width = this.shape(x).at(-1) ?? 1;
    const init = start(activation, width * size, channels * size);
    const weight = this.declare(`${name}.weight`, [size, width, channels], init, true);
    const bias = this.declare(`${name}.bias`, [channels], ZERO, false);
    return this.activate(this.append({ op: 'conv1d', x, weight, bias, stride, dilation, padding }), activation);
  }

  /** x itself without an activation. */
  activate(x: Ref, activation: Activation | undefined): Ref {
    return activation === undefined ? x : this.append({ op: activation, x });
  }

  softmax(x: Ref): Ref {
    return this.append({ op: 'softmax', x });
  }

  /** @param options.epsilon added to the variance; 1e-5 */
  layerNorm(x: Ref, { name, epsilon = 1e-5 }: { readonly name: string; readonly epsilon?: number }): Ref {
    const width = this.shape(x).at(-1) ?? 1;
    const gain = this.declare(`${name}.gain`, [width], { kind: 'constant', value: 1 }, false);
    const offset = this.declare(`${name}.offset`, [width], ZERO, false);
    return this.append({ op: 'layer-norm', x, gain, offset, epsilon });
  }

  /** a + b; b may be spread over a. */
  add(a: Ref, b: Ref): Ref {
    return this.append({ op: 'add', a, b });
  }

  /** a - b; b may be spread over a. */
  subtract(a: Ref, b: Ref): Ref {
    return this.append({ op: 'subtract', a, b });
  }

  /** a b, element by element; b may be spread over a. */
  multiply(a: Ref, b: Ref): Ref {
    return this.append({ op: 'multiply', a, b });
  }

  concat(xs: readonly Ref[], axis: number): Ref {
    return this.append({ op: 'concat', xs: [...xs], axis });
  }

  /** Elements from..to - 1 of an axis. */
  slice(x: Ref, axis: number, from: number, to: number): Ref {
    return this.append({ op: 'slice', x, axis, from, to });
  }

  reshape(x: Ref, shape: Shape): Ref {
    return this.append({ op: 'reshape', x, shape: [...shape] });
  }

  /** Mean over an axis, which goes, or stays as 1 with keep. */
  mean(x: Ref, axis: number, { keep = false }: { readonly keep?: boolean } = {}): Ref {
    return this.append({ op: 'mean', x, axis, keep });
  }

  /** [time, channels] -> [channels] */
  globalAveragePool(x: Ref): Ref {
    return this.mean(x, 0);
  }

  /** @param rate share of the elements that are zero in training, in [0, 1) */
  dropout(x: Ref, rate: number): Ref {
    return this.append({ op: 'dropout', x, rate });
  }

  /** (a - b)^2 per element. */
  squaredError(a: Ref, b: Ref): Ref {
    return this.append({ op: 'squared-error', a, b });
  }

  /** Mean of (a - b)^2 per example. */
  meanSquaredError(a: Ref, b: Ref): Ref {
    return this.append({ op: 'mean-squared-error', a, b });
  }

  /** Weighted sum of per-example scalars. */
  combine(xs: readonly Ref[], weights: readonly number[]): Ref {
    return this.append({ op: 'combine', xs: [...xs], weights: [...weights] });
  }

  /** @throws GraphError when the loss is not one number per example or an output is unknown */
  build({ loss, outputs }: { readonly loss: Ref; readonly outputs: Readonly<Record<string, Ref>> }): Graph {
    if (this.shape(loss).length !== 0) {
      throw new GraphError(`loss: ${shapeText(this.shape(loss))} is not one number per example, []`);
    }
    for (const ref of Object.values(outputs)) this.shape(ref);
    return {
      format: 1,
      nodes: [...this.nodes],
      parameters: [...this.parameters.values()],
      loss,
      outputs: { ...outputs },
    };
  }
}

const ZERO: Initializer = { kind: 'constant', value: 0 };

/** He's start for rectifiers (DOI 10.1109/ICCV.2015.123), Glorot's otherwise (Glorot and Bengio 2010). */
function start(activation: Activation | undefined, fanIn: number, fanOut: number): Initializer {
  return activation === 'relu' || activation === 'gelu' ? { kind: 'he', fanIn } : { kind: 'glorot', fanIn, fanOut };
}

/** Sizes beyond this are a mistake or an attack, not a network for a plant. */
const LARGEST = 2 ** 26;

function checkAxes(what: string, shape: Shape): void {
  const fits = shape.length <= 4 && shape.every((n) => Number.isInteger(n) && n >= 1) && sizeOf(shape) <= LARGEST;
  if (!fits) throw new GraphError(`${what}: ${shapeText(shape)} must be at most 4 axes of integers of at least 1`);
}
