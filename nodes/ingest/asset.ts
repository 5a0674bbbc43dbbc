import { InputError, type TwinRecord } from '../../lib/record';
import type { Arrived, AssetContext, AssetSnapshot, Prepared } from './asset-types';
import { ALONE, buildAlone, buildRecord, Row } from './build';
import { CommsMonitor } from './comms';
import { CompleteSet } from './complete-set';
import type { IngestConfig } from './config';
import { Derivations } from './derive';
import { Grid } from './grid';
import { TagMemory } from './memory';
import { readTag } from './missing';
import { PairFinder, type PairProposal } from './pairs';
import type { Reading } from './reading';
import { type Schema, type SeenTag, withoutTexts } from './schema';
import { Teller } from './teller';
import { Timeline } from './timeline';
import { convert, Positions, timeOf, type Update } from './update';

/** What a message showed besides its values. */
interface Shown {
  readonly source: string | undefined;
  readonly size: number | undefined;
  readonly unknownSource: boolean;
}

/** One twin: its schema, what its tags last said, and how its readings become records. */
export class Asset {
  readonly name: string;
  /** Its format has been told. */
  named = false;
  readonly #context: AssetContext;
  readonly #config: IngestConfig;
  #seen: SeenTag[];
  #schema: Schema;
  readonly #memory = new TagMemory();
  readonly #positions = new Positions();
  readonly #comms: CommsMonitor;
  readonly #derivations: Derivations;
  #pairs: PairFinder;
  readonly #row = new Row();
  readonly #grid: Grid | undefined;
  readonly #timeline: Timeline;
  readonly #teller: Teller;
  /** Messages so far, also those of earlier runs. */
  #messages: number;
  /** Time of the last record; NaN before the first. */
  #recordTime = Number.NaN;
  readonly #complete: CompleteSet | undefined;

  constructor(name: string, context: AssetContext, from?: AssetSnapshot) {
    this.name = name;
    this.#context = context;
    this.#config = context.config;
    this.#seen = [...(from?.seen ?? [])];
    this.#schema = context.schemas.of(name, this.#seen);
    this.#pairs = new PairFinder(this.#schema);
    this.#messages = from?.messages ?? 0;
    this.#timeline = new Timeline(from?.lastTime);
    this.#teller = new Teller(name, context);
    this.#comms = new CommsMonitor(from?.comms);
    this.#derivations = new Derivations(context.config.window, from?.derivations);
    this.#grid =
      context.config.emit === 'grid'
        ? new Grid(context.config.period, context.config.resample, context.config)
        : undefined;
    this.#complete = context.config.emit === 'complete' ? new CompleteSet(context.config) : undefined;
    this.#adopt(this.#schema);
    if (from !== undefined) this.#memory.restore(from.memory, this.#schema);
    this.#recordTime = from?.recordTime ?? Number.NaN;
  }

  get schema(): Schema {
    return this.#schema;
  }

  /** Partners found by correlation, for a person to confirm. */
  get proposals(): readonly PairProposal[] {
    return this.#pairs.proposals;
  }

  /** What was taken in, and what became of it, since the node started. */
  get counts(): Readonly<Record<string, number>> {
    return { messages: this.#messages, ...this.#teller.totals };
  }

  get learning(): boolean {
    return this.#messages < this.#config.settle;
  }

  snapshot(): AssetSnapshot {
    return {
      seen: this.#seen,
      messages: this.#messages,
      comms: this.#comms.snapshot(),
      derivations: this.#derivations.snapshot(),
      memory: this.#memory.snapshot(this.#schema),
      ...(Number.isFinite(this.#timeline.newest) ? { lastTime: this.#timeline.newest } : {}),
      ...(Number.isNaN(this.#recordTime) ? {} : { recordTime: this.#recordTime }),
    };
  }

  /**
   * Converts a reading. Changes nothing.
   * @throws InputError when it cannot be taken
   */
  prepare(reading: Reading, arrival: number): Prepared {
    const fresh = this.#positions.fresh(reading, this.#schema);
    if (fresh.length === 0)
      return { basis: this.#schema, update: convert(reading, this.#schema, this.#positions, arrival) };
    // A new tag after learning is news by itself, even if nothing else is in the message.
    if (!this.learning) return { basis: undefined, foreign: !this.#knowsAny(reading) };
    this.#checkCount(fresh);
    const schema = this.#context.schemas.of(this.name, [...this.#seen, ...fresh]);
    convert(reading, schema, this.#positions, arrival, this.#schema.tags.length);
    return { basis: undefined };
  }

  /** A reading without any number, as part of a message that has others or says something else. */
  prepareEmpty(reading: Reading): Prepared {
    return { basis: undefined, empty: true, foreign: !this.#knowsAny(reading) };
  }

  #knowsAny({ tags, kind }: Reading): boolean {
    return kind === 'birth' || tags.some((tag) => this.#schema.position.has(tag));
  }

  /** Whether all that the reading names is known, so that it is nothing new that it brings no number. */
  knowsAll({ tags }: Reading): boolean {
    return tags.length > 0 && tags.every((tag) => this.#schema.position.has(tag));
  }

  #checkCount(fresh: readonly SeenTag[]): void {
    const count = this.#schema.tags.length + fresh.length;
    if (count <= this.#config.maxTags) return;
    throw new InputError(
      `payload.${fresh[0]!.name}`,
      `would be tag ${count} of asset ${JSON.stringify(this.name)}, the limit is ${this.#config.maxTags}; raise it or map fewer tags`,
    );
  }

  /** Takes a prepared reading in and gives the records that follow from it. */
  take({ reading, prepared, arrival, source, size }: Arrived, out: TwinRecord[]): void {
    let { update } = prepared;
    if (update === undefined || prepared.basis !== this.#schema) {
      // What brings no number teaches no tag: the text may be a number's place-holder.
      if (prepared.empty !== true) this.#learnTags(reading, arrival);
      update = this.#convertAgain(reading, arrival);
    }
    if (update !== undefined && update.numeric.length > 0 && this.#unlearnTexts(update.numeric))
      update = this.#convertAgain(reading, arrival);
    if (update === undefined) {
      this.#passOver(reading, arrival);
      return;
    }
    this.#messages++;
    this.#teller.problems(update.problems, update.time);
    this.#countLosses(reading, update.time);
    const standing = this.#timeline.place(update, this.#memory, reading.historical === true);
    if (standing === 'clock-reset') this.#followClock(update.time);
    if (standing === 'duplicate' || standing === 'late') this.#emitAlone(update, standing, source, out);
    else if (reading.historical === true) this.#emitAlone(update, 'historical', source, out);
    else this.#join(update, { source, size, unknownSource: this.#isUnknown(source, update.time) }, out);
    if (this.#messages === this.#config.settle || this.#messages % SAVE_EVERY === 0) this.#context.save(this.name);
  }

  /** Nothing in it is measured; what the source counts goes on all the same. */
  #passOver(reading: Reading, arrival: number): void {
    const time = timeOf(reading) ?? arrival;
    this.#countLosses(reading, time);
    const names = reading.tags.slice(0, 5).join(', ');
    this.#teller.count('passed-over', time, `${names || 'a message'} brought no number and was passed over`);
  }

  /** The first value of a tag may have been a text that stood in for a number. @returns whether a tag was mended */
  #unlearnTexts(names: readonly string[]): boolean {
    const mended = this.learning ? withoutTexts(this.#seen, names) : undefined;
    if (mended === undefined) return false;
    this.#seen = mended;
    this.#adopt(this.#context.schemas.of(this.name, mended));
    this.#context.save(this.name);
    return true;
  }

  /** Undefined when there are only refused tags in it, which were told already. */
  #convertAgain(reading: Reading, arrival: number): Update | undefined {
    try {
      return convert(reading, this.#schema, this.#positions, arrival);
    } catch (error) {
      if (error instanceof InputError) return undefined;
      throw error;
    }
  }

  /** The source says that the asset is gone. */
  die(): void {
    this.#memory.allStale();
  }

  #learnTags(reading: Reading, arrival: number): void {
    const fresh = this.#positions.fresh(reading, this.#schema);
    if (fresh.length === 0) return;
    const time = reading.time ?? arrival;
    // Rows of one message were each checked against the tags before the message.
    const room = this.learning ? this.#config.maxTags - this.#schema.tags.length : 0;
    if (room > 0) {
      this.#seen = [...this.#seen, ...fresh.slice(0, room)];
      this.#adopt(this.#context.schemas.of(this.name, this.#seen));
      this.#context.save(this.name);
    }
    for (const { name, text } of fresh.slice(0, Math.max(0, room))) {
      if (text && this.#schema.tags[this.#schema.position.get(name)!]!.role === 'ignore') this.#teller.text(name, time);
    }
    for (const { name } of fresh.slice(Math.max(0, room))) {
      this.#comms.newTag();
      this.#teller.newTag(name, time, this.#config.maxTags);
    }
  }

  #adopt(schema: Schema): void {
    this.#schema = schema;
    this.#pairs = new PairFinder(schema);
    this.#memory.grow(schema);
    this.#row.fit(schema);
  }

  #countLosses({ lost, revision }: Reading, time: number): void {
    if (lost !== undefined && lost > 0) this.#comms.lost(lost);
    const missing = (lost ?? 0) + (revision === undefined ? 0 : this.#comms.revision(revision));
    if (missing > 0)
      this.#teller.count('sequence-gap', time, `${missing} messages are missing by the source's own numbers`);
  }

  #emitAlone(update: Update, why: keyof typeof ALONE, source: string | undefined, out: TwinRecord[]): void {
    this.#teller.count(why, update.time, ALONE[why]);
    if (why !== 'historical') this.#comms.stray();
    out.push(buildAlone(this.name, update, why, source, this.#schema));
  }

  #isUnknown(source: string | undefined, time: number): boolean {
    if (source === undefined || !this.#comms.source(source, this.learning)) return false;
    this.#teller.count(
      'unknown-source',
      time,
      `a message came from ${JSON.stringify(source)}, which is new for this asset`,
    );
    return true;
  }

  #followClock(time: number): void {
    this.#recordTime = Number.NaN;
    this.#memory.restart(time);
    this.#grid?.restart();
    this.#teller.tell('clock-reset', time, 'the clock was set back; times are taken as they are now');
  }

  #join(update: Update, shown: Shown, out: TwinRecord[]): void {
    const time = Math.max(update.time, this.#timeline.newest);
    const grid = this.#grid;
    grid?.add(update, this.#memory, this.#schema);
    grid?.before(time, this.#memory, this.#schema, (when, row) => this.#finish(when, row, undefined, shown, out));
    this.#memory.take(update);
    this.#timeline.newest = time;
    if (grid !== undefined) return;
    if (this.#complete?.lacks(update, time, this.#memory, this.#schema) === true) return;
    this.#emit(time, update, shown, out);
  }

  #emit(time: number, update: Update, shown: Shown, out: TwinRecord[]): void {
    const row = this.#row;
    const full = this.#memory.fullAndGood;
    if (full) {
      row.values.set(this.#memory.value);
      row.marks.fill(0);
    } else if (!this.#readTags(time, row)) {
      this.#teller.count('dropped', time, 'a record was dropped because a tag with the policy drop has no value');
      return;
    }
    if (!full || this.#teller.anyStale) this.#teller.stale(row.marks, this.#schema.tags, this.#memory, time);
    this.#finish(time, row, update, shown, out);
  }

  /** @returns false when the record must be dropped */
  #readTags(time: number, row: Row): boolean {
    const { tags } = this.#schema;
    let wanted = true;
    for (let i = 0; i < tags.length; i++) {
      if (!readTag(tags[i]!, i, time, this.#memory, this.#config, row.values, row.marks)) wanted = false;
    }
    return wanted;
  }

  #finish(
    time: number,
    row: Row,
    update: Update | undefined,
    { source, size, unknownSource }: Shown,
    out: TwinRecord[],
  ): void {
    const comms = this.#comms.take(this.#intervalTo(time, row));
    if (update?.timed) comms.skew = update.arrival - update.time;
    if (source !== undefined) comms.source = source;
    if (size !== undefined) comms.size = size;
    if (unknownSource) comms.unknownSource = true;
    this.#recordTime = time;
    if (!this.#pairs.done && this.#pairs.add(row.values)) this.#tellPairs(time);
    const { mode } = this.#memory;
    const record = buildRecord(this.name, time, row, mode, comms, this.#schema, this.#derivations, this.#config);
    // Tags of the table that come in messages of their own are still on their way: that is no fault of the source.
    if (record.verdict === 'fault' && this.learning && this.#memory.waits) record.verdict = 'learning';
    out.push(record);
  }

  #tellPairs(time: number): void {
    const { proposals } = this.#pairs;
    const text = proposals.map(({ tag, of, correlation }) => `${tag} may belong to ${of} (correlation ${correlation})`);
    this.#teller.tell('pairs', time, `${text.join(', ')}; confirm it in the tag table`, { proposals });
  }

  /** A tag that carries the time between messages says it better than the times do. */
  #intervalTo(time: number, row: Row): number | undefined {
    const { interval, tags } = this.#schema;
    const told = interval < 0 ? Number.NaN : row.values[interval]!;
    if (!Number.isNaN(told)) return tags[interval]!.unit === 's' ? told * 1000 : told;
    return !Number.isNaN(this.#recordTime) ? time - this.#recordTime : undefined;
  }
}

const SAVE_EVERY = 500;
