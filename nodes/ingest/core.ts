import { InputError } from '../../lib/input';
import type { TwinRecord } from '../../lib/record/record';
import type { Ingest, IngestContext, IngestStatus } from './api';
import { Asset } from './asset';
import type { Arrived, AssetContext, AssetSnapshot, Prepared } from './asset-types';
import type { IngestConfig } from './config';
import type { IngestEvent } from './event';
import { NeedsMapping } from './formats/question';
import { MessageReader, type Read } from './message-reader';
import type { PairProposal } from './pairs';
import { Entry, Places } from './places';
import { counts, type Format, type Message } from './reading';
import { Reorder } from './reorder';
import type { RestsSnapshot } from './rests';
import { createSchemas, type Schema } from './schema';
import { Silence } from './silence';
import { NoNumber, timeOf } from './update';
import { Waiting, type WaitingKind } from './waiting';

export type { Ingest, IngestContext, IngestEvent, IngestStatus };

/** A message that was read and checked. */
interface Understood {
  readonly read: Read;
  readonly source: string | undefined;
  /** Parallel to readings; undefined for what is passed over. */
  readonly prepared: readonly (Prepared | undefined)[];
  /** Assets that are seen for the first time. */
  readonly fresh: ReadonlyMap<string, Entry>;
}

/** @param context its surroundings; without them nothing is told or kept */
export function createIngest(config: IngestConfig, context: IngestContext = {}): Ingest {
  return new IngestCore(config, context);
}

class IngestCore implements Ingest {
  readonly #config: IngestConfig;
  readonly #context: IngestContext;
  readonly #reader: MessageReader;
  readonly #places: Places;
  readonly #entries: Map<string, Entry>;
  readonly #assetContext: AssetContext;
  readonly #waiting: Waiting;
  readonly #told = new Set<string>();
  #refused = 0;

  constructor(config: IngestConfig, context: IngestContext) {
    this.#config = config;
    this.#context = context;
    this.#reader = new MessageReader(config);
    this.#waiting = new Waiting((event) => context.event?.(event));
    this.#places = new Places(config, context);
    this.#entries = this.#places.entries;
    this.#assetContext = {
      config,
      schemas: createSchemas(config),
      event: (event) => context.event?.(event),
      save: (asset) => context.save?.(asset),
    };
    this.#restored(
      '',
      (saved) => {
        for (const { name, restore } of this.#reader.formats) restore?.((saved as Record<string, unknown>)[name]);
        this.#places.await((saved as Record<string, unknown>)[ASSETS]);
      },
      () => {},
    );
  }

  /** What was saved may be of another version, or damaged: that is told, never an error of the messages to come. */
  #restored<T>(name: string, use: (saved: unknown) => T, otherwise: () => T): T {
    const saved = this.#context.restore?.(name);
    if (saved === undefined || saved === null) return otherwise();
    try {
      return use(saved);
    } catch (error) {
      const text = `what was saved does not fit and is learned anew (${(error as Error).message})`;
      this.#context.event?.({ event: 'state-ignored', asset: name, time: this.#reader.arrival, text });
      return otherwise();
    }
  }

  accept(message: Message, arrival: number): TwinRecord[] {
    let understood: Understood;
    try {
      understood = this.#understand(message, arrival);
    } catch (error) {
      this.#refused++;
      if (error instanceof NeedsMapping) this.#waiting.ask([error.question], message, arrival);
      if (error instanceof InputError) throw error;
      // A message may hold what no format thinks of: getters that throw, symbols as names.
      throw new InputError('payload', `cannot be read (${(error as Error).message}); send plain data`);
    }
    this.#waiting.ask(understood.read.questions, message, arrival);
    return this.#apply(understood, arrival);
  }

  /** Reads and checks a message as a whole. Changes nothing. */
  #understand(raw: Message, arrival: number): Understood {
    const read = this.#reader.read(raw, arrival);
    const named = typeof raw.topic === 'string' && raw.topic !== '' && read.format.name !== 'scalar';
    const source = named ? (raw.topic as string).slice(0, 256) : undefined;
    const { prepared, fresh } = this.#prepare(read, arrival);
    return { read, source, prepared, fresh };
  }

  /** From here on nothing can be wrong any more. */
  #apply({ read, source, prepared, fresh }: Understood, arrival: number): TwinRecord[] {
    const { format, size, readings } = read;
    this.#reader.accept(read);
    this.#tellNotes(read.notes, arrival);
    for (const [name, entry] of fresh) this.#places.open(name, entry, arrival);
    const out: TwinRecord[] = [];
    for (let i = 0; i < readings.length; i++) {
      const ready = prepared[i];
      if (ready !== undefined && this.#entries.has(readings[i]!.asset)) {
        const more = readings[i + 1]?.asset === readings[i]!.asset;
        this.#take({ reading: readings[i]!, prepared: ready, arrival, source, size, more }, format, out);
      }
    }
    if (read.changes.some(({ lasting }) => lasting)) this.#context.save?.('');
    return out;
  }

  /**
   * @throws InputError when any of the readings cannot be taken
   */
  #prepare({ readings, changes }: Read, arrival: number): Pick<Understood, 'prepared' | 'fresh'> {
    // Most messages bring nothing new, and none of this.
    let fresh: Map<string, Entry> | undefined;
    let used: Set<string> | undefined;
    let any = false;
    let empty: NoNumber | undefined;
    let expected = changes.length > 0;
    const prepared = new Array<Prepared | undefined>(readings.length);
    for (let i = 0; i < readings.length; i++) {
      const reading = readings[i]!;
      const { asset } = reading;
      const known = this.#entries.get(asset);
      // The end of an asset that never was is no news.
      if (reading.kind === 'death' && known === undefined) continue;
      if (known === undefined) fresh ??= new Map<string, Entry>();
      const entry = known ?? fresh!.get(asset) ?? this.#fresh(asset, arrival, fresh!);
      try {
        prepared[i] = entry.asset.prepare(reading, arrival);
        any = true;
        if (known !== undefined) continue;
        used ??= new Set<string>();
        used.add(asset);
      } catch (error) {
        if (!(error instanceof NoNumber)) throw error;
        empty = error;
        expected ||= known !== undefined && (counts(reading) || entry.asset.tags.knowsAll(reading));
        prepared[i] = entry.asset.tags.prepareEmpty(reading);
      }
    }
    if (empty !== undefined && !any && !expected) throw empty;
    // What never brought a number is no twin yet.
    for (const name of fresh?.keys() ?? []) if (used?.has(name) !== true) fresh!.delete(name);
    return { prepared, fresh: fresh ?? NOTHING_NEW };
  }

  #fresh(name: string, arrival: number, fresh: Map<string, Entry>): Entry {
    this.#places.check(name, fresh.size);
    const entry = this.#entryOf(name, arrival);
    fresh.set(name, entry);
    return entry;
  }

  #entryOf(name: string, arrival: number): Entry {
    const { lateness } = this.#config;
    const make = (from?: KeptAsset): Entry => {
      const silence = new Silence(arrival, from?.pause, from?.rests);
      const asset = new Asset(name, this.#assetContext, from);
      return new Entry(asset, silence, lateness > 0 ? new Reorder(lateness) : undefined);
    };
    return this.#restored(name, (saved) => make(saved as KeptAsset), make);
  }

  #tellNotes(notes: Read['notes'], time: number): void {
    for (const { key, text } of notes) {
      if (this.#told.has(key) || this.#told.size >= MAX_TOLD) continue;
      this.#told.add(key);
      this.#context.event?.({ event: 'note', asset: '', time, text });
    }
  }

  #take(arrived: Arrived, format: Format, out: TwinRecord[]): void {
    const { reading, arrival } = arrived;
    const entry = this.#entries.get(reading.asset)!;
    const { asset, silence, reorder } = entry;
    entry.note();
    if (reading.kind === 'death') {
      asset.die();
      if (silence.died()) this.#tellLine('offline', asset.name, arrival, 'the source says that it is gone');
      return;
    }
    if (arrived.prepared.foreign !== true && silence.heard(arrival))
      this.#tellLine('back', asset.name, arrival, 'it talks again');
    if (!asset.named) {
      asset.named = true;
      const text = `${asset.name} is read as ${format.title}`;
      this.#context.event?.({ event: 'format', asset: asset.name, time: arrival, format: format.name, text });
    }
    if (reorder === undefined) asset.take(arrived, arrival, out);
    else {
      const time = timeOf(reading) ?? asset.timeAt(arrival);
      const outlook = asset.await(time, arrival, WINDOWS * this.#config.lateness);
      for (const ready of reorder.add({ time, arrived }, outlook)) asset.take(ready.arrived, arrival, out);
    }
    if (entry.kept || !entry.settled) return;
    entry.kept = true;
    this.#context.save?.('');
  }

  #tellLine(event: 'offline' | 'back', asset: string, time: number, why: string): void {
    this.#context.event?.({ event, asset, time, text: `${asset} is ${event}: ${why}` });
  }

  tick(now: number): TwinRecord[] {
    const out: TwinRecord[] = [];
    this.#places.miss(now, (name, since) => this.#entryOf(name, since));
    for (const [name, { asset, silence, reorder }] of this.#entries) {
      const count = out.length;
      for (const ready of reorder?.settle(now) ?? []) asset.take(ready.arrived, now, out);
      asset.watch.look(now, out);
      if (silence.mourn()) asset.watch.silent(now, out);
      // What has just left is no silence.
      if (out.length > count || !silence.check(now, this.#config.offlineAfter)) continue;
      this.#tellLine('offline', name, now, `nothing has come for ${Math.round(silence.silentFor(now) / 1000)} s`);
      asset.watch.silent(now, out);
    }
    this.#places.save(now, false);
    return out;
  }

  keep(now: number): void {
    this.#places.save(now, true);
  }

  blind(): number {
    return [...this.#entries.values()].filter(({ asset }) => asset.watch.mark !== undefined).length;
  }

  status(): IngestStatus {
    let tags = 0;
    let offline = 0;
    for (const { asset, silence } of this.#entries.values()) {
      tags += asset.schema.tags.length;
      if (silence.offline) offline++;
    }
    return {
      format: this.#reader.last?.title,
      assets: this.#entries.size,
      offline,
      tags,
      refused: this.#refused,
      waiting: this.#waiting.size,
    };
  }

  waiting = (): readonly WaitingKind[] => this.#waiting.list();

  restore(asset: string, now: number): void {
    if (this.#entries.has(asset)) return;
    this.#places.check(asset, 0);
    this.#places.open(asset, this.#entryOf(asset, now), now);
  }

  reset(asset?: string): void {
    this.#places.forget(asset);
    this.#context.save?.('');
  }

  assets(): string[] {
    return [...this.#entries.keys()];
  }

  schema(asset: string): Schema | undefined {
    return this.#entries.get(asset)?.asset.schema;
  }

  proposals(asset: string): readonly PairProposal[] {
    return this.#entries.get(asset)?.asset.proposals ?? [];
  }

  counts(asset: string): Readonly<Record<string, number>> {
    return this.#entries.get(asset)?.asset.counts ?? {};
  }

  snapshot(asset: string): unknown {
    if (asset !== '') {
      const entry = this.#entries.get(asset);
      if (entry === undefined) return undefined;
      const { pause, rests } = entry.silence;
      return { ...entry.asset.snapshot(), pause, ...(rests !== undefined && { rests }) };
    }
    const formats: Record<string, unknown> = { [ASSETS]: this.#places.settled() };
    for (const format of this.#reader.formats)
      if (format.snapshot !== undefined) formats[format.name] = format.snapshot();
    return formats;
  }
}

/** What is kept of an asset. */
type KeptAsset = AssetSnapshot & { readonly pause?: number; readonly rests?: RestsSnapshot };

const NOTHING_NEW: ReadonlyMap<string, Entry> = new Map();

/** Under this name stand the assets that have settled, beside the formats. */
const ASSETS = 'assets';
const MAX_TOLD = 1000;
/** The newest that waits may be one window ahead of what has left, and one that overtook others another one ahead of that. */
const WINDOWS = 2;
