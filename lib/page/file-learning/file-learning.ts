import { isForPerson } from '../../for-person';
import { InputError, isPlainObject } from '../../input';
import { parseOrder } from '../../layer/orders';
import { parseTagTable, SCORED_ROLES, type Tag } from '../../record/tags';
import { counted } from '../../text/counted';
import type { Member } from '../member';
import type { Shown } from '../sights';
import type { FileLearningLine } from './api';
import { type Opened, type ReadRecording, Unreadable } from './reading';
import { Rehearsing } from './rehearsing';

/** Numbers that are learned from at most; of a longer recording the newest rows. They wait in memory until the detector has read them. */
const MOST_NUMBERS = 2_000_000;
/** Tags that are named. */
const SHOWN = 8;
/** A pace that differs by so many times is told. */
const OTHER_PACE = 3;

export interface FileLearningContext {
  readonly read: ReadRecording;
  /** What the page knows of an asset now. */
  shown(key: string): Shown | undefined;
  /** A node that runs, by its id. */
  member(id: string): Member | undefined;
  /** The clock on the wall, ms. */
  now(): number;
  /** Comes back once other work has had its turn. */
  pause(): Promise<void>;
  /** Something of an asset has changed. */
  changed(key: string): void;
  /** No mistake of who asked. */
  fail(error: Error): void;
}

/** What a person wants learned. */
export interface FileRequest {
  /** As the person knows the recording. */
  readonly name: string;
  readonly path: string;
  /** Who is signed in. */
  readonly by: string | undefined;
}

interface Job {
  line: FileLearningLine;
  /** Ends the reading. */
  readonly stop: AbortController;
}

/**
 * Learning from a recording that lies on the server: its rows go through copies of what stands before the detector, and to the
 * detector with the order train, as if a flow had sent them. One recording at a time.
 */
export class FileLearning {
  readonly #context: FileLearningContext;
  /** By key, as long as the asset is there. */
  readonly #jobs = new Map<string, Job>();
  #running: Job | undefined;

  constructor(context: FileLearningContext) {
    this.#context = context;
  }

  /** What is or was last learned from a recording. */
  of(key: string): FileLearningLine | undefined {
    return this.#jobs.get(key)?.line;
  }

  /** Begins; what becomes of it is told by `of`. @throws InputError when it cannot begin now */
  start(shown: Shown, request: FileRequest): FileLearningLine {
    const { key, asset } = shown.sight;
    const detectors = shown.members.filter(({ layer, orders }) => layer === 'detector' && orders.includes('train'));
    if (detectors.length === 0) throw new InputError('key', `no detector that learns is in the chain of ${asset}`);
    if (this.#running !== undefined)
      throw new InputError('file', `${this.#running.line.file} is being read; wait until it is, or cancel that`);
    const { name, by } = request;
    const job: Job = {
      line: { file: name, at: this.#context.now(), ...(by !== undefined && { by }), state: 'opening', notes: [] },
      stop: new AbortController(),
    };
    this.#jobs.set(key, job);
    this.#running = job;
    this.#run(job, shown, detectors, request).then(
      () => this.#end(key),
      (error: Error) => {
        const text = error.message.replaceAll(request.path, request.name);
        const { aborted } = job.stop.signal;
        this.#set(key, job, aborted ? { state: 'cancelled' } : { state: 'refused', text });
        if (!(aborted || isForPerson(error) || error instanceof Unreadable)) this.#context.fail(error);
        this.#end(key);
      },
    );
    return job.line;
  }

  /** Ends the reading. @throws InputError when nothing is read for the asset */
  cancel(key: string): void {
    const job = this.#jobs.get(key);
    if (job === undefined || this.#running !== job) throw new InputError('key', 'no recording is being read for it');
    job.stop.abort();
  }

  /** The asset is not there any more: nobody asks what it learned from, and nothing is left to learn. */
  forget(key: string): void {
    this.#jobs.get(key)?.stop.abort();
    this.#jobs.delete(key);
  }

  #end(key: string): void {
    this.#running = undefined;
    this.#context.changed(key);
  }

  #set(key: string, job: Job, change: Partial<FileLearningLine>): void {
    job.line = { ...job.line, ...change };
    this.#context.changed(key);
  }

  /** @throws InputError when nodes were deployed anew since: what is closed follows no order, and others may read other rows */
  #checkStillThere(key: string, members: readonly Member[]): void {
    const now = this.#context.shown(key)?.members ?? [];
    if (!members.every((member) => now.includes(member) && this.#context.member(member.id) === member))
      throw new InputError('key', 'its nodes were deployed anew meanwhile; start again');
  }

  async #run(job: Job, shown: Shown, detectors: readonly Member[], { path, name, by }: FileRequest): Promise<void> {
    const { sight, members } = shown;
    const tags = tagsOf(shown);
    const zone = members.find(({ zone }) => zone !== undefined)?.zone ?? 'UTC';
    const most = Math.floor(MOST_NUMBERS / Math.max(1, tags.length));
    const rehearsing = new Rehearsing(sight.asset, members);
    const { signal } = job.stop;
    try {
      for await (const part of this.#context.read({ path, zone, tags, most }, signal)) {
        signal.throwIfAborted();
        if (part.kind === 'opened') this.#set(sight.key, job, openedLine(part, tags, sight.sourceInterval));
        else {
          rehearsing.take(part.rows);
          job.line = { ...job.line, done: (job.line.done ?? 0) + part.rows.length };
          await this.#context.pause();
        }
      }
      const { records, refused } = rehearsing;
      const options = { do: 'train', asset: sight.asset, exam: true, file: name };
      this.#checkStillThere(sight.key, members);
      for (const detector of detectors) {
        const order = parseOrder(options, detector.orders);
        detector.follow({ ...order, by, via: 'page', ...(by !== undefined && { verified: true }) }, records);
      }
      const passed = refused === 0 ? [] : [`${counted(refused, 'row')} without enough good values passed over`];
      const notes = [...job.line.notes, ...passed];
      this.#set(sight.key, job, { state: 'learning', records: records.length, notes });
    } finally {
      rehearsing.close();
    }
  }
}

/** The tags of an asset: those that ingest knows, else those of its records. */
function tagsOf({ sight, members }: Shown): Tag[] {
  const ingest = members.find(({ layer }) => layer === 'ingest');
  const table = ingest?.report(sight.asset)?.['tags'];
  if (isPlainObject(table)) return [...parseTagTable(table).values()];
  return sight.row.lines().map(({ tag }) => ({ name: tag, role: 'sensor' }));
}

/** @param usual ms between records of the asset */
function openedLine(opened: Opened, tags: readonly Tag[], usual: number): Partial<FileLearningLine> {
  const there = new Set(opened.tags);
  const missing = tags.filter(({ name, role }) => (SCORED_ROLES.has(role) || role === 'twin') && !there.has(name));
  if (missing.length > 0) {
    const names = missing.slice(0, SHOWN).map(({ name }) => name);
    const more = missing.length > SHOWN ? ` and ${missing.length - SHOWN} more` : '';
    throw new Unreadable(
      `it has no column for ${names.join(', ')}${more}; a model that never saw them could not judge them: export them as well`,
    );
  }
  const { rows, of, span, interval } = opened;
  const other = interval !== undefined && usual > 0 && Math.max(interval / usual, usual / interval) > OTHER_PACE;
  return {
    state: 'reading',
    rows,
    done: 0,
    ...(span && { span }),
    notes: [
      ...(rows < of ? [`the newest ${rows} of ${of} rows: more do not fit at once`] : []),
      ...(other
        ? [
            `its rows are ${seconds(interval)} apart, the records of the plant ${seconds(usual)}: what changes fast may look different`,
          ]
        : []),
      ...opened.notes,
    ],
  };
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toPrecision(2))} s`;
}
