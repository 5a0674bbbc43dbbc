import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { GENESIS, hashOf, olderFiles, sequenceOf, TORN } from './audit';

/** What a check of an audit log found. */
export interface AuditReport {
  readonly files: readonly string[];
  readonly entries: number;
  /** Lines torn by a crash and closed properly; no sign of tampering. */
  readonly torn: number;
  /** One sentence for each break, with file and line; empty when the chain is whole. */
  readonly problems: readonly string[];
  /** Number and hash of the last line, to compare with a copy kept elsewhere. */
  readonly head: { readonly sequence: number; readonly hash: string };
}

/** What a check may be told about the log. */
export interface AuditExpectation {
  /** Number of the first line, where older ones are known to be kept elsewhere; 1 otherwise. */
  readonly from?: number;
}

const MOST_PROBLEMS = 20;

/**
 * Checks the hash chain of an audit log, through the files that were put aside. A log begins with number 1: one that begins
 * later lacks lines, unless that is said.
 * @param file the log, or one that was put aside: then only that one
 * @throws Error when there is no such file
 */
export async function verifyAudit(file: string, { from = 1 }: AuditExpectation = {}): Promise<AuditReport> {
  const files = [...olderFiles(file), ...(existsSync(file) ? [file] : [])];
  if (files.length === 0) throw new Error(`there is no audit log ${file}`);
  const chain = new Chain(from);
  for (const one of files) {
    if (!(await stat(one)).isFile()) throw new Error(`${one} is no regular file`);
    await checkFile(one, chain);
  }
  return { files, ...chain.report() };
}

async function checkFile(file: string, chain: Chain): Promise<void> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    chain.add(line, `${file}:${number}`);
  }
  chain.endFile(file);
}

class Chain {
  #entries = 0;
  #torn = 0;
  #sequence = 0;
  #hash = GENESIS;
  /** Lines that are no entries; a torn-line entry must name them. */
  #pending: string[] = [];
  readonly #problems: string[] = [];

  constructor(private readonly from: number) {}

  add(line: string, where: string): void {
    const sequence = sequenceOf(line);
    if (sequence === undefined) {
      this.#pending.push(line);
      return;
    }
    const { previous, event, torn } = JSON.parse(line) as Record<string, unknown>;
    this.#settle(event === TORN ? torn : undefined, where);
    if (this.#entries === 0 && sequence > 1) this.#begin(sequence, String(previous));
    else if (sequence !== this.#sequence + 1)
      this.#tell(`${where} has number ${sequence}, ${this.#sequence + 1} was expected`);
    if (previous !== this.#hash)
      this.#tell(`${where} does not follow from the line before: that one was changed, removed or put in`);
    this.#entries++;
    this.#sequence = sequence;
    this.#hash = hashOf(line);
  }

  /** Not with the first line: what stood before cannot be checked. */
  #begin(sequence: number, previous: string): void {
    this.#hash = previous;
    if (sequence === this.from) return;
    const missing = this.from === 1 ? `lines 1 to ${sequence - 1} are missing` : `${this.from} was expected`;
    this.#tell(
      `the log begins with number ${sequence}: ${missing}; if they are kept elsewhere, check with --from ${sequence}`,
    );
  }

  endFile(file: string): void {
    this.#settle(undefined, `the end of ${file}`);
  }

  /** What is no entry must be what a torn-line entry says. */
  #settle(named: unknown, where: string): void {
    if (this.#pending.length === 0 && named === undefined) return;
    if (named === hashOf(this.#pending.join('\n'))) this.#torn++;
    else this.#tell(`before ${where} stands something that is no entry`);
    this.#pending = [];
  }

  #tell(problem: string): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
  }

  report(): Omit<AuditReport, 'files'> {
    const head = { sequence: this.#sequence, hash: this.#hash };
    if (this.#entries === 0) this.#tell('the log holds no entry; one that was begun holds at least one');
    return { entries: this.#entries, torn: this.#torn, problems: this.#problems, head };
  }
}
