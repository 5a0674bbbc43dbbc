import { parseJson } from '../../lib/data/json';
import { InputError } from '../../lib/input';
import type { Message } from './reading';

const TEXT = new TextDecoder('utf-8', { fatal: true });

/** Bytes of the payload as it came, where that shows. */
export function sizeOf(payload: unknown): number | undefined {
  if (typeof payload === 'string') return Buffer.byteLength(payload);
  return payload instanceof Uint8Array ? payload.length : undefined;
}

/**
 * A message whose payload is text or bytes, as an MQTT or HTTP node may hand it on: bytes become text, JSON text becomes
 * what it says. Sparkplug's bytes stay bytes.
 * @throws InputError for text that begins like JSON and is not
 */
export function decoded(message: Message): Message {
  const { payload, topic } = message;
  if (payload instanceof Uint8Array) {
    if (typeof topic === 'string' && topic.startsWith('spBv1.0/')) return message;
    const text = textOf(payload);
    return text === undefined ? message : decoded({ ...message, payload: text });
  }
  if (typeof payload !== 'string' || !/^\s*(?:[[{]|"[^"]*"\s*$)/.test(payload)) return message;
  return { ...message, payload: fromJson(payload) };
}

/** JSON, or one JSON object in each line as bulk interfaces write it. */
function fromJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const all = lines.length > 1 ? lines.map(parsed) : [undefined];
    if (!all.includes(undefined)) return all;
    throw new InputError('payload', `begins like JSON and is not (${(error as Error).message}); send complete JSON`);
  }
}

function parsed(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    return undefined;
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return TEXT.decode(bytes);
  } catch {
    return undefined;
  }
}
