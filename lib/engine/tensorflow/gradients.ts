import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from './tfjs';

/**
 * Gradients of the kernels that operations.ts uses, registered with tfjs where it has none: tfjs-core alone brings none
 * that Node could load (they come with the union package @tensorflow/tfjs, 300 MB, and with tfjs-node). Those that are
 * there are left as they are.
 */
export function registerGradients(tf: Tf): void {
  for (const config of gradients(tf)) {
    if (!tf.getGradient(config.kernelName)) tf.registerGradient(config);
  }
}

type Saved = Tensor[];

function gradients(tf: Tf): GradConfig[] {
  /** Sums a gradient over the axes along which an operand was spread. */
  const spreadFrom = (operand: Tensor, dy: Tensor): Tensor => {
    const axes = tf.broadcast_util.getReductionAxes(operand.shape, dy.shape);
    return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, operand.shape);
  };
  /** [.., 1, ..] where the axes were reduced, spread back over x. */
  const spreadOver = (x: Tensor, axis: number | number[], dy: Tensor): Tensor => {
    const axes = tf.util.parseAxisParam(axis, x.shape);
    const kept = x.shape.map((n, i) => (axes.includes(i) ? 1 : n));
    return tf.add(tf.reshape(dy, kept), tf.zeros(x.shape));
  };
  const unary = (
    kernelName: string,
    saves: 'x' | 'y',
    derivative: (dy: Tensor, saved: Tensor) => Tensor,
  ): GradConfig => ({
    kernelName,
    ...(saves === 'x' ? { inputsToSave: ['x'] } : { outputsToSave: [true] }),
    gradFunc: (dy, saved) => ({ x: () => derivative(dy as Tensor, (saved as Saved)[0]!) }),
  });
  const binary = (kernelName: string, byA: BinaryDerivative, byB: BinaryDerivative): GradConfig => ({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
      const [a, b] = saved as [Tensor, Tensor];
      return {
        a: () => spreadFrom(a, byA(dy as Tensor, a, b)),
        b: () => spreadFrom(b, byB(dy as Tensor, a, b)),
      };
    },
  });
  const shaped = (
    kernelName: string,
    derivative: (dy: Tensor, x: Tensor, attributes: NamedAttrMap) => Tensor,
  ): GradConfig => ({
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes) => ({ x: () => derivative(dy as Tensor, (saved as Saved)[0]!, attributes) }),
  });

  return [
    binary(
      'Add',
      (dy) => dy,
      (dy) => dy,
    ),
    binary(
      'Sub',
      (dy) => dy,
      (dy) => tf.neg(dy),
    ),
    binary(
      'Multiply',
      (dy, _, b) => tf.mul(dy, b),
      (dy, a) => tf.mul(dy, a),
    ),
    unary('Relu', 'x', (dy, x) => tf.mul(dy, tf.step(x))),
    unary('Tanh', 'y', (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
    unary('Sigmoid', 'y', (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
    unary('Erf', 'x', (dy, x) => tf.mul(dy, tf.mul(tf.exp(tf.neg(tf.square(x))), 2 / Math.sqrt(Math.PI)))),
    unary('Square', 'x', (dy, x) => tf.mul(dy, tf.mul(x, 2))),
    unary('Rsqrt', 'y', (dy, y) => tf.mul(dy, tf.mul(tf.mul(y, tf.square(y)), -0.5))),
    shaped('Reshape', (dy, x) => tf.reshape(dy, x.shape)),
    shaped('Mean', (dy, x, { axis }) => tf.mul(spreadOver(x, axis as number[], dy), dy.size / x.size)),
    shaped('Sum', (dy, x, { axis }) => spreadOver(x, axis as number[], dy)),
    shaped('PadV2', (dy, x, { paddings }) =>
      tf.slice(
        dy,
        (paddings as [number, number][]).map(([before]) => before),
        x.shape,
      ),
    ),
    shaped('Slice', (dy, x, { begin, size }) =>
      tf.pad(
        dy,
        (begin as number[]).map((from, i) => [from, x.shape[i]! - from - (size as number[])[i]!]),
      ),
    ),
    {
      kernelName: 'Softmax',
      outputsToSave: [true],
      gradFunc: (dy, saved) => {
        const y = (saved as Saved)[0]!;
        const weighted = tf.mul(dy as Tensor, y);
        return { logits: () => tf.sub(weighted, tf.mul(tf.sum(weighted, -1, true), y)) };
      },
    },
    {
      kernelName: 'Concat',
      saveAllInputs: true,
      gradFunc: (dy, saved, { axis }) => {
        const at = tf.util.parseAxisParam(axis as number, (saved as Saved)[0]!.shape)[0]!;
        const sizes = (saved as Saved).map((part) => part.shape[at]!);
        // One gradient per operand, by position.
        const parts = tf.split(dy as Tensor, sizes, at).map((part) => () => part);
        return parts as unknown as Record<string, () => Tensor>;
      },
    },
    {
      kernelName: 'BatchMatMul',
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, saved) => {
        const [a, b] = saved as [Tensor, Tensor];
        return { a: () => tf.matMul(dy as Tensor, b, false, true), b: () => tf.matMul(a, dy as Tensor, true, false) };
      },
    },
  ];
}

type BinaryDerivative = (dy: Tensor, a: Tensor, b: Tensor) => Tensor;
