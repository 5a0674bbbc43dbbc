import type { Quality } from '../../lib/record/words';
import type { Question } from './formats/question';

/** What a format made of a message: values of one asset at one time, still as the source wrote them. */
export interface Reading {
  readonly asset: string;
  /** Source time in ms; undefined when the source has none. */
  readonly time: number | undefined;
  readonly tags: readonly string[];
  /** As the source wrote them, parallel to tags; values.ts makes numbers of them. */
  readonly values: readonly unknown[];
  /** A time of its own for a tag, parallel to tags. */
  readonly times?: readonly (number | undefined)[];
  /** When it says that any of the values changed last, in ms of its own; where `time` is when it was asked. */
  readonly changed?: number | undefined;
  /** What the source says about a value, parallel to tags; undefined is good. */
  readonly qualities?: readonly (Quality | undefined)[];
  /** Units that the source names, parallel to tags. */
  readonly units?: readonly (string | undefined)[];
  /** The source says that these values are old ones, sent afterwards. */
  readonly historical?: boolean;
  /** Names whose values were taken apart into tags of their own: motor for motor.speed. */
  readonly parents?: readonly string[];
  /** Tags that express a wish, not a measurement: tag to the tag that it is for. */
  readonly wishes?: Readonly<Record<string, string>>;
  /** 'birth' names all tags of the asset, 'death' says that it is gone. */
  readonly kind?: 'data' | 'birth' | 'death';
  /** Messages missing before this one, where the source numbers them without gaps. */
  readonly lost?: number;
  /** A number that the source counts up for each change; whether it is free of gaps is learned. */
  readonly revision?: number;
}

/** A message as a format sees it. */
export interface Message {
  readonly topic?: unknown;
  readonly payload?: unknown;
  readonly [property: string]: unknown;
}

/** What a format may ask while it parses. */
export interface ParseContext {
  readonly arrival: number;
  /** Reads a time in any notation, or in the one given (lib/time/format.ts); undefined when it is none. */
  time(raw: unknown, format?: string): number | undefined;
  /** The tag that the tag table declares to be the time. */
  readonly timeTag: { readonly name: string; readonly format?: string } | undefined;
  /** Whether the tag table lists a name as anything but the time. */
  isTag(name: string): boolean;
  /** Names in the tag table, in its order. */
  readonly tagNames: readonly string[];
  /** The asset of messages that do not name one: the topic, or the node's default. */
  assetOf(topic: unknown): string;
  /** Whether wishes (desired values of a twin) are taken as setpoints. */
  readonly wishes: boolean;
  /**
   * A change of the format's memory; done only when the whole message was accepted.
   * @param lasting it belongs to what is kept over a restart
   */
  later(change: () => void, lasting: boolean): void;
  /** What makes the next message of its kind quicker to read: no news by itself. Done only when the whole message was accepted. */
  remember(change: () => void): void;
  /** Something that a person should know, once: key is the same for the same thing. */
  note(key: string, text: string): void;
  /** A part of the message that only a person can say how to read; the rest is read. */
  ask(question: Question): void;
}

/** What of a source a format reads, in the words of its makers; '' where it says nothing. */
export interface Reads {
  /** Its variants. */
  readonly what: string;
  readonly asset: string;
  readonly tag: string;
  readonly time: string;
  readonly quality: string;
}

/** One twin source format. Formats with a memory of their own are made anew for each node. */
export interface Format {
  readonly name: string;
  /** As people call it, for the status line. */
  readonly title: string;
  /** Where it takes things from, for the table of the documentation. */
  readonly reads: Reads;
  /** How surely the message is of this format, 0..1. Cheap; never throws. */
  detect(message: Message): number;
  /**
   * Whether the message is in all but its values one that was accepted before, so that neither its bounds nor other formats need
   * a look. Asked of the format of the message before, and right before parse.
   */
  fits?(message: Message): boolean;
  /** @throws InputError naming the field that is wrong */
  parse(message: Message, context: ParseContext): Reading[];
  snapshot?(): unknown;
  restore?(snapshot: unknown): void;
}

/** Rows of one message in the order of their times: an export may begin with the newest. */
export function inOrder(readings: Reading[]): Reading[] {
  if (readings.length < 2 || !readings.every(({ time }) => time !== undefined)) return readings;
  return readings.sort((a, b) => a.time! - b.time!);
}

/** The source numbers its messages: one that is passed over must not look like a loss later. */
export function counts({ revision, lost }: Reading): boolean {
  return revision !== undefined || lost !== undefined;
}
