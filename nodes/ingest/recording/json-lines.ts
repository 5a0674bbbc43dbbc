import { DataError } from '../../../lib/data/errors';
import type { Frame } from '../../../lib/data/frame';
import { parseJson } from '../../../lib/data/json';
import type { ReadingOptions } from '../../../lib/data/recording-file';
import { textOf } from '../../../lib/data/text';
import { InputError, isPlainObject } from '../../../lib/input';
import { counted } from '../../../lib/text/counted';
import { findTime } from '../../../lib/time/names';
import { parseConfig } from '../config';
import { MessageReader } from '../message-reader';
import type { Message } from '../reading';
import { createClock } from '../time';
import { MessageRows } from './message-rows';

/** Of the ingest node: no message may be larger, bytes. */
const LARGEST = 100_000_000;

/**
 * Reads messages that were written down one in a line, in any shape that the ingest node reads: payloads, or whole messages with
 * topic and payload as Node-RED and mosquitto_sub write them.
 * @param bytes of the file, where it is no file of its own
 * @throws DataError when no line can be read
 */
export async function readJsonLines(file: string, options: ReadingOptions, bytes?: Buffer): Promise<Frame> {
  const lines = new JsonLines(file, options);
  let rest = '';
  for await (const piece of textOf(file, bytes)) {
    const some = (rest + piece).split('\n');
    rest = some.pop()!;
    for (const line of some) lines.take(line);
  }
  lines.take(rest);
  return lines.done();
}

class JsonLines {
  readonly #reader: MessageReader;
  readonly #clock: ReturnType<typeof createClock>;
  readonly #rows = new MessageRows();
  readonly #formats = new Set<string>();
  readonly #notes = new Map<string, string>();
  #line = 0;
  #messages = 0;
  #refused = 0;
  /** What was wrong first. */
  #first: { line: number; text: string } | undefined;

  constructor(
    private readonly file: string,
    { time, zone }: ReadingOptions,
  ) {
    const tags =
      time === undefined ? {} : { [time.name]: { role: 'time', ...(time.format && { format: time.format }) } };
    this.#reader = new MessageReader(parseConfig({ zone, maxSize: LARGEST, tags: JSON.stringify(tags) }));
    this.#clock = createClock(zone);
  }

  take(text: string): void {
    this.#line++;
    const line = text.replace(/^\uFEFF/, '').trim();
    if (line === '') return;
    this.#messages++;
    try {
      const { message, time } = this.#unwrapped(parsed(line));
      const read = this.#reader.read(message, time ?? this.#rows.newest);
      this.#reader.accept(read);
      this.#formats.add(read.format.title);
      for (const { key, text: note } of read.notes) this.#notes.set(key, note);
      for (const { field, doubt } of read.questions) this.#notes.set(field, `${field} ${doubt}, and is not read`);
      for (const reading of read.readings) this.#rows.add(reading, time);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#refused++;
      this.#first ??= { line: this.#line, text: error.message };
    }
  }

  /** A line is a payload, or a message around one: { topic, payload }, with the time at which it came. */
  #unwrapped(line: unknown): { message: Message; time: number | undefined } {
    if (!isPlainObject(line) || typeof line['topic'] !== 'string' || !Object.hasOwn(line, 'payload'))
      return { message: { payload: line }, time: undefined };
    const keys = Object.keys(line).filter((key) => key !== 'payload');
    const read = (value: unknown, format?: string): number | undefined => this.#clock.read(value, format);
    const found = findTime(keys, (at) => line[keys[at]!], read);
    const time = found === undefined ? undefined : read(line[keys[found.at]!], found.format);
    return { message: line, time };
  }

  /** @throws DataError */
  done(): Frame {
    const { file } = this;
    const refused = this.#first;
    const frame = this.#rows.frame();
    if (frame === undefined) {
      if (refused === undefined) throw new DataError(file, '', 'holds no message; give a JSON object in each line');
      throw new DataError(file, `line ${refused.line}`, refused.text);
    }
    const notes = [
      `${counted(this.#messages - this.#refused, 'message')} read as ${[...this.#formats].join(', ')}`,
      ...(refused === undefined
        ? []
        : [
            `${counted(this.#refused, 'message')} could not be read and ${this.#refused === 1 ? 'was' : 'were'} passed over (line ${refused.line}: ${refused.text})`,
          ]),
      ...this.#notes.values(),
      ...frame.notes,
    ];
    return { ...frame, notes };
  }
}

function parsed(line: string): unknown {
  try {
    return parseJson(line);
  } catch (error) {
    throw new InputError('payload', `is no JSON (${(error as Error).message}); write one message in each line`);
  }
}
