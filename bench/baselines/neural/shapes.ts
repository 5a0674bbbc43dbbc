import type { Value } from './tape';

// Operations that only move numbers.

export function reshape(a: Value, shape: readonly number[]): Value {
  const result = a.tape.result(shape, [a], ({ gradient }) => {
    const to = a.gradient;
    for (let i = 0; i < to.length; i++) to[i]! += gradient[i]!;
  });
  if (result.size !== a.size) throw new RangeError(`${a.shape.join('x')} as ${shape.join('x')}`);
  result.data.set(a.data);
  return result;
}

/** Numbers [from, to) of the last dimension. */
export function columns(a: Value, from: number, to: number): Value {
  const { width, rows, tape } = a;
  const taken = to - from;
  const result = tape.result([...a.shape.slice(0, -1), taken], [a], ({ gradient }) => {
    const target = a.gradient;
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < taken; i++) target[row * width + from + i]! += gradient[row * taken + i]!;
    }
  });
  const [x, out] = [a.data, result.data];
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < taken; i++) out[row * taken + i] = x[row * width + from + i]!;
  }
  return result;
}

/** Entries [from, to) of the first dimension. */
export function slice(a: Value, from: number, to: number): Value {
  const each = a.size / a.shape[0]!;
  const result = a.tape.result([to - from, ...a.shape.slice(1)], [a], ({ gradient }) => {
    const target = a.gradient;
    for (let i = 0; i < gradient.length; i++) target[from * each + i]! += gradient[i]!;
  });
  result.data.set(a.data.subarray(from * each, to * each));
  return result;
}

/** Side by side along the last dimension. */
export function concat(parts: readonly Value[]): Value {
  const { rows, shape, tape } = parts[0]!;
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const result = tape.result([...shape.slice(0, -1), width], parts, ({ gradient }) => {
    let at = 0;
    for (const part of parts) {
      if (part.learned) add(part.gradient, part.width, gradient, width, at, rows);
      at += part.width;
    }
  });
  const out = result.data;
  let at = 0;
  for (const part of parts) {
    const [x, n] = [part.data, part.width];
    for (let row = 0; row < rows; row++) for (let i = 0; i < n; i++) out[row * width + at + i] = x[row * n + i]!;
    at += n;
  }
  return result;
}

function add(to: Float32Array, n: number, from: Float32Array, width: number, at: number, rows: number): void {
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < n; i++) to[row * n + i]! += from[row * width + at + i]!;
  }
}

/** One after the other along the first dimension. */
export function stack(parts: readonly Value[]): Value {
  const first = parts[0]!;
  const count = parts.reduce((sum, part) => sum + part.shape[0]!, 0);
  const result = first.tape.result([count, ...first.shape.slice(1)], parts, ({ gradient }) => {
    let at = 0;
    for (const part of parts) {
      if (part.learned) {
        const to = part.gradient;
        for (let i = 0; i < to.length; i++) to[i]! += gradient[at + i]!;
      }
      at += part.size;
    }
  });
  let at = 0;
  for (const part of parts) {
    result.data.set(part.data, at);
    at += part.size;
  }
  return result;
}
