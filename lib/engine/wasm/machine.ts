import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from './plan';

/** What the kernel module exports (kernels/index.ts); addresses and counts are integers. */
export interface Kernels {
  run(program: number, end: number, batch: number, weights: number, gradients: number, share: number): void;
  gather(
    to: number,
    rows: number,
    starts: number,
    order: number,
    count: number,
    offset: number,
    width: number,
    floats: number,
  ): void;
  setDropout(on: boolean, key: number, first: number): void;
  adam(
    w: number,
    g: number,
    m: number,
    v: number,
    n: number,
    gain: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
  ): void;
  sgd(w: number, g: number, m: number, n: number, gain: number, rate: number, momentum: number): void;
  addScaled(y: number, x: number, n: number, factor: number): void;
  expand(from: number, to: number, n: number): void;
  sum(x: number, n: number): number;
  sumOfSquares(x: number, n: number): number;
  smoothedDistance(
    off: number,
    smoothed: number,
    root: number,
    single: number,
    said: number,
    n: number,
    rate: number,
  ): number;
  leverage(root: number, scales: number, x: number, single: number, n: number): number;
  leverages(root: number, scales: number, rows: number, single: number, said: number, n: number, count: number): void;
  addRows(gram: number, moments: number, rows: number, targets: number, count: number, n: number): void;
  cholesky(matrix: number, n: number): number;
  solve(lower: number, x: number, n: number): void;
  invertLower(lower: number, inverse: number, n: number, stride: number): void;
  packTriangle(from: number, packed: number, groups: number): void;
  rowSizes(packed: number, sizes: number, groups: number): void;
  toSteps(packed: number, scales: number, steps: number, groups: number): void;
  addShares(root: number, x: number, single: number, said: number, fractions: number, shares: number, n: number): void;
}

/** A plan that lies in a machine's memory, ready to run. */
export interface Loaded {
  readonly plan: Plan;
  /** Byte addresses of the program's parts. */
  readonly forward: number;
  readonly backward: number;
  readonly end: number;
  readonly buffers: number;
}

/** The kernels of scores and algebra work on so many numbers at a time; what is added is 0. */
export const LANES = 4;

const PAGE = 65536;
/** Address 0 means "none" to the kernels. */
const FIRST = 64;

let compiled: { module: WebAssembly.Module; device: string } | undefined;

/** The kernel module for this runtime, compiled once per process. */
function kernelModule(): { module: WebAssembly.Module; device: string } {
  if (compiled === undefined) {
    const relaxed = readFileSync(join(__dirname, 'relaxed.wasm'));
    const fused = WebAssembly.validate(relaxed);
    const bytes = fused ? relaxed : readFileSync(join(__dirname, 'plain.wasm'));
    compiled = { module: new WebAssembly.Module(bytes), device: fused ? 'wasm relaxed simd' : 'wasm simd' };
  }
  return compiled;
}

/** What the wasm engine runs on here: 'wasm relaxed simd' (fused multiply-add) or 'wasm simd'. */
export function wasmDevice(): string {
  return kernelModule().device;
}

/** Machines that are not used at the moment. */
const spare: Machine[] = [];
const MOST_SPARE = 4;
/** A larger one goes: one training of a long history must not hold its memory for ever. */
const MOST_SPARE_BYTES = 2 ** 26;

/** One memory with the kernels on it. It only grows; what is freed is used again for blocks of the same size. */
export class Machine {
  readonly kernels: Kernels;
  /** Changes whenever views on the memory become invalid. */
  generation = 0;
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  private top = FIRST;
  private readonly freed = new Map<number, number[]>();

  constructor() {
    const instance = new WebAssembly.Instance(kernelModule().module, { env: { memory: this.memory } });
    this.kernels = instance.exports as unknown as Kernels;
  }

  /** An empty one for a while: one that somebody gave back, where there is one. What it allocates is not zeroed. */
  static borrow(): Machine {
    return spare.pop() ?? new Machine();
  }

  /** Nobody uses it any more. */
  giveBack(): void {
    if (spare.length >= MOST_SPARE || this.memory.buffer.byteLength > MOST_SPARE_BYTES) return;
    this.reset();
    spare.push(this);
  }

  get buffer(): ArrayBuffer {
    return this.memory.buffer;
  }

  /**
   * Reserves zeroed or reused memory, aligned to cache lines and padded to whole vectors.
   * @throws Error when there is no memory left
   */
  allocate(bytes: number): number {
    const size = Math.max(64, Math.ceil(bytes / 64) * 64);
    const reused = this.freed.get(size)?.pop();
    if (reused !== undefined) return reused;
    const at = this.top;
    const missing = at + size - this.memory.buffer.byteLength;
    if (missing > 0) this.grow(Math.ceil(missing / PAGE));
    this.top = at + size;
    return at;
  }

  /** Gives back what allocate(bytes) returned. */
  free(at: number, bytes: number): void {
    const size = Math.max(64, Math.ceil(bytes / 64) * 64);
    const list = this.freed.get(size);
    if (list === undefined) this.freed.set(size, [at]);
    else list.push(at);
  }

  /** Gives back everything. */
  reset(): void {
    this.top = FIRST;
    this.freed.clear();
  }

  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, length);
  }

  doubles(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length);
  }

  halves(at: number, length: number): Uint16Array {
    return new Uint16Array(this.memory.buffer, at, length);
  }

  shorts(at: number, length: number): Int16Array {
    return new Int16Array(this.memory.buffer, at, length);
  }

  ints(at: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, at, length);
  }

  /** Writes a plan into memory. */
  load(plan: Plan): Loaded {
    const { program } = plan;
    const forward = this.allocate(program.words(program.length) * 4);
    const buffers = this.allocate(plan.bytes);
    program.write(this.memory.buffer, forward, buffers);
    return {
      plan,
      forward,
      backward: forward + program.words(plan.forward) * 4,
      end: forward + program.words(program.length) * 4,
      buffers,
    };
  }

  /** Gives back what load(...) took. */
  unload({ plan, forward, buffers }: Loaded): void {
    this.free(forward, plan.program.words(plan.program.length) * 4);
    this.free(buffers, plan.bytes);
  }

  private grow(pages: number): void {
    // A little more than asked for, so that many small blocks do not grow it one by one; of a fleet's it is room that nobody has.
    const have = this.memory.buffer.byteLength / PAGE;
    const extra = Math.min(Math.floor(have / 32), 256);
    try {
      this.memory.grow(pages + extra);
    } catch {
      this.growExactly(pages);
    }
    this.generation++;
  }

  private growExactly(pages: number): void {
    try {
      this.memory.grow(pages);
    } catch {
      const megabytes = Math.ceil((this.memory.buffer.byteLength + pages * PAGE) / 2 ** 20);
      throw new Error(
        `out of memory: the network and its data need ${megabytes} MB; use a smaller window, network or data set`,
      );
    }
  }
}
