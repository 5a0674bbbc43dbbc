import { getHeapSpaceStatistics } from 'node:v8';

/** The longest time that a 2 ms timer was held up since it began, ms. */
export class LoopWatch {
  #last = performance.now();
  #longest = 0;
  readonly #timer = setInterval(() => {
    const now = performance.now();
    this.#longest = Math.max(this.#longest, now - this.#last - INTERVAL);
    this.#last = now;
  }, INTERVAL);

  end(): number {
    clearInterval(this.#timer);
    return this.#longest;
  }
}

const INTERVAL = 2;

/** A turn of the event loop, timers included. */
export const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** The same without waiting for a timer: for a source that sends as fast as it may. */
export const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Seconds of CPU that all threads of this process took since. */
export function cpuSeconds(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** Where the engine keeps machine code. */
const CODE = /^code_/;

/**
 * Bytes in use after all was collected that can be, without machine code: when functions are compiled is the engine's business, and none of
 * an asset's. Needs --expose-gc, which scripts/bench.js gives.
 */
export async function bytesInUse(): Promise<number> {
  // What buffers took is given back beside it.
  for (let round = 0; round < 2; round++) {
    if (globalThis.gc === undefined) throw new Error('nothing can be collected; start with --expose-gc');
    globalThis.gc();
    await turn();
  }
  const spaces = getHeapSpaceStatistics().filter(({ space_name }) => CODE.test(space_name));
  const code = spaces.reduce((sum, { space_used_size }) => sum + space_used_size, 0);
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external - code;
}
