/**
 * A loop of multiply-adds on 12 independent vectors of 4 floats, nothing else: what one core can do at best. Fused where
 * the runtime has relaxed SIMD.
 */
const VECTORS = 12;
const INDICES = Array.from({ length: VECTORS }, (_, i) => i);
const SOURCE = `
  export function spin(n: i32): f32 {
    // From memory: runtimes would make a constant anew at every use.
    const a = v128.load(64);
    const b = v128.load(80);
    ${INDICES.map((i) => `let x${i} = f32x4.splat(${i});`).join('\n')}
    for (let i = 0; i < n; i++) {
      ${INDICES.map((i) => `x${i} = step(x${i}, a, b);`).join('\n')}
    }
    ${INDICES.slice(1)
      .map((i) => `x0 = f32x4.add(x0, x${i});`)
      .join('\n')}
    return f32x4.extract_lane(x0, 0);
  }
  // @ts-ignore: decorator
  @inline
  function step(x: v128, a: v128, b: v128): v128 {
    if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, x);
    return f32x4.add(f32x4.mul(x, a), b);
  }`;
/** 4 lanes, multiply and add. */
const FLOPS_PER_TURN = VECTORS * 8;
/** Short, so that some of many rounds are not disturbed by other programs, and many, so that the code is compiled well. */
const TURNS = 1e5;
const ROUNDS = 4000;

interface Compiler {
  compileString(source: string, options: object): Promise<{ binary: Uint8Array<ArrayBuffer> | null }>;
}

/** GFLOP/s of one core in f32, the best of a few runs. */
export async function simdPeak(): Promise<number> {
  // An ES module; not named to TypeScript, because its types would replace those of Node.
  const name: string = 'assemblyscript/asc';
  const { default: compiler } = (await import(name)) as { default: Compiler };
  const build = async (features: readonly string[]): Promise<Uint8Array<ArrayBuffer>> => {
    const options = {
      optimizeLevel: 3,
      noAssert: true,
      runtime: 'stub',
      initialMemory: 1,
      enable: ['simd', ...features],
    };
    const { binary } = await compiler.compileString(SOURCE, options);
    return binary!;
  };
  const fused = await build(['relaxed-simd']);
  const bytes = WebAssembly.validate(fused) ? fused : await build([]);
  const { spin } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { abort: () => undefined } })
    .exports as { spin(n: number): number };
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    spin(TURNS);
    best = Math.min(best, performance.now() - start);
  }
  return (FLOPS_PER_TURN * TURNS) / best / 1e6;
}
