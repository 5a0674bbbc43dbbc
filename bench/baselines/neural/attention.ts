import { constant, type Layer, uniform } from './layers';
import { affine } from './operations';
import { type Tape, TINY, type Value } from './tape';

/**
 * Scaled dot-product attention in several heads (Vaswani et al. 2017, equation 1).
 * @param query [batch, to, width]
 * @param key, value [batch, from, width]
 * @param heads the width is divided among them
 * @param rate share of the weights that are dropped while training
 * @returns [batch, to, width]
 */
export function attention(query: Value, key: Value, value: Value, heads: number, rate = 0): Value {
  const { tape } = query;
  const [batch, to, width] = query.shape as [number, number, number];
  const from = key.shape[1]!;
  const sizes: Sizes = { groups: batch * heads, heads, to, from, width, size: width / heads };
  const weights = new Float32Array(sizes.groups * to * from);
  const kept = new Float32Array(weights.length).fill(1);
  if (tape.training && rate > 0) {
    for (let i = 0; i < kept.length; i++) kept[i] = tape.random.next() < rate ? 0 : 1 / (1 - rate);
  }
  const result = tape.result(query.shape, [query, key, value], ({ gradient }) => {
    const data = [query.data, key.data, value.data] as const;
    const [dq, dk, dv] = [query, key, value].map((one) => (one.learned ? one.gradient : new Float32Array(one.size)));
    backward(sizes, ...data, weights, kept, gradient, dq!, dk!, dv!);
  });
  forward(sizes, query.data, key.data, value.data, weights, kept, result.data.fill(0));
  return result;
}

interface Sizes {
  /** Examples times heads. */
  readonly groups: number;
  readonly heads: number;
  readonly to: number;
  readonly from: number;
  readonly width: number;
  /** Numbers of one head. */
  readonly size: number;
}

/** Fills the weights as they are before any is dropped, and adds to the result. */
function forward(
  { groups, heads, to, from, width, size }: Sizes,
  q: Float32Array,
  k: Float32Array,
  v: Float32Array,
  weights: Float32Array,
  kept: Float32Array,
  out: Float32Array,
): void {
  const scale = 1 / Math.sqrt(size);
  // In double precision: of large scores, rounded ones would stand above the largest.
  const scores = new Float64Array(from);
  let w = 0;
  for (let group = 0; group < groups; group++) {
    const example = Math.floor(group / heads);
    const head = (group % heads) * size;
    for (let t = 0; t < to; t++, w += from) {
      const qAt = (example * to + t) * width + head;
      let top = Number.NEGATIVE_INFINITY;
      for (let s = 0, at = example * from * width + head; s < from; s++, at += width) {
        let score = 0;
        for (let i = 0; i < size; i++) score += q[qAt + i]! * k[at + i]!;
        score *= scale;
        scores[s] = score;
        if (score > top) top = score;
      }
      let sum = 0;
      for (let s = 0; s < from; s++) {
        scores[s] = Math.exp(scores[s]! - top);
        sum += scores[s]!;
      }
      for (let s = 0, at = example * from * width + head; s < from; s++, at += width) {
        const weight = scores[s]! / sum;
        weights[w + s] = weight < TINY ? 0 : weight;
        if (weight < TINY) continue;
        for (let i = 0; i < size; i++) out[qAt + i]! += weight * kept[w + s]! * v[at + i]!;
      }
    }
  }
}

function backward(
  { groups, heads, to, from, width, size }: Sizes,
  q: Float32Array,
  k: Float32Array,
  v: Float32Array,
  weights: Float32Array,
  kept: Float32Array,
  gradient: Float32Array,
  dq: Float32Array,
  dk: Float32Array,
  dv: Float32Array,
): void {
  const scale = 1 / Math.sqrt(size);
  const slopes = new Float64Array(from);
  let w = 0;
  for (let group = 0; group < groups; group++) {
    const example = Math.floor(group / heads);
    const head = (group % heads) * size;
    for (let t = 0; t < to; t++, w += from) {
      const qAt = (example * to + t) * width + head;
      let along = 0;
      for (let s = 0, at = example * from * width + head; s < from; s++, at += width) {
        const used = weights[w + s]! * kept[w + s]!;
        let slope = 0;
        for (let i = 0; i < size; i++) {
          const g = gradient[qAt + i]!;
          slope += g * v[at + i]!;
          dv[at + i]! += g * used;
        }
        slopes[s] = slope * kept[w + s]!;
        along += slope * used;
      }
      for (let s = 0, at = example * from * width + head; s < from; s++, at += width) {
        const g = scale * weights[w + s]! * (slopes[s]! - along);
        if (Math.abs(g) < TINY) continue;
        for (let i = 0; i < size; i++) {
          dq[qAt + i]! += g * k[at + i]!;
          dk[at + i]! += g * q[qAt + i]!;
        }
      }
    }
  }
}

/** Attention with what is learned around it, started as PyTorch does: of queries [batch, to, width] over a memory [batch, from, width]. */
export function multiHead(
  tape: Tape,
  width: number,
  heads: number,
  rate: number,
): (query: Value, memory: Value) => Value {
  const part = (limit: number): Layer => {
    const w = tape.parameter([width, width], uniform(limit));
    const b = tape.parameter([width], constant(0));
    return (x) => affine(x, w, b);
  };
  const inner = Math.sqrt(6 / (4 * width));
  const [q, k, v, out] = [part(inner), part(inner), part(inner), part(1 / Math.sqrt(width))];
  return (query, memory) => out(attention(q(query), k(memory), v(memory), heads, rate));
}
