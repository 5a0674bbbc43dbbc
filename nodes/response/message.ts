import type { Command } from './commands';
import type { Situation } from './situation';
import { fill, fillTopic, type Slots } from './template';
import { NoSuchTwin, type TwinMessage } from './write-back/write';
import { writeTo } from './write-back/writers';

/** The message that goes to the plant, with what else the node behind reads of it: a method, an address, a datatype. */
export interface CommandMessage {
  readonly topic?: string;
  readonly payload: unknown;
  /** The same for the same command on the same alarm: a receiver that has seen it ignores it. */
  readonly key: string;
  /** ms since the epoch after which a receiver should ignore it. */
  readonly expires: number;
}

/** What a command is given for. */
export interface Occasion {
  readonly asset: string;
  readonly situation: Situation;
  /** The number that it sends; undefined where it has none, or none is known. */
  readonly value: number | undefined;
  readonly key: string;
  /** ms since the epoch. */
  readonly time: number;
}

/**
 * The command as its receiver understands it.
 * @returns a text where there can be no such message: why
 */
export function commandMessage(command: Command, occasion: Occasion): CommandMessage | string {
  const { key, time } = occasion;
  const body = command.twin === 'plain' ? plain(command, occasion) : written(command, command.twin, occasion);
  return typeof body === 'string' ? body : { ...body, key, expires: time + command.expires };
}

function plain(command: Command, { asset, situation, value, key }: Occasion): TwinMessage {
  const { kind, severity } = situation;
  const slots: Slots = { $value: value, $asset: asset, $kind: kind, $severity: severity, $key: key };
  return { topic: fillTopic(command.topic, slots), payload: fill(command.payload, slots) };
}

function written(
  { tag, datatype, url, topic }: Command,
  twin: Exclude<Command['twin'], 'plain'>,
  { asset, value, key, time }: Occasion,
): TwinMessage | string {
  if (value === undefined) return 'no normal value of its tag is known';
  try {
    const message = writeTo(twin, { asset, tag, value, datatype, url, time, key });
    return topic === '' ? message : { ...message, topic: fillTopic(topic, { ...NO_SLOTS, $asset: asset, $key: key }) };
  } catch (error) {
    if (error instanceof NoSuchTwin) return error.message;
    throw error;
  }
}

const NO_SLOTS: Slots = { $value: '', $asset: '', $kind: '', $severity: '', $key: '' };
