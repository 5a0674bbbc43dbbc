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

/** Bytes in use after all was collected that can be; scripts/bench.js exposes the collector. */
export async function bytesInUse(): Promise<number> {
  // What buffers took is given back beside it.
  for (let round = 0; round < 2; round++) {
    globalThis.gc?.();
    await turn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
