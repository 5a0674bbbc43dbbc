import { appendFileSync, closeSync, existsSync, openSync, readSync } from 'node:fs';

/** One line of the ledger: what Node-RED's writers said, or what was done to it. */
export interface Line {
  /** Key of a command that left. */
  readonly command?: string;
  /** Body of an event. */
  readonly told?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly by?: string;
  /** Records by verdict since the line before. */
  readonly counts?: Readonly<Record<string, number>>;
  /** What the soak itself did. */
  readonly done?: string;
}

/** The file that outlives every kill: what left Node-RED, read as it grows. */
export class Ledger {
  readonly lines: Line[] = [];
  #read = 0;
  #rest = '';

  constructor(readonly file: string) {}

  note(done: string): void {
    appendFileSync(this.file, `${JSON.stringify({ done })}\n`);
  }

  /** Reads what has come since. */
  catchUp(): void {
    if (!existsSync(this.file)) return;
    const descriptor = openSync(this.file, 'r');
    try {
      const chunk = Buffer.alloc(1 << 20);
      for (;;) {
        const length = readSync(descriptor, chunk, 0, chunk.length, this.#read);
        if (length === 0) return;
        this.#read += length;
        const texts = (this.#rest + chunk.toString('utf8', 0, length)).split('\n');
        this.#rest = texts.pop()!;
        for (const text of texts) this.lines.push(JSON.parse(text) as Line);
      }
    } finally {
      closeSync(descriptor);
    }
  }

  /** Reads on until it holds, for `ms` at most. */
  async wait(holds: () => boolean, ms: number): Promise<void> {
    for (const end = performance.now() + ms; ; ) {
      this.catchUp();
      if (holds() || performance.now() > end) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  total(verdict?: string): number {
    let sum = 0;
    for (const { counts } of this.lines)
      for (const [name, count] of Object.entries(counts ?? {}))
        if (verdict === undefined || name === verdict) sum += count;
    return sum;
  }
}
