import { CancelledError } from '../../engine/engine';
import type { Wait } from '../../engine/host';
import { Continuity } from '../live/gaps';
import { type Cause, causeOf, learnedBecause } from '../models/activations';
import { LearningBuffer } from './buffer';
import { AGAIN, longer } from './growth';
import { type Job, jobSnapshot, restoreJob } from './job';
import type { Kept, LearningOptions, LearningSnapshot, Source } from './learning-options';
import { Reading, type UnreadJob } from './reading';
import { Training } from './training';
import { tellFailure, tellFull, tellLost, tellOver } from './training-news';

/** How an asset's detector learns: collects rows, trains on them in the background, and says what came of it. */
export class Learning {
  readonly #options: LearningOptions;
  /** Rows that are collected; they stay until their model is on disk. Undefined when nothing is to be learned. */
  #buffer: LearningBuffer | undefined;
  /** The order by which the rows are collected, where it was one: a model that is made of others does not end that. */
  #order: Cause | undefined;
  /** Rows that the next training waits for. */
  #wanted: number;
  /** What is trained on, or is to be; it stays until its model is on disk. */
  #job: Job | undefined;
  /** The job's model is in force, but not on disk. */
  #unsaved = false;
  #training: Training | undefined;
  #reading: Reading | undefined;
  /** Until what is read or trained has ended. */
  #running: Promise<void> | undefined;
  #failed = false;
  #paused: boolean;
  /** Of the rows that are collected. */
  readonly continuity: Continuity;

  /** Where nothing is under way and there is no model, it begins to collect. */
  constructor(options: LearningOptions, paused: boolean, from: LearningSnapshot = { failed: false }) {
    this.#options = options;
    this.#paused = paused;
    this.continuity = new Continuity(options.window, from.continuity);
    this.#failed = from.failed;
    this.#order = from.order ?? (from.ordered === true ? causeOf('retrained', undefined) : undefined);
    this.#wanted = from.wanted ?? options.records;
    this.#buffer = from.buffer && new LearningBuffer(from.buffer);
    this.#job = from.job && restoreJob(from.job, this.#buffer);
    if (from.job?.kind === 'lost') tellLost(this.#options, from.job.records);
    const idle = this.#buffer === undefined && this.#job === undefined && !this.failed;
    if (idle && !options.hasModel() && !options.halted()) this.#buffer = new LearningBuffer();
  }

  /** Rows collected and wanted; undefined when nothing is to be learned. */
  get buffer(): LearningBuffer | undefined {
    return this.#buffer;
  }

  /** Epochs, finished and at most, of the training that runs; or how long it waits for others. */
  get progress(): { readonly epoch: number; readonly epochs: number; readonly wait?: Wait | undefined } | undefined {
    return this.#training ?? (this.#reading && { epoch: 0, epochs: 0 });
  }

  /** The last training has failed or was cancelled, and there is no model. */
  get failed(): boolean {
    return this.#failed && !this.#options.hasModel();
  }

  /** Whether the next row is wanted. */
  get collecting(): boolean {
    return !this.#failed && !this.#paused && !this.#options.halted() && this.#isIncomplete();
  }

  /** Rows that a better model is learned from than the one in force; undefined where none is awaited. */
  get goal(): number | undefined {
    const grows = this.#order === undefined && this.#wanted > this.#options.records;
    return grows && this.#options.hasModel() ? this.#wanted : undefined;
  }

  get wanted(): number {
    return this.#wanted;
  }

  /** A row is learned from. @returns whether it is time to save */
  add(features: readonly string[], row: Float64Array, time: number, follows: boolean): boolean {
    const { count } = this.#buffer!;
    this.#buffer!.add(features, row, time, follows);
    // A hundredth of the learning at most is lost when the power goes.
    return (count + 1) % Math.ceil(this.#wanted / 100) === 0;
  }

  /** Starts what is to be trained, if nothing speaks against it. */
  trainWhenDue(): void {
    if (this.progress !== undefined || this.#paused) return;
    const buffer = this.#buffer;
    if ((this.#job === undefined || this.#job.buffer === buffer) && this.#options.halted()) return;
    if (this.#job !== undefined && !this.#unsaved) this.#train(this.#job);
    else if (buffer !== undefined && buffer !== this.#job?.buffer && !this.#failed && !this.#isIncomplete()) {
      if (this.goal === undefined || !this.#options.mustWait(buffer)) this.#train({ buffer });
      else this.#waitLonger(buffer);
    }
  }

  /** The plant is where it has not been before: that it comes back has to be seen first. */
  #waitLonger(buffer: LearningBuffer, part?: number): void {
    const wanted = longer(buffer, part);
    if (wanted === undefined) tellFull(this.#options, buffer);
    if (wanted === undefined) this.#buffer = undefined;
    this.#wanted = wanted ?? this.#wanted;
  }

  /** Something new is being learned: the next model does not wait for twice as many rows. */
  sooner(): void {
    if (this.goal !== undefined) this.#wanted = Math.min(this.#wanted, longer(this.#buffer!, AGAIN) ?? this.#wanted);
  }

  /** What a person can do where nothing may be learned; undefined where something may be. */
  get remedy(): string | undefined {
    return this.#paused ? this.#options.remedy() : undefined;
  }

  /** Whether something is to be trained on, or is. */
  get due(): boolean {
    return this.progress !== undefined || (this.#job !== undefined && !this.#unsaved);
  }

  /** Trains on rows of an order, which may yet have to be read; without them on what was collected. @param by who ordered it @param exam see Job */
  train(source: Job | UnreadJob | undefined, by: string | undefined, exam = false): void {
    const order = { cause: causeOf('trained', by), ...(exam && { exam }) };
    if (source === undefined) this.#train({ buffer: this.#buffer!, cause: causeOf('retrained', by) });
    else if ('slices' in source) this.#read(source, order);
    else this.#train({ ...source, ...order });
  }

  /** Collects anew; a training that runs goes on. @param cause the order, or the schedule @param rows that are wanted */
  collect(cause: Cause, rows = this.#options.records): void {
    this.#buffer = new LearningBuffer();
    this.#wanted = rows;
    this.#failed = false;
    this.#order = cause;
  }

  /** Rows of a span of source time, and so many before it, are not learned from; a training on them begins anew. @returns how many */
  withdraw(since: number, until: number, before = 0): number {
    const dropped = this.#buffer?.drop(since, until, before) ?? 0;
    if (dropped > 0 && this.#job?.buffer === this.#buffer && !this.#unsaved) {
      this.#giveUp();
      this.#job = undefined;
    }
    return dropped;
  }

  /** Ends what runs, also where the network is fitted already and its exam or its file is under way. */
  cancel(): void {
    if (this.#reading !== undefined) return void this.#reading.cancel();
    this.#giveUp();
    this.#end(new CancelledError());
    this.#options.finished();
    this.trainWhenDue();
  }

  /** Stops adapting: a training that runs is given up, and made anew from the same rows when it goes on. */
  pause(): void {
    this.#paused = true;
    if (this.#training === undefined) return;
    this.#giveUp();
    this.#options.tell('training-paused', null, { text: 'it begins anew, on the same rows, when learning goes on' });
  }

  resume(): void {
    this.#paused = false;
    this.trainWhenDue();
  }

  /** Forgets all that was collected or is trained on, and begins anew. */
  reset(): void {
    this.#drop();
    this.collect({ why: 'learned' });
    this.#order = undefined;
  }

  /** A model that was not learned just now is in force: what is being learned ends, but for what an order collects where that goes on. */
  superseded(orderGoesOn: boolean): void {
    const something = this.#buffer ?? this.#job;
    this.#drop();
    if (!orderGoesOn) this.#order = undefined;
    if (this.#order === undefined) this.#buffer = undefined;
    if (something !== undefined && this.#buffer === undefined) tellOver(this.#options);
  }

  /** The model of what was collected is in force, out of the shadow: rows for another one are collected only where they are wanted all the same. */
  arrived(): void {
    const more = this.#job ?? this.#options.goalAfter(this.#buffer, this.#options.records);
    if (more === undefined && this.goal !== undefined) this.#buffer = undefined;
  }

  /** Ends what runs; what comes of it is ignored. */
  close(): void {
    this.#reading?.cancel();
    this.#reading = undefined;
    this.#giveUp();
  }

  /** The model that was in force without being on disk is on disk now. */
  saved(): void {
    this.#unsaved = false;
    this.#end();
  }

  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  snapshot(): LearningSnapshot {
    const unread = this.#reading && ({ kind: 'lost', records: this.#reading.records } as const);
    const job = unread ?? (this.#job && jobSnapshot(this.#job, this.#buffer));
    return {
      ...(this.#buffer && { buffer: this.#buffer.snapshot() }),
      ...(job && { job }),
      failed: this.#failed,
      ...(this.#order && { order: this.#order }),
      ...(this.#wanted !== this.#options.records && { wanted: this.#wanted }),
      continuity: this.continuity.snapshot(),
    };
  }

  /** Ends the training that runs. */
  #giveUp(): void {
    this.#training?.cancel();
    this.#training = this.#running = undefined;
  }

  #drop(): void {
    this.close();
    this.#job = undefined;
    this.#unsaved = false;
    this.#failed = false;
  }

  /** Whether rows are still wanted for the next training. */
  #isIncomplete(): boolean {
    return this.#buffer !== undefined && this.#buffer !== this.#job?.buffer && this.#buffer.count < this.#wanted;
  }

  #read(unread: UnreadJob, order: Pick<Job, 'cause' | 'exam'>): void {
    const reading = new Reading(unread);
    this.#reading = reading;
    this.#running = reading.done.then((result) => {
      if (this.#reading !== reading) return;
      this.#reading = undefined;
      this.#running = undefined;
      if (result instanceof Error) {
        this.#failed ||= !this.#options.hasModel();
        tellFailure(this.#options, result);
      } else {
        this.#options.read(result);
        this.#job = { ...result, ...order };
        this.#unsaved = false;
        this.trainWhenDue();
      }
      // Until then it holds what was saved with the order: that its rows have to be sent again.
      this.#options.finished();
    });
    this.#options.progress();
  }

  #train(job: Job): void {
    const own = job.buffer === this.#buffer;
    const rows = own && this.goal !== undefined ? 'grown' : own || job.exam === true ? 'collected' : 'given';
    const by = own ? this.#options.acceptedBy() : undefined;
    const cause = job.cause ?? learnedBecause(rows, by, this.#order);
    this.#job = { ...job, cause };
    this.#unsaved = false;
    this.#failed = false;
    const training = new Training(this.#options, job, own && by === undefined ? this.#options.excused() : []);
    this.#training = training;
    const wanted = (): boolean => this.#training === training;
    this.#running = this.#keep(training, wanted, { buffer: job.buffer, rows, by, cause }).then((kept) => {
      if (!wanted()) return;
      this.#training = this.#running = undefined;
      if (kept instanceof Error) this.#end(kept);
      else if (kept === 'unsaved') this.#keepUnsaved();
      else if (kept !== 'on disk') this.#turnDown(rows, kept === 'refused');
      else this.#end();
      this.#options.finished();
      this.trainWhenDue();
    });
  }

  /** Waits for what comes of a training, and keeps it. */
  async #keep(training: Training, wanted: () => boolean, source: Source): Promise<Kept | Error> {
    const result = await training.done;
    if (result instanceof Error || !wanted()) return result instanceof Error ? result : new CancelledError();
    return this.#options.keep(result, wanted, source).catch((error: Error) => error);
  }

  /** The job is over, well or not. What was collected for it is not trained on again by itself. */
  #end(error?: Error): void {
    const own = this.#closeJob();
    if (error === undefined) {
      const goal = own ? this.#options.goalAfter(this.#buffer, this.#wanted) : undefined;
      // What was learned from stays: the next model sees it, too, and is no step away from it.
      if (goal === 'full') tellFull(this.#options, this.#buffer!);
      if (typeof goal === 'number') this.#wanted = goal;
      else if (own || this.#order === undefined) this.#buffer = undefined;
      return;
    }
    if (!this.#options.hasModel()) this.#failed = true;
    else if (own) this.#buffer = undefined;
    tellFailure(this.#options, error);
  }

  /** The model did not come into force. What it was made of is not learned from again, but where more and more is learned. */
  #turnDown(rows: Source['rows'], refused: boolean): void {
    if (rows === 'grown' && !refused) return void this.#end();
    const own = this.#closeJob();
    if (own && rows === 'grown') this.#waitLonger(this.#buffer!, AGAIN);
    else if (own) this.#buffer = undefined;
  }

  /** @returns whether the job's rows were those that are collected: what is collected from now on was not ordered */
  #closeJob(): boolean {
    const own = this.#job?.buffer === this.#buffer;
    this.#job = undefined;
    if (own) this.#order = undefined;
    return own;
  }

  #keepUnsaved(): void {
    this.#unsaved = true;
    if (this.#job?.buffer !== this.#buffer && this.#order === undefined) this.#buffer = undefined;
  }
}
