import assert from 'node:assert/strict';
import { attention } from '../../../bench/baselines/neural/attention';
import { convolution, transposedConvolution } from '../../../bench/baselines/neural/convolution';
import { gaussianLogProb, gaussianSample } from '../../../bench/baselines/neural/gaussian';
import {
  add,
  affine,
  linear,
  log,
  mean,
  multiply,
  relu,
  rowSums,
  selu,
  sigmoid,
  softmax,
  softplus,
  square,
  squaredError,
  subtract,
  tanh,
  total,
} from '../../../bench/baselines/neural/operations';
import { Adam } from '../../../bench/baselines/neural/optimizer';
import { planarFlow } from '../../../bench/baselines/neural/planar-flow';
import { gru } from '../../../bench/baselines/neural/recurrent';
import { columns, concat, reshape, slice, stack } from '../../../bench/baselines/neural/shapes';
import { randomWalkLogProb } from '../../../bench/baselines/neural/state-space';
import { Tape, type Value } from '../../../bench/baselines/neural/tape';

/** A value to be learned, of numbers around 0 that no activation has its corner at. */
function learned(tape: Tape, ...shape: number[]): Value {
  return tape.parameter(shape, (random) => (random.next() < 0.5 ? -1 : 1) * (0.2 + random.next()));
}

interface Case {
  readonly name: string;
  /** Makes what is learned, and says how the result comes of it. */
  readonly of: (tape: Tape) => () => Value;
}

const CASES: readonly Case[] = [
  ...Object.entries({ relu, tanh, sigmoid, selu, softplus, square, softmax, rowSums }).map(([name, operation]) => ({
    name,
    of: (tape: Tape) => {
      const x = learned(tape, 3, 5);
      return () => operation(x);
    },
  })),
  {
    name: 'log',
    of: (tape) =>
      (
        (x) => () =>
          log(add(square(x), tape.constant([3], [1, 2, 3])))
      )(learned(tape, 2, 3)),
  },
  {
    name: 'linear',
    of: (tape) =>
      (
        (x) => () =>
          linear(x, -3, 2)
      )(learned(tape, 4)),
  },
  {
    name: 'mean',
    of: (tape) =>
      (
        (x) => () =>
          mean(x)
      )(learned(tape, 4)),
  },
  ...Object.entries({ add, subtract, multiply }).flatMap(([name, operation]) =>
    [[2, 3, 4], [3, 4], [1]].map((tail) => ({
      name: `${name} of ${tail.join(' x ')}`,
      of: (tape: Tape) => {
        const [a, b] = [learned(tape, 2, 3, 4), learned(tape, ...tail)];
        return () => operation(a, b);
      },
    })),
  ),
  ...[1, 3, 9].map((outC) => ({
    name: `affine to ${outC}`,
    of: (tape: Tape) => {
      const [x, w, b] = [learned(tape, 2, 3, 5), learned(tape, 5, outC), learned(tape, outC)];
      return () => affine(x, w, b);
    },
  })),
  {
    name: 'columns, slices, side by side and stacked',
    of: (tape) => {
      const [a, b] = [learned(tape, 4, 3), learned(tape, 4, 2)];
      return () => stack([slice(concat([a, columns(b, 1, 2)]), 1, 3), reshape(concat([b, b]), [4, 4])]);
    },
  },
  {
    name: 'attention',
    of: (tape) => {
      const [q, k, v] = [learned(tape, 2, 3, 4), learned(tape, 2, 5, 4), learned(tape, 2, 5, 4)];
      return () => attention(q, k, v, 2);
    },
  },
  ...[
    [3, 1],
    [3, 2],
    [2, 2],
    [2, 1],
  ].flatMap(([size, stride]) => [
    {
      name: `convolution of ${size} by ${stride}`,
      of: (tape: Tape) => {
        const [x, w] = [learned(tape, 2, 5, 4, 2), learned(tape, size! ** 2 * 2, 3)];
        return () => convolution(x, w, size!, stride);
      },
    },
    {
      name: `transposed convolution of ${size} by ${stride}`,
      of: (tape: Tape) => {
        const [height, width] = [Math.ceil(5 / stride!), Math.ceil(4 / stride!)];
        const [x, w] = [learned(tape, 2, height, width, 3), learned(tape, 3, size! ** 2 * 2)];
        return () => transposedConvolution(x, w, size!, stride!, [5, 4]);
      },
    },
  ]),
  {
    name: 'gated recurrent unit',
    of: (tape) => {
      const x = learned(tape, 4 * 2, 3);
      const cell = gru(tape, 3, 5);
      return () => cell(x, 4);
    },
  },
  {
    name: 'planar flow',
    of: (tape) => {
      const z = learned(tape, 4, 3);
      const flow = planarFlow(tape, 3);
      return () => {
        const bent = flow(z);
        return concat([bent.z, bent.logDeterminant]);
      };
    },
  },
  {
    name: 'normal density',
    of: (tape) => {
      const [x, told] = [learned(tape, 2, 3), learned(tape, 2, 6)];
      return () => gaussianLogProb(x, told);
    },
  },
  {
    name: 'draws of a normal',
    of: (tape) => {
      const told = learned(tape, 2, 6);
      return () => gaussianSample(told, Float32Array.from([1, -1, 0.5, 0, 2, -0.3]));
    },
  },
  {
    name: 'random walk',
    of: (tape) =>
      (
        (z) => () =>
          randomWalkLogProb(z, 4)
      )(learned(tape, 4 * 2, 3)),
  },
];

describe('the networks of the rivals', () => {
  for (const { name, of } of CASES) {
    it(`${name}: gradients are those of finite differences`, () => {
      const tape = new Tape(5);
      const result = of(tape);
      const weights = Float64Array.from({ length: 200 }, () => tape.random.normal());
      // A loss in which every number of the result counts differently.
      const loss = (): Value => {
        const value = result();
        return total(multiply(value, tape.constant(value.shape, weights.subarray(0, value.size))));
      };
      tape.backward(loss());
      const gradients = tape.parameters.map(({ gradient }) => Float32Array.from(gradient));
      tape.clear();
      const at = (): number => {
        const [value] = loss().data;
        tape.clear();
        return value!;
      };
      const step = 1 / 128;
      tape.parameters.forEach((parameter, p) => {
        for (let i = 0; i < parameter.size; i++) {
          const before = parameter.data[i]!;
          parameter.data[i] = before + step;
          const above = at();
          parameter.data[i] = before - step;
          const slope = (above - at()) / (2 * step);
          parameter.data[i] = before;
          const off = Math.abs(gradients[p]![i]! - slope);
          assert.ok(off < 2e-3 * (1 + Math.abs(slope)), `${name} ${p}/${i}: ${gradients[p]![i]}, differences ${slope}`);
        }
      });
    });
  }

  it('a convolution and its transpose belong together: <Cx, y> = <x, C*y>', () => {
    const tape = new Tape(2);
    const x = learned(tape, 1, 5, 5, 1);
    const y = learned(tape, 1, 3, 3, 1);
    const w = learned(tape, 9, 1);
    const inner = (a: Value, b: Value): number => total(multiply(a, b)).data[0]!;
    const forth = inner(convolution(x, w, 3, 2), y);
    const back = inner(x, transposedConvolution(y, reshape(w, [1, 9]), 3, 2, [5, 5]));
    assert.ok(Math.abs(forth - back) < 1e-4 * Math.abs(forth), `${forth}, ${back}`);
  });

  it('attention that sees one row says that row', () => {
    const tape = new Tape(2);
    const [q, kv] = [learned(tape, 1, 2, 4), learned(tape, 1, 1, 4)];
    assert.deepEqual([...attention(q, kv, kv, 2).data], [...kv.data, ...kv.data]);
  });

  it('attention to values far outside looks at the likest one', () => {
    const tape = new Tape(2);
    const huge = tape.constant([1, 3, 2], [1e12, 3e12, 1.1e12, -2e12, 7e12, 1e12]);
    const out = attention(huge, huge, huge, 1).data;
    assert.deepEqual([...out.subarray(4)], [...huge.data.subarray(4)]);
    assert.ok(out.every(Number.isFinite), `${[...out]}`);
  });

  it('a planar flow tells by how much it stretches space', () => {
    const tape = new Tape(4);
    const flow = planarFlow(tape, 1);
    const at = (z: number): number => flow(tape.constant([1, 1], [z])).z.data[0]!;
    for (const z of [-1, 0, 0.5]) {
      const told = flow(tape.constant([1, 1], [z])).logDeterminant.data[0]!;
      assert.ok(Math.abs(Math.exp(told) - (at(z + 0.01) - at(z - 0.01)) / 0.02) < 1e-3);
    }
  });

  it('the density of a random walk is that of its covariance', () => {
    const tape = new Tape(1);
    // Two steps: variances 2 and 3, covariance 1; log density of (1, 2) under it.
    const { data } = randomWalkLogProb(tape.constant([2, 1], [1, 2]), 2);
    const [a, b, c] = [2, 1, 3];
    const determinant = a * c - b * b;
    const distance = (c * 1 - 2 * b * 1 * 2 + a * 4) / determinant;
    const expected = -Math.log(2 * Math.PI) - 0.5 * Math.log(determinant) - 0.5 * distance;
    assert.ok(Math.abs(data[0]! + data[1]! - expected) < 1e-5);
  });

  it('Adam finds the line behind noise, and moves nothing that it was not given', () => {
    const tape = new Tape(3);
    const [w, other] = [learned(tape, 2, 1), learned(tape, 1)];
    const before = other.data[0];
    const optimizer = new Adam(tape, { rate: 0.05 }, [w]);
    for (let step = 0; step < 300; step++) {
      const xs = Float64Array.from({ length: 40 }, () => tape.random.normal());
      const x = tape.constant([20, 2], xs);
      const y = tape.constant(
        [20, 1],
        Float64Array.from({ length: 20 }, (_, i) => 3 * xs[2 * i]! - xs[2 * i + 1]!),
      );
      optimizer.step(squaredError(add(affine(x, w), linear(other, 0)), y));
    }
    assert.ok(Math.abs(w.data[0]! - 3) < 0.01 && Math.abs(w.data[1]! + 1) < 0.01, `${[...w.data]}`);
    assert.equal(other.data[0], before);
  });

  it('nothing is lost where a step takes much memory, and one that takes too much says so', () => {
    const tape = new Tape(1);
    const x = learned(tape, 100_000);
    tape.backward(total(square(linear(linear(x, 2), 0.5))));
    assert.ok(x.gradient.every((slope, i) => Math.abs(slope - 2 * x.data[i]!) < 1e-5));
    assert.throws(() => tape.constant([1e8]), /a step needs more than 256 MB/);
    assert.throws(() => learned(tape, 1), /before the first operation/);
  });

  it('shapes that do not fit are an error, not wrong numbers', () => {
    const tape = new Tape(1);
    const a = tape.constant([2, 3]);
    assert.throws(() => add(a, tape.constant([2])), /does not end 2x3/);
    assert.throws(() => affine(a, tape.constant([4, 1])), /2x3 times 4x1/);
    assert.throws(() => reshape(a, [5]), /2x3 as 5/);
  });
});
