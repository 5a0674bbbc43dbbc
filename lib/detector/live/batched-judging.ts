import { createMicroBatch, type MicroBatch } from '../../engine/microbatch';
import { InputError } from '../../input';
import type { LayerContext } from '../../layer/layer';
import type { TwinRecord } from '../../record/record';
import type { DetectorConfig } from '../settings';
import type { RecordJudge } from './record-judge';
import { RemoteJudge } from './remote-judge';

/** What the detector does with one record; the batch only decides when. */
export interface Passing {
  inForce(): RecordJudge | undefined;
  /** Whether it still judges around the levels that inForce() gave it. */
  isThere(inForce: RecordJudge): boolean;
  /** Goes through a record to see what the network is asked, without any other effect. */
  rehearse(inForce: RecordJudge, record: TwinRecord): void;
  /** The detector's step, as without batches. @throws InputError */
  pass(record: TwinRecord): void;
}

/**
 * Lets the chosen engine judge live records in bounded micro-batches, in order. A full queue refuses the newest record
 * with an error at Catch; nothing that was taken is dropped.
 */
export class BatchedJudging {
  readonly #batch: MicroBatch<TwinRecord, Error | undefined>;
  readonly #judge: RemoteJudge;
  readonly #passing: Passing;
  #closed = false;

  /** @returns undefined where the built-in engine judges */
  static create(config: DetectorConfig, context: LayerContext, passing: Passing): BatchedJudging | undefined {
    const { judge, engine } = config;
    // Automatic chooses what trains; for one record at a time nothing is faster than the built-in engine.
    if (judge !== 'engine' || engine === 'automatic' || engine === 'wasm') return undefined;
    const tell = (event: string, facts: Record<string, unknown>): void => context.emit('event', { event, ...facts });
    return new BatchedJudging(config, new RemoteJudge(engine, context.packages ?? [], tell), passing);
  }

  private constructor({ batchSize, batchWait, batchQueue }: DetectorConfig, judge: RemoteJudge, passing: Passing) {
    this.#judge = judge;
    this.#passing = passing;
    const bounds = { size: batchSize, milliseconds: batchWait, queue: batchQueue };
    this.#batch = createMicroBatch(bounds, (records) => this.#run(records));
  }

  /** Resolves when the record has been judged. @throws (rejects with) QueueFullError, InputError */
  async pass(record: TwinRecord): Promise<void> {
    const problem = await this.#batch.push(record);
    if (problem !== undefined) throw problem;
  }

  report(): Record<string, unknown> {
    return { judgedBy: this.#judge.device, waiting: this.#batch.waiting(), batches: { ...this.#batch.counters() } };
  }

  close(): void {
    this.#closed = true;
    // What waits is refused with an error, so that no message is lost in silence. An engine that fails while it is closed
    // is gone all the same; a rejection that nobody handles would end Node-RED.
    this.#batch
      .close()
      .then(() => this.#judge.close())
      .catch(() => undefined);
  }

  /** Where the levels that judging follows have moved on within the records, the network is asked again about the rest. */
  async #run(records: readonly TwinRecord[]): Promise<(Error | undefined)[]> {
    const problems: (Error | undefined)[] = [];
    while (problems.length < records.length) {
      const inForce = await this.#askAhead(records.slice(problems.length));
      do problems.push(this.#passOne(records[problems.length]!));
      while (problems.length < records.length && (inForce === undefined || this.#passing.isThere(inForce)));
      inForce?.judgedHere();
    }
    return problems;
  }

  /** Gets the network's answers for all records. While they come another model may come into force: then once more. */
  async #askAhead(records: readonly TwinRecord[]): Promise<RecordJudge | undefined> {
    for (;;) {
      const inForce = this.#passing.inForce();
      if (inForce === undefined) return undefined;
      const windows = this.#noteWindows(inForce, records);
      const answers = await this.#judge.ask(inForce.model, windows);
      if (inForce !== this.#passing.inForce()) continue;
      if (answers !== undefined) {
        inForce.scorer.replay(answers, windows.length);
        inForce.judgedBy(this.#judge.device!);
      }
      return inForce;
    }
  }

  #noteWindows(inForce: RecordJudge, records: readonly TwinRecord[]): Float32Array[] {
    const before = inForce.snapshot();
    inForce.scorer.note();
    try {
      for (const record of records) this.#rehearseOne(inForce, record);
      return inForce.scorer.noted();
    } finally {
      inForce.scorer.local();
      inForce.rewind(before);
    }
  }

  /** A record that cannot be read is told when it is passed. */
  #rehearseOne(inForce: RecordJudge, record: TwinRecord): void {
    try {
      this.#passing.rehearse(inForce, record);
    } catch {
      // The same error comes again from pass, where it reaches Catch.
    }
  }

  #passOne(record: TwinRecord): Error | undefined {
    // Its model is gone: passed on, the record would look as if it was learned from.
    if (this.#closed)
      return new InputError('payload', 'was not judged, as the node was closed meanwhile; send it again');
    try {
      this.#passing.pass(record);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }
}
