import { InputError } from '../../lib/input';
import { checkPayload, checkReadings } from './bounds';
import type { IngestConfig } from './config';
import { createFormats, recognise } from './formats/index';
import { createMapping } from './formats/mapping';
import type { Question } from './formats/question';
import { createParseContext } from './parse-context';
import { decoded, sizeOf } from './payload';
import { type Format, inOrder, type Message, type ParseContext, type Reading } from './reading';

/** What a message says, before anybody asks which tags an asset has. */
export interface Read {
  readonly format: Format;
  /** Bytes, where that shows. */
  readonly size: number | undefined;
  readonly readings: readonly Reading[];
  /** Changes of the formats' memory that are news by themselves. */
  readonly changes: readonly { readonly change: () => void; readonly lasting: boolean }[];
  /** What a person should know, by a key that is the same for the same thing. */
  readonly notes: readonly { readonly key: string; readonly text: string }[];
  /** About parts that only a person can say how to read. */
  readonly questions: readonly Question[];
}

/** Reads messages of any format; what a message changes waits until it is accepted. */
export class MessageReader {
  readonly formats: readonly Format[] = createFormats();
  readonly #maxSize: number;
  readonly #only: Format | undefined;
  readonly #parse: ParseContext & { arrival: number };
  #changes: { change: () => void; lasting: boolean }[] = [];
  #remembered: (() => void)[] = [];
  #notes: { key: string; text: string }[] = [];
  #questions: Question[] = [];
  #last: Format | undefined;

  constructor(config: IngestConfig) {
    this.#maxSize = config.maxSize;
    this.#only =
      config.format === 'mapping' ? createMapping(config) : this.formats.find(({ name }) => name === config.format);
    this.#parse = createParseContext(config, {
      later: (change, lasting) => this.#changes.push({ change, lasting }),
      remember: (change) => this.#remembered.push(change),
      note: (key, text) => this.#notes.push({ key, text }),
      ask: (question) => this.#questions.push(question),
    });
  }

  /** Arrival of the message that was read last. */
  get arrival(): number {
    return this.#parse.arrival;
  }

  /** The format of the message that was accepted last. */
  get last(): Format | undefined {
    return this.#last;
  }

  /**
   * Reads a message as a whole. Changes nothing.
   * @throws InputError
   */
  read(raw: Message, arrival: number): Read {
    this.#clear();
    const size = sizeOf(raw.payload);
    if (size !== undefined && size > this.#maxSize) {
      throw new InputError(
        'payload',
        `has ${size} bytes, the limit is ${this.#maxSize}; raise it or send less at a time`,
      );
    }
    const message = decoded(raw);
    this.#parse.arrival = arrival;
    const before = this.#only ?? this.#last;
    const settled = before?.fits?.(message) === true;
    if (!settled) checkPayload(message.payload, this.#maxSize);
    const format = settled ? before : (this.#only ?? recognise(this.formats, message, this.#last));
    const readings = inOrder(format.parse(message, this.#parse));
    checkReadings(readings, this.#maxSize);
    return { format, size, readings, changes: this.#changes, notes: this.#notes, questions: this.#questions };
  }

  /** Most messages leave nothing of this behind. */
  #clear(): void {
    if (this.#changes.length > 0) this.#changes = [];
    if (this.#remembered.length > 0) this.#remembered = [];
    if (this.#notes.length > 0) this.#notes = [];
    if (this.#questions.length > 0) this.#questions = [];
  }

  /** The message that was read last is taken: its changes of the formats' memory are made. */
  accept({ format, changes }: Read): void {
    for (const { change } of changes) change();
    for (const remember of this.#remembered) remember();
    this.#last = format;
  }
}
