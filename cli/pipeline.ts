import { DETECTOR_FIELDS } from '../lib/detector/settings';
import { InputError } from '../lib/input';
import { isLive, type TwinRecord } from '../lib/record/record';
import type { TagTable } from '../lib/record/tags';
import { parseConfig as parseIngest } from '../nodes/ingest/config';
import { createIngest } from '../nodes/ingest/core';
import type { Message } from '../nodes/ingest/recording/recording';
import { Chain, type ChainSettings, type ChainSnapshot, type DetectorName, type MakeDetector } from './chain';

export interface PipelineSettings {
  readonly tags: TagTable;
  readonly detector: DetectorName | MakeDetector;
  /** Settings of the detector node that differ from its defaults, its seed for example. */
  readonly own: Readonly<Record<string, unknown>>;
  /** Settings of the threshold node that differ from its defaults. */
  readonly threshold: Readonly<Record<string, unknown>>;
}

/** Messages that can be walked through more than once. */
export type Messages = () => AsyncIterable<Message> | Iterable<Message>;

/** How many records a detector may learn from. */
const { min: FEWEST, max: MOST } = DETECTOR_FIELDS.records;
/** A test recording that starts later than this many intervals after the training counts as another time. */
const FAR = 10;
/** Intervals between the training and a recording of another time: more than any window bears, so that all begin anew. */
const PAUSE = 10_000;

/** The chain of layers after it has learned from a whole recording. */
export class Learned {
  readonly #settings: ChainSettings;
  readonly #snapshot: ChainSnapshot;
  readonly #end: number;
  readonly #interval: number;
  /** What the training left out, and what else there is to know of the model; sentences for a person. */
  readonly notes: readonly string[];

  private constructor(settings: ChainSettings, chain: Chain, { end, interval }: Pace) {
    this.#settings = settings;
    this.#snapshot = chain.snapshot();
    this.notes = chain.notes;
    this.#end = end;
    this.#interval = interval;
  }

  /**
   * Learns from all messages: the first pass counts the records, so that scaler and detector can learn from every one.
   * @throws Error when nothing can be learned from them
   */
  static async from(messages: Messages, { tags, detector, own, threshold }: PipelineSettings): Promise<Learned> {
    const pace = await paceOf(messages, tags);
    const settings = { tags, detector, own, threshold, records: Math.min(pace.records, MOST) };
    const chain = new Chain(settings);
    try {
      for await (const { time, values } of messages()) await usable(() => chain.step(time, values));
      await chain.learned();
      return new Learned(settings, chain, pace);
    } finally {
      chain.close();
    }
  }

  /** A judge for another recording, which starts from what was learned. */
  judge(): Judge {
    return new Judge(new Chain(this.#settings, this.#snapshot), this.#end, this.#interval);
  }
}

/** Judges messages one after the other, each from what came before it. */
export class Judge {
  readonly #chain: Chain;
  readonly #end: number;
  readonly #interval: number;
  #shift: number | undefined;

  constructor(chain: Chain, end: number, interval: number) {
    this.#chain = chain;
    this.#end = end;
    this.#interval = interval;
  }

  /** @returns undefined when the message cannot be used or brings nothing new */
  step({ time, values }: Message): Promise<TwinRecord | undefined> {
    if (this.#shift === undefined) this.#begin(time);
    return usable(() => this.#chain.step(time + this.#shift!, values));
  }

  close(): void {
    this.#chain.close();
  }

  /**
   * A recording of another time is moved behind the training, with a pause before it: the time between them, years
   * perhaps or backwards, is no gap in the messages, and what changed meanwhile is no change from row to row.
   */
  #begin(first: number): void {
    const follows = first > this.#end && first <= this.#end + FAR * this.#interval;
    this.#shift = follows ? 0 : this.#end + PAUSE * this.#interval - first;
    if (!follows) this.#chain.pause();
  }
}

interface Pace {
  readonly records: number;
  /** Time of the last message, ms. */
  readonly end: number;
  /** Usual time between messages, ms. */
  readonly interval: number;
}

const INTERVALS = 1000;

async function paceOf(messages: Messages, tags: TagTable): Promise<Pace> {
  const ingest = createIngest(parseIngest({ format: 'record', tags: JSON.stringify(Object.fromEntries(tags)) }));
  const intervals: number[] = [];
  let records = 0;
  let end = Number.NaN;
  for await (const { time, values } of messages()) {
    if (intervals.length < INTERVALS && time > end) intervals.push(time - end);
    end = time;
    const accept = async (): Promise<TwinRecord[]> => ingest.accept({ payload: { asset: 'twin', time, values } }, time);
    const [record] = (await usable(accept)) ?? [];
    // From a row of bad values only, nothing is learned: who waited for it would wait for ever.
    if (record !== undefined && isLive(record) && Object.keys(record.values).length > 0) records++;
  }
  if (records < FEWEST) {
    throw new InputError(
      'train',
      `holds ${records} usable rows; give at least ${FEWEST}, and check the tags and times`,
    );
  }
  const sorted = intervals.sort((a, b) => a - b);
  return { records, end, interval: sorted[sorted.length >> 1] ?? 1000 };
}

/** A message without any usable value is left out, as the ingest node does. */
async function usable<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
