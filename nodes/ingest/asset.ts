import { InputError, type TwinRecord } from '../../lib/record';
import { buildRecord, Row } from './build';
import { CommsMonitor, type CommsSnapshot } from './comms';
import type { IngestConfig } from './config';
import { Derivations, type DerivationsSnapshot } from './derive';
import { Grid } from './grid';
import { TagMemory } from './memory';
import { maxAgeOf, readTag } from './missing';
import type { Reading } from './reading';
import { Replays } from './replays';
import type { Schema, Schemas, SeenTag } from './schema';
import { BAD, convert, Positions, STALE, type Update } from './update';

/** What an asset needs from the node. */
export interface AssetContext {
  readonly config: IngestConfig;
  readonly schemas: Schemas;
  event(payload: { event: string; asset: string; time: number; [detail: string]: unknown }): void;
  save(asset: string): void;
}

export interface AssetSnapshot {
  readonly seen: readonly SeenTag[];
  readonly messages: number;
  readonly lastTime?: number;
  readonly comms: CommsSnapshot;
  readonly derivations: DerivationsSnapshot;
  readonly values: readonly (readonly [string, number, number, number])[];
  readonly mode?: string;
}

/** A reading that was checked. */
export interface Prepared {
  /** The schema that it was converted with; it is converted anew when the schema has changed since. */
  readonly basis: Schema | undefined;
  readonly update?: Update;
}

/** A prepared reading, with what its message showed. */
export interface Arrived {
  readonly reading: Reading;
  readonly prepared: Prepared;
  readonly arrival: number;
  readonly source: string | undefined;
  readonly size: number | undefined;
}

/** Older messages in a row, each newer than the one before, after which the source's clock counts as set back. */
const CLOCK_RESET = 10;

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
  readonly #replays = new Replays();
  readonly #row = new Row();
  readonly #grid: Grid | undefined;
  /** Tags refused after the schema was learned: each is told once. */
  readonly #refused = new Set<string>();
  readonly #stale = new Set<number>();
  readonly #faulty = new Set<string>();
  /** Messages so far, also those of earlier runs. */
  #messages: number;
  #lastTime: number;
  #recordTime = Number.NaN;
  #lateRun = 0;
  #lateTime = -Infinity;
  /** Emit mode 'complete': tags that were renewed since the last record. */
  readonly #renewed = new Set<number>();

  constructor(name: string, context: AssetContext, from?: AssetSnapshot) {
    this.name = name;
    this.#context = context;
    this.#config = context.config;
    this.#seen = [...(from?.seen ?? [])];
    this.#schema = context.schemas.of(name, this.#seen);
    this.#messages = from?.messages ?? 0;
    this.#lastTime = from?.lastTime ?? -Infinity;
    this.#comms = new CommsMonitor(from?.comms);
    this.#derivations = new Derivations(context.config.window, from?.derivations);
    this.#grid =
      context.config.emit === 'grid'
        ? new Grid(context.config.period, context.config.resample, context.config)
        : undefined;
    this.#adopt(this.#schema);
    for (const [tag, value, time, quality] of from?.values ?? []) {
      const i = this.#schema.position.get(tag);
      if (i !== undefined) this.#memory.set(i, value, time, quality);
    }
    this.#memory.mode = from?.mode;
  }

  get schema(): Schema {
    return this.#schema;
  }

  /** Usual time between messages by source time, ms; NaN until it is known. */
  get interval(): number {
    return this.#comms.median;
  }

  get learning(): boolean {
    return this.#messages < this.#config.settle;
  }

  snapshot(): AssetSnapshot {
    const { value, time, quality, mode } = this.#memory;
    const values = this.#schema.tags
      .map((tag, i) => [tag.name, value[i]!, time[i]!, quality[i]!] as const)
      .filter(([, v]) => !Number.isNaN(v));
    return {
      seen: this.#seen,
      messages: this.#messages,
      comms: this.#comms.snapshot(),
      derivations: this.#derivations.snapshot(),
      values,
      ...(Number.isFinite(this.#lastTime) ? { lastTime: this.#lastTime } : {}),
      ...(mode === undefined ? {} : { mode }),
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
    if (!this.learning) return { basis: undefined };
    this.#checkCount(fresh);
    convert(reading, this.#context.schemas.of(this.name, [...this.#seen, ...fresh]), this.#positions, arrival);
    return { basis: undefined };
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
      this.#learnTags(reading, arrival);
      update = this.#convertAgain(reading, arrival);
      if (update === undefined) return;
    }
    this.#messages++;
    if (update.problems.length > 0 || this.#faulty.size > 0) this.#tellProblems(update);
    const news = this.#news(reading, update, source);
    if (reading.historical === true) this.#emitAlone(update, 'historical', source, out);
    else if (news === 'late') this.#emitAlone(update, 'late', source, out);
    else if (news !== 'duplicate') this.#join(update, news, source, size, out);
    if (this.#messages === this.#config.settle || this.#messages % SAVE_EVERY === 0) this.#context.save(this.name);
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
    if (this.learning) {
      this.#seen = [...this.#seen, ...fresh];
      this.#adopt(this.#context.schemas.of(this.name, this.#seen));
      this.#context.save(this.name);
      return;
    }
    for (const { name } of fresh) {
      this.#comms.newTag();
      if (this.#refused.has(name) || this.#refused.size >= this.#config.maxTags) continue;
      this.#refused.add(name);
      const text = 'is new after the schema was learned; it is not scored. Send the order reset to learn the tags anew';
      this.#context.event({ event: 'new-tag', asset: this.name, time, tag: name, text: `${name} ${text}` });
    }
  }

  #adopt(schema: Schema): void {
    this.#schema = schema;
    this.#memory.grow(schema);
    this.#row.fit(schema);
  }

  #tellProblems({ problems, time }: Update): void {
    for (const { tag, text } of problems) {
      if (this.#faulty.has(tag)) continue;
      this.#faulty.add(tag);
      this.#context.event({ event: 'bad-value', asset: this.name, time, tag, text: `${tag} ${text}` });
    }
    if (problems.length === 0 && this.#faulty.size > 0) this.#faulty.clear();
  }

  /** What the reading's time and numbers say about the message. */
  #news(reading: Reading, update: Update, source: string | undefined): 'new' | 'unknown-source' | 'late' | 'duplicate' {
    if (reading.lost !== undefined && reading.lost > 0) this.#tellLoss(reading.lost, update.time, true);
    if (reading.revision !== undefined) {
      const lost = this.#comms.revision(reading.revision);
      if (lost > 0) this.#tellLoss(lost, update.time, false);
    }
    if (!update.timed && update.time < this.#lastTime) this.#followClock(update.time);
    if (update.timed) {
      if (this.#replays.knows(update)) {
        this.#comms.duplicate();
        this.#count('duplicate', update.time, 'a message came twice: same source time, same values');
        return 'duplicate';
      }
      if (!reading.historical && this.#isLate(update)) return 'late';
    }
    const unknown = source !== undefined && this.#comms.source(source, this.learning);
    if (unknown)
      this.#count(
        'unknown-source',
        update.time,
        `a message came from ${JSON.stringify(source)}, which is new for this asset`,
      );
    return unknown ? 'unknown-source' : 'new';
  }

  #tellLoss(lost: number, time: number, count: boolean): void {
    if (count) this.#comms.lost(lost);
    this.#count('sequence-gap', time, `${lost} messages are missing by the source's own numbers`);
  }

  /** Older than what is known of each of its tags. A clock that was set back is followed. */
  #isLate(update: Update): boolean {
    if (update.time >= this.#lastTime) {
      this.#lateRun = 0;
      return false;
    }
    if (this.#bringsNews(update)) return false;
    this.#lateRun = update.time > this.#lateTime ? this.#lateRun + 1 : 1;
    this.#lateTime = update.time;
    if (this.#lateRun >= CLOCK_RESET) {
      this.#followClock(update.time);
      return false;
    }
    this.#comms.late();
    this.#count('late', update.time, 'a message is older than what is known already');
    return true;
  }

  /** The clock was set back; waiting for it to catch up would be blindness. */
  #followClock(time: number): void {
    this.#lateRun = 0;
    this.#lastTime = time;
    this.#recordTime = Number.NaN;
    this.#memory.restart(time);
    this.#grid?.restart();
    const text = 'the clock was set back; times are taken as they are now';
    this.#context.event({ event: 'clock-reset', asset: this.name, time, text });
  }

  #bringsNews({ positions, times, time }: Update): boolean {
    for (let k = 0; k < positions.length; k++) {
      if ((times?.[k] ?? time) > this.#memory.time[positions[k]!]!) return true;
    }
    return false;
  }

  readonly #counts = new Map<string, { count: number; told: number }>();

  /** Tells the first of its kind, then at most one a minute of source time, with how many there were. */
  #count(event: string, time: number, text: string): void {
    let entry = this.#counts.get(event);
    if (entry === undefined) {
      entry = { count: 0, told: -Infinity };
      this.#counts.set(event, entry);
    }
    entry.count++;
    if (Math.abs(time - entry.told) < TELL_EVERY_MS) return;
    this.#context.event({ event, asset: this.name, time, count: entry.count, text });
    entry.told = time;
    entry.count = 0;
  }

  #join(update: Update, news: string, source: string | undefined, size: number | undefined, out: TwinRecord[]): void {
    const time = Math.max(update.time, this.#lastTime);
    this.#grid?.before(time, this.#memory, this.#schema, (at, row) => this.#emitGrid(at, row, source, out));
    this.#grid?.add(update, this.#memory);
    this.#memory.take(update);
    this.#lastTime = time;
    if (this.#grid !== undefined) return;
    if (this.#config.emit === 'complete' && !this.#isComplete(update, time)) return;
    this.#emit(time, update, news === 'unknown-source', source, size, out);
  }

  /** All tags that are alive were renewed since the last record. */
  #isComplete(update: Update, time: number): boolean {
    for (const i of update.positions) this.#renewed.add(i);
    for (const i of this.#schema.shown) {
      if (this.#renewed.has(i) || this.#memory.time[i] === -Infinity) continue;
      const age = time - this.#memory.time[i]!;
      if (age <= maxAgeOf(this.#schema.tags[i]!, this.#memory, i, this.#config)) return false;
    }
    this.#renewed.clear();
    return true;
  }

  #emit(
    time: number,
    update: Update,
    unknownSource: boolean,
    source: string | undefined,
    size: number | undefined,
    out: TwinRecord[],
  ): void {
    const row = this.#row;
    const { tags } = this.#schema;
    let wanted = true;
    if (this.#memory.fullAndGood) {
      row.values.set(this.#memory.value);
      row.marks.fill(0);
    } else
      for (let i = 0; i < tags.length; i++) {
        if (!readTag(tags[i]!, i, time, this.#memory, this.#config, row.values, row.marks)) wanted = false;
      }
    if (!wanted) {
      this.#count('dropped', time, 'a record was dropped because a tag with the policy drop has no value');
      return;
    }
    if (this.#stale.size > 0 || !this.#memory.fullAndGood) this.#tellStale(time);
    this.#finish(time, row, update, unknownSource, source, size, out);
  }

  #emitGrid(time: number, row: Row, source: string | undefined, out: TwinRecord[]): void {
    this.#finish(time, row, undefined, false, source, undefined, out);
  }

  #finish(
    time: number,
    row: Row,
    update: Update | undefined,
    unknownSource: boolean,
    source: string | undefined,
    size: number | undefined,
    out: TwinRecord[],
  ): void {
    const comms = this.#comms.take(this.#intervalTo(time, row));
    if (update?.timed) comms.skew = update.arrival - update.time;
    if (source !== undefined) comms.source = source;
    if (size !== undefined) comms.size = size;
    if (unknownSource) comms.unknownSource = true;
    if (time > this.#recordTime || Number.isNaN(this.#recordTime)) this.#recordTime = time;
    out.push(
      buildRecord(this.name, time, row, this.#memory.mode, comms, this.#schema, this.#derivations, this.#config),
    );
  }

  /** A tag that carries the time between messages says it better than the times do. */
  #intervalTo(time: number, row: Row): number | undefined {
    const { interval, tags } = this.#schema;
    const told = interval < 0 ? Number.NaN : row.values[interval]!;
    if (!Number.isNaN(told)) return tags[interval]!.unit === 's' ? told * 1000 : told;
    return !Number.isNaN(this.#recordTime) ? time - this.#recordTime : undefined;
  }

  /** A record of these values alone: context for a person, outside of the live stream. */
  #emitAlone(update: Update, why: 'historical' | 'late', source: string | undefined, out: TwinRecord[]): void {
    const values: Record<string, number> = {};
    const { positions, numbers, qualities } = update;
    for (let k = 0; k < positions.length; k++) {
      const number = numbers[k]!;
      if (!Number.isNaN(number) && qualities[k]! < BAD) values[this.#schema.tags[positions[k]!]!.name] = number;
    }
    const comms = {
      historical: true,
      ...(why === 'late' ? { late: true } : {}),
      ...(source === undefined ? {} : { source }),
    };
    out.push({
      asset: this.name,
      time: update.time,
      values,
      comms,
      unscored: why,
      features: this.#schema.features,
      roles: this.#schema.roles,
    });
  }

  #tellStale(time: number): void {
    const { marks } = this.#row;
    const { tags } = this.#schema;
    for (let i = 0; i < marks.length; i++) {
      const isStale = marks[i] === STALE && this.#memory.time[i] !== -Infinity;
      if (isStale === this.#stale.has(i)) continue;
      if (isStale) this.#stale.add(i);
      else this.#stale.delete(i);
      const { name } = tags[i]!;
      this.#context.event({
        event: isStale ? 'tag-stale' : 'tag-back',
        asset: this.name,
        time,
        tag: name,
        text: `${name} ${isStale ? 'brings no new values' : 'is back'}`,
      });
    }
  }
}

const SAVE_EVERY = 500;
const TELL_EVERY_MS = 60_000;
