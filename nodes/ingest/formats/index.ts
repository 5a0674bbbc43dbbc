import { describe, InputError } from '../../../lib/record';
import type { Format, Message } from '../reading';
import { csv } from './csv';
import { createArray, createObject, createRows } from './plain';
import { record } from './record';
import { scalar } from './scalar';

/** All formats, made anew for one node: some have a memory. */
export function createFormats(): readonly Format[] {
  return [record, csv, scalar, createRows(), createArray(), createObject()];
}

/** Two formats this close to each other are a question, not an answer. */
const CLOSE = 0.1;

/**
 * The format that a message is in.
 * @throws InputError when there is none, or two could be meant
 */
export function recognise(formats: readonly Format[], message: Message): Format {
  let best: Format | undefined;
  let sure = 0;
  let second: Format | undefined;
  let close = 0;
  for (const format of formats) {
    const confidence = format.detect(message);
    if (confidence > sure) {
      second = best;
      close = sure;
      best = format;
      sure = confidence;
    } else if (confidence > close) {
      second = format;
      close = confidence;
    }
  }
  if (best === undefined) {
    const tried = formats.map((format) => format.title).join(', ');
    throw new InputError(
      'payload',
      `is ${describe(message.payload)}, in no known format; tried ${tried}. Choose the format or map its paths`,
    );
  }
  if (second !== undefined && sure - close < CLOSE) {
    throw new InputError(
      'payload',
      `could be ${best.title} or ${second.title}; choose the format in the node's settings`,
    );
  }
  return best;
}
