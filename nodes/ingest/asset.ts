import type { TwinRecord } from '../../lib/record/record';
import { AssetTags } from './asset-tags';
import type { Arrived, AssetContext, AssetSnapshot, Prepared } from './asset-types';
import { type Alone, buildAlone, buildRecord, Row } from './build';
import { CommsMonitor } from './comms';
import { CompleteSet } from './complete-set';
import type { IngestConfig } from './config';
import { Derivations } from './derive';
import { Grid } from './grid';
import { TagMemory } from './memory';
import { readTag } from './missing';
import { PairFinder, type PairProposal } from './pairs';
import type { Reading } from './reading';
import type { Schema } from './schema';
import { Teller } from './teller';
import { type Outlook, type Standing, Timeline } from './timeline';
import { timeOf, type Update } from './update';
import { Watch } from './watch';

/** What a message showed besides its values. */
interface Shown {
  readonly source: string | undefined;
  readonly size: number | undefined;
  readonly unknownSource: boolean;
  /** The source was asked, and nothing has changed. */
  readonly unchanged: boolean;
}

/** One twin: its schema, what its tags last said, and how its readings become records. */
export class Asset {
  readonly name: string;
  /** Its format has been told. */
  named = false;
  readonly #context: AssetContext;
  readonly #config: IngestConfig;
  readonly tags: AssetTags;
  #schema: Schema;
  readonly #memory = new TagMemory();
  readonly #comms: CommsMonitor;
  readonly #derivations: Derivations;
  #pairs: PairFinder;
  readonly #row = new Row();
  readonly #grid: Grid | undefined;
  readonly #timeline: Timeline;
  readonly #teller: Teller;
  /** Whether what arrives can be judged. */
  readonly watch: Watch;
  /** Messages so far, also those of earlier runs. */
  #messages: number;
  /** Time of the last record; NaN before the first. */
  #recordTime = Number.NaN;
  readonly #complete: CompleteSet | undefined;

  constructor(name: string, context: AssetContext, from?: AssetSnapshot) {
    this.name = name;
    this.#context = context;
    this.#config = context.config;
    this.tags = new AssetTags(name, context, from?.seen ?? []);
    this.#schema = this.tags.schema;
    this.#pairs = new PairFinder(this.#schema);
    this.#messages = from?.messages ?? 0;
    this.#timeline = new Timeline(from?.clock, from?.lastTime);
    this.#teller = new Teller(name, context, this.#timeline.stopped);
    this.watch = new Watch(name, context, this.#timeline, () => this.#schema);
    this.#comms = new CommsMonitor(from?.comms);
    this.#derivations = new Derivations(context.config.window, from?.derivations);
    this.#grid =
      context.config.emit === 'grid'
        ? new Grid(context.config.period, context.config.resample, context.config)
        : undefined;
    this.#complete = context.config.emit === 'complete' ? new CompleteSet(context.config) : undefined;
    this.#adopt();
    if (from !== undefined) {
      this.#memory.restore(from.memory, this.#schema);
      // A stray that had not shown itself as one when this was kept is forgotten.
      if (from.clock !== undefined) this.#memory.restart(this.#timeline.reached);
    }
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

  get messages(): number {
    return this.#messages;
  }

  get learning(): boolean {
    return this.#messages < this.#config.settle;
  }

  snapshot(): AssetSnapshot {
    const clock = this.#timeline.snapshot();
    return {
      seen: this.tags.seen,
      messages: this.#messages,
      comms: this.#comms.snapshot(),
      derivations: this.#derivations.snapshot(),
      memory: this.#memory.snapshot(this.#schema),
      ...(clock === undefined ? {} : { clock }),
      ...(Number.isNaN(this.#recordTime) ? {} : { recordTime: this.#recordTime }),
    };
  }

  /** See AssetTags. */
  prepare(reading: Reading, arrival: number): Prepared {
    return this.tags.prepare(reading, arrival, this.learning);
  }

  /**
   * Takes a prepared reading in and gives the records that follow from it.
   * @param now on the clock on the wall, ms: its arrival, or later when it had to wait
   */
  take({ reading, prepared, arrival, source, size, more }: Arrived, now: number, out: TwinRecord[]): void {
    let { update } = prepared;
    this.#teller.now = now;
    if (update === undefined || prepared.basis !== this.#schema) {
      // What brings no number teaches no tag: the text may be a number's place-holder.
      if (prepared.empty !== true) this.#learnTags(reading, arrival);
      update = this.tags.convertAgain(reading, arrival);
    }
    if (update !== undefined && update.numeric.length > 0 && this.learning && this.tags.unlearnTexts(update.numeric)) {
      this.#adopt();
      update = this.tags.convertAgain(reading, arrival);
    }
    if (update === undefined) {
      this.#passOver(reading, arrival);
      this.watch.message('unknown', now, out);
      return;
    }
    this.#messages++;
    this.#teller.problems(update, this.#schema.tags);
    this.#countLosses(reading, update.time);
    update = this.#timeline.timed(update);
    const { newest: before, reached } = this.#timeline;
    const standing = this.#timeline.place(update, this.#memory, reading.historical === true, more);
    this.#teller.clock(this.#timeline.stopped, update.time);
    if (standing === 'known') return;
    // What went on by arrival was ahead of the source's own time, which has come again.
    if (this.#timeline.reached < reached) this.#restart(this.#timeline.reached);
    const alone = reading.historical === true && standing === 'new' ? 'historical' : standing;
    const unchanged = alone === 'unchanged';
    if (!unchanged && alone !== 'new' && alone !== 'returned' && alone !== 'clock-reset') {
      this.#emitAlone(update, alone, source, out);
      this.watch.message(alone, now, out);
    } else {
      if (!unchanged && alone !== 'new') this.#followClock(alone, update, before, now);
      this.watch.heard(now);
      const count = out.length;
      this.#join(update, { source, size, unknownSource: this.#isUnknown(source, update.time), unchanged }, out);
      this.watch.message(out.length > count ? 'live' : 'joined', now, out);
    }
    if (this.#messages === this.#config.settle) this.#context.save(this.name);
  }

  /** See Timeline. */
  timeAt(arrival: number): number {
    return this.#timeline.timeAt(arrival);
  }

  /** See Timeline. */
  await(time: number, arrival: number, slack: number): Outlook {
    return this.#timeline.await(time, arrival, slack);
  }

  /** Nothing in it is measured; what the source counts goes on all the same. */
  #passOver(reading: Reading, arrival: number): void {
    const time = timeOf(reading) ?? arrival;
    this.#countLosses(reading, time);
    const names = reading.tags.slice(0, 5).join(', ');
    this.#teller.count('passed-over', time, `${names || 'a message'} brought no number and was passed over`);
  }

  /** The source says that the asset is gone. */
  die(): void {
    this.#memory.allStale();
  }

  #learnTags(reading: Reading, arrival: number): void {
    const { added, refused } = this.tags.learn(reading, this.learning);
    if (added.length > 0) this.#adopt();
    const time = reading.time ?? arrival;
    for (const { name, text } of added.length > 0 ? this.tags.seen : []) {
      if (text && this.#schema.tags[this.#schema.position.get(name)!]!.role === 'ignore') this.#teller.text(name, time);
    }
    if (added.length > 0) for (const spare of this.#schema.spares) this.#teller.spare(spare, time);
    for (const { name } of refused) {
      this.#comms.newTag();
      this.#teller.newTag(name, time, this.#config.maxTags);
    }
  }

  #adopt(): void {
    const { schema } = this.tags;
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

  #emitAlone(update: Update, why: Alone, source: string | undefined, out: TwinRecord[]): void {
    this.#teller.alone(why, update.time);
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

  #restart(time: number): void {
    this.#recordTime = Number.NaN;
    this.#memory.restart(time);
    this.#grid?.restart();
  }

  /** The stream goes on from another time than the newest one known. */
  #followClock(why: Standing, { time, timed }: Update, before: number, now: number): void {
    this.#restart(time);
    if (why === 'returned') {
      this.#comms.stray();
      this.#teller.alone('stray', before);
      return;
    }
    const way = time < before ? 'back' : 'forward';
    this.#teller.count('clock-reset', time, `the clock was set ${way}; times are taken as they are now`);
    if (timed) this.watch.clockSet(now);
  }

  #join(update: Update, shown: Shown, out: TwinRecord[]): void {
    const time = this.#timeline.reached;
    const grid = this.#grid;
    grid?.add(update, this.#memory, this.#schema);
    grid?.before(time, this.#memory, this.#schema, (when, row) => this.#finish(when, row, undefined, shown, out));
    this.#memory.take(update, time);
    if (grid !== undefined) return;
    if (this.#complete?.lacks(update, time, this.#memory, this.#schema) === true) return;
    this.#emit(time, update, shown, out);
  }

  #emit(time: number, update: Update, shown: Shown, out: TwinRecord[]): void {
    const row = this.#row;
    const full = this.#memory.fullAndGood && !this.#memory.frozen(time);
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
    { source, size, unknownSource, unchanged }: Shown,
    out: TwinRecord[],
  ): void {
    const told = this.#intervalTold(row);
    const comms = this.#comms.take(told ?? (Number.isNaN(this.#recordTime) ? undefined : time - this.#recordTime));
    if (unchanged) comms.byArrival = true;
    else if (update?.timed) comms.skew = update.arrival - update.time;
    else if (update !== undefined && told === undefined) comms.byArrival = true;
    if (source !== undefined) comms.source = source;
    if (size !== undefined) comms.size = size;
    if (unknownSource) comms.unknownSource = true;
    const { mark } = this.watch;
    if (mark !== undefined) comms.blind = mark;
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

  /** A tag that carries the time between messages says it better than the times do. @returns ms */
  #intervalTold(row: Row): number | undefined {
    const { interval, tags } = this.#schema;
    const told = interval < 0 ? Number.NaN : row.values[interval]!;
    if (Number.isNaN(told)) return undefined;
    return tags[interval]!.unit === 's' ? told * 1000 : told;
  }
}
