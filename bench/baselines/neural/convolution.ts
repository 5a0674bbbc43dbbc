import { affine } from './operations';
import { reshape } from './shapes';
import type { Value } from './tape';

/** How a kernel walks over a plane, with zeros around it as TensorFlow's SAME adds them. */
interface Walk {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly size: number;
  readonly stride: number;
}

const outOf = (length: number, stride: number): number => Math.ceil(length / stride);

/** Zeros before the first row or column. */
function before(length: number, { size, stride }: Walk): number {
  return Math.floor(Math.max((outOf(length, stride) - 1) * stride + size - length, 0) / 2);
}

/**
 * Calls back for every tap of every position: where its channels lie in the patches and in the plane. Taps on the zeros
 * around the plane are left out.
 */
function walkTaps(planes: number, walk: Walk, visit: (patch: number, plane: number) => void): void {
  const { height, width, channels, size, stride } = walk;
  const [top, left] = [before(height, walk), before(width, walk)];
  const [rows, columns] = [outOf(height, stride), outOf(width, stride)];
  let patch = 0;
  for (let p = 0; p < planes; p++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (let i = 0; i < size; i++) {
          const y = row * stride + i - top;
          for (let j = 0; j < size; j++, patch += channels) {
            const x = column * stride + j - left;
            if (y >= 0 && y < height && x >= 0 && x < width) visit(patch, ((p * height + y) * width + x) * channels);
          }
        }
      }
    }
  }
}

/** What the kernel sees at each position: planes [n, height, width, channels] to [n * positions, size * size * channels]. */
function patchesOf(planes: Value, size: number, stride: number): Value {
  const [n, height, width, channels] = planes.shape as [number, number, number, number];
  const walk = { height, width, channels, size, stride };
  const shape = [n * outOf(height, stride) * outOf(width, stride), size * size * channels];
  const result = planes.tape.result(shape, [planes], ({ gradient }) => {
    const to = planes.gradient;
    walkTaps(n, walk, (patch, plane) => {
      for (let c = 0; c < channels; c++) to[plane + c]! += gradient[patch + c]!;
    });
  });
  const [from, to] = [planes.data, result.data];
  to.fill(0);
  walkTaps(n, walk, (patch, plane) => {
    for (let c = 0; c < channels; c++) to[patch + c] = from[plane + c]!;
  });
  return result;
}

/** The reverse: adds patches up to planes. */
function planesOf(patches: Value, n: number, walk: Walk): Value {
  const { height, width, channels } = walk;
  const result = patches.tape.result([n, height, width, channels], [patches], ({ gradient }) => {
    const to = patches.gradient;
    walkTaps(n, walk, (patch, plane) => {
      for (let c = 0; c < channels; c++) to[patch + c]! += gradient[plane + c]!;
    });
  });
  const [from, to] = [patches.data, result.data];
  to.fill(0);
  walkTaps(n, walk, (patch, plane) => {
    for (let c = 0; c < channels; c++) to[plane + c]! += from[patch + c]!;
  });
  return result;
}

/**
 * 2-D convolution of planes [n, height, width, in] with SAME zeros.
 * @param w [size * size * in, out]
 */
export function convolution(planes: Value, w: Value, size: number, stride = 1, b?: Value): Value {
  const [n, height, width] = planes.shape as [number, number, number];
  const shape = [n, outOf(height, stride), outOf(width, stride), w.width];
  return reshape(affine(patchesOf(planes, size, stride), w, b), shape);
}

/**
 * Its transpose, from [n, outOf(height), outOf(width), in] back to [n, height, width, out].
 * @param w [in, size * size * out]
 */
export function transposedConvolution(
  planes: Value,
  w: Value,
  size: number,
  stride: number,
  [height, width]: readonly [number, number],
): Value {
  const [n, , , inC] = planes.shape as [number, number, number, number];
  const channels = w.width / (size * size);
  const flat = reshape(planes, [planes.size / inC, inC]);
  return planesOf(affine(flat, w), n, { height, width, channels, size, stride });
}
