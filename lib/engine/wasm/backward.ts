import { type GraphNode, operandsOf, type Ref, type Shape, sizeOf } from '../../network/graph';
import type { Compilation } from './compilation';
import { ACTIVATIONS, around, convSizes, denseSizes, type NodeOf, normStats, spread } from './forward';
import * as op from './opcodes';
import { Buffer, Float } from './program';

/** Writes the backward pass: the gradient of the mean loss with respect to every parameter. */
export function emitBackward(c: Compilation): void {
  const gradients = new Gradients(c);
  c.program.emit(op.SEED, gradients.first(c.graph.loss), 1);
  for (const ref of [...c.live].reverse()) {
    if (gradients.needed(ref)) emitNode(c, gradients, ref, c.graph.nodes[ref]!);
  }
  for (const { name, shape } of c.graph.parameters) {
    if (gradients.parameter(name) === 0) c.program.emit(op.ZERO_GRADIENT, c.parameter(name), sizeOf(shape));
  }
}

/** Which gradients exist so far: the first contribution is written, later ones are added. */
class Gradients {
  private readonly buffers = new Map<Ref, Buffer>();
  private readonly parameters = new Set<string>();
  private readonly dependent = new Set<Ref>();

  constructor(private readonly c: Compilation) {
    for (const ref of c.live) {
      const node = c.graph.nodes[ref]!;
      const trained =
        node.op === 'parameter' || node.op === 'dense' || node.op === 'conv1d' || node.op === 'layer-norm';
      if (trained || operandsOf(node).some((x) => this.dependent.has(x))) this.dependent.add(ref);
    }
  }

  /** Whether the value depends on a parameter. */
  needed(ref: Ref): boolean {
    return this.dependent.has(ref);
  }

  /** The finished gradient of a value. */
  of(ref: Ref): Buffer {
    return this.buffers.get(this.key(ref))!;
  }

  /** The buffer for a first contribution. */
  first(ref: Ref): Buffer {
    const key = this.key(ref);
    const buffer = new Buffer(sizeOf(this.c.graph.nodes[key]!.shape) * this.c.capacity);
    this.buffers.set(key, buffer);
    return buffer;
  }

  /** Calls emit with the buffer and 1 when the contribution is to be added; not at all where no gradient is needed. */
  contribute(ref: Ref, emit: (buffer: Buffer, accumulate: 0 | 1) => void): void {
    if (!this.needed(ref)) return;
    const buffer = this.buffers.get(this.key(ref));
    if (buffer === undefined) emit(this.first(ref), 0);
    else emit(buffer, 1);
  }

  /** Lets a value that is used only here take over a finished gradient as its own. True when it did. */
  handOver(from: Ref, to: Ref): boolean {
    if (!this.needed(to) || this.c.uses.get(this.c.root(to)) !== 1) return false;
    this.buffers.set(this.key(to), this.of(from));
    return true;
  }

  /** 1 when a contribution to a parameter is to be added to an earlier one. */
  parameter(name: string): 0 | 1 {
    if (this.parameters.has(name)) return 1;
    this.parameters.add(name);
    return 0;
  }

  private key(ref: Ref): Ref {
    return this.c.root(this.c.rectified.get(ref) ?? ref);
  }
}

function emitNode(c: Compilation, g: Gradients, ref: Ref, node: GraphNode): void {
  const { program, value, parameter } = c;
  const n = sizeOf(node.shape);
  const shapeOf = (x: Ref): Shape => c.graph.nodes[x]!.shape;
  const dy = g.of(ref);
  switch (node.op) {
    case 'input':
    case 'reshape':
      return;
    case 'dense':
      emitDense(c, g, ref, node);
      return;
    case 'conv1d':
      emitConv(c, g, ref, node);
      return;
    case 'relu':
    case 'gelu':
    case 'tanh':
    case 'sigmoid':
      if (c.rectified.get(node.x) === ref) return;
      g.contribute(node.x, (dx, add) => {
        // Only gelu's gradient needs x, the others need y: what is not named here can be overwritten.
        const [x, y] = node.op === 'gelu' ? [value(node.x), undefined] : [undefined, value(ref)];
        program.emit(op.ACTIVATION_BACK, ACTIVATIONS[node.op], x, y, dy, dx, n, add);
      });
      return;
    case 'softmax': {
      const width = node.shape.at(-1)!;
      g.contribute(node.x, (dx, add) => program.emit(op.SOFTMAX_BACK, value(ref), dy, dx, n / width, width, add));
      return;
    }
    case 'layer-norm':
      emitNorm(c, g, ref, node);
      return;
    case 'parameter':
      program.emit(op.PARAMETER_BACK, dy, parameter(node.name), n, g.parameter(node.name));
      return;
    case 'add':
    case 'subtract':
      emitSum(c, g, ref, node);
      return;
    case 'multiply':
      emitProduct(c, g, ref, node);
      return;
    case 'concat': {
      const { outer, length, inner } = around(node.shape, node.axis);
      let from = 0;
      for (const x of node.xs) {
        const chunk = shapeOf(x)[node.axis]! * inner;
        const at = from;
        g.contribute(x, (dx, add) => program.emit(op.COPY, dy, dx, outer, chunk, length * inner, chunk, add, at, 0));
        from += chunk;
      }
      return;
    }
    case 'slice': {
      const { outer, length, inner } = around(shapeOf(node.x), node.axis);
      const chunk = (node.to - node.from) * inner;
      g.contribute(node.x, (dx, add) => {
        if (add === 0) program.emit(op.ZERO, dx, outer * length * inner);
        program.emit(op.COPY, dy, dx, outer, chunk, chunk, length * inner, 1, 0, node.from * inner);
      });
      return;
    }
    case 'mean': {
      const { outer, length, inner } = around(shapeOf(node.x), node.axis);
      g.contribute(node.x, (dx, add) => program.emit(op.MEAN_BACK, dy, dx, outer, length, inner, add));
      return;
    }
    case 'dropout':
      g.contribute(node.x, (dx, add) => program.emit(op.DROPOUT, dy, dx, n, new Float(node.rate), ref, add));
      return;
    case 'squared-error':
    case 'mean-squared-error':
      emitError(c, g, node, dy);
      return;
    case 'combine':
      node.xs.forEach((x, i) => {
        g.contribute(x, (dx, add) => program.emit(op.SCALE, dy, dx, 1, new Float(node.weights[i]!), add));
      });
      return;
  }
}

function emitDense(c: Compilation, g: Gradients, ref: Ref, node: NodeOf<'dense'>): void {
  const { program, value, parameter } = c;
  const { rows, width, units } = denseSizes(c.graph, node);
  const dy = g.of(ref);
  const fused = c.rectified.has(ref) ? 1 : 0;
  program.emit(op.DENSE_BIAS, dy, value(ref), parameter(node.bias), rows, units, fused, g.parameter(node.bias));
  const w = parameter(node.weight);
  program.emit(op.DENSE_WEIGHT, value(node.x), dy, w, rows, width, units, g.parameter(node.weight));
  g.contribute(node.x, (dx, add) => {
    program.emit(op.DENSE_INPUT, dy, w, new Buffer(width * units), dx, rows, width, units, add);
  });
}

function emitConv(c: Compilation, g: Gradients, ref: Ref, node: NodeOf<'conv1d'>): void {
  const { program, value, parameter } = c;
  const { channels, units, time, size, reach, steps, args } = convSizes(c.graph, node);
  const dy = g.of(ref);
  const fused = c.rectified.has(ref) ? 1 : 0;
  const timeOut = node.shape[0]!;
  program.emit(op.DENSE_BIAS, dy, value(ref), parameter(node.bias), timeOut, units, fused, g.parameter(node.bias));
  const w = parameter(node.weight);
  const padded = new Buffer(steps * channels);
  program.emit(op.CONV_WEIGHT, value(node.x), dy, w, padded, ...args, g.parameter(node.weight));
  g.contribute(node.x, (dx, add) => {
    const scratch = new Buffer(size * channels * units + (time + reach) * units);
    program.emit(op.CONV_INPUT, dy, w, dx, scratch, ...args, add);
  });
}

function emitNorm(c: Compilation, g: Gradients, ref: Ref, node: NodeOf<'layer-norm'>): void {
  const { program, value, parameter } = c;
  const width = node.shape.at(-1)!;
  const rows = sizeOf(node.shape) / width;
  const stats = normStats(c, ref, rows);
  const emit = (dx: Buffer | undefined, add: 0 | 1): void => {
    const [gain, offset] = [parameter(node.gain), parameter(node.offset)];
    const flags = [add, g.parameter(node.gain), g.parameter(node.offset)];
    program.emit(op.NORM_BACK, value(node.x), gain, stats, g.of(ref), dx, gain, offset, rows, width, ...flags);
  };
  if (g.needed(node.x)) g.contribute(node.x, emit);
  else emit(undefined, 0);
}

function emitSum(c: Compilation, g: Gradients, ref: Ref, node: NodeOf<'add' | 'subtract' | 'multiply'>): void {
  const { program } = c;
  const n = sizeOf(node.shape);
  const dy = g.of(ref);
  const { mode, inner } = spread(node.op, node.shape, c.graph.nodes[node.b]!.shape);
  const factor = new Float(node.op === 'add' ? 1 : -1);
  g.contribute(node.b, (db, add) => program.emit(op.REDUCE, mode, dy, undefined, db, n, inner, factor, add));
  if (g.handOver(ref, node.a)) return;
  g.contribute(node.a, (da, add) => program.emit(op.SCALE, dy, da, n, new Float(1), add));
}

function emitProduct(c: Compilation, g: Gradients, ref: Ref, node: NodeOf<'add' | 'subtract' | 'multiply'>): void {
  const { program, value } = c;
  const n = sizeOf(node.shape);
  const dy = g.of(ref);
  const { mode, inner } = spread('multiply', node.shape, c.graph.nodes[node.b]!.shape);
  g.contribute(node.b, (db, add) => {
    program.emit(op.REDUCE, mode, dy, value(node.a), db, n, inner, new Float(1), add);
  });
  g.contribute(node.a, (da, add) => program.emit(op.BINARY, op.MULTIPLY, mode, dy, value(node.b), da, n, inner, add));
}

function emitError(
  c: Compilation,
  g: Gradients,
  node: NodeOf<'squared-error' | 'mean-squared-error'>,
  dy: Buffer,
): void {
  const { program, value } = c;
  const opcode = node.op === 'squared-error' ? op.SQUARED_ERROR_BACK : op.MEAN_SQUARED_ERROR_BACK;
  const n = sizeOf(c.graph.nodes[node.a]!.shape);
  const emit = (x: Ref, factor: number): void => {
    g.contribute(x, (dx, add) => {
      program.emit(opcode, value(node.a), value(node.b), dy, dx, n, new Float(factor), add);
    });
  };
  emit(node.a, 1);
  emit(node.b, -1);
}
