/** A seeded source of random numbers. All randomness of the project comes from here, so that a seed repeats a run. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform integer in [0, n). */
  below(n: number): number;
  /** The state, to go on from later. */
  snapshot(): readonly [number, number, number, number];
}

/**
 * xoshiro128** (Blackman, Vigna 2021, DOI 10.1145/3460772), seeded through splitmix32.
 * @param seed any finite number, or a snapshot to go on from
 */
export function createRandom(seed: number | readonly [number, number, number, number]): Random {
  let [a, b, c, d] = typeof seed === 'number' ? expand(seed) : seed;
  const bits = (): number => {
    const x = Math.imul(b, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const next = (): number => (bits() >>> 5) * 2 ** -27;
  return {
    next,
    // Box-Muller without a kept second value: the snapshot then is the whole state.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    below: (n) => Math.floor(next() * n),
    snapshot: () => [a, b, c, d],
  };
}

function expand(seed: number): [number, number, number, number] {
  let state = Math.floor(seed) | 0;
  const word = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) | 0;
  };
  return [word(), word(), word(), word()];
}
