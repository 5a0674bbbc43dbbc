import fc from 'fast-check';
import type { Random } from '../../../lib/math/random';
import type { Message } from '../../../nodes/ingest/reading';
import { templates } from './templates';

/** What may stand in the place of anything. */
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '',
  'a~b',
  'value',
  'x'.repeat(300),
  '\ud800',
  'time',
  '0',
  'metrics',
  'low',
];
const NUMBERS = fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 1e308, 5e-324, 2 ** 53, 2 ** 64, -1, 0.1);
const TEXTS = fc.oneof(
  fc.constantFrom(
    '',
    'NaN',
    '120.5 L/min',
    '1e999',
    '\ud800',
    '\u0000',
    '[',
    '{"__proto__":1}',
    '9'.repeat(400),
    'a'.repeat(20_000),
    ',,,\n,,',
    '2026-13-45T99:99:99Z',
  ),
  fc.array(fc.nat(0x10ffff), { maxLength: 20 }).map((points) => String.fromCodePoint(...points)),
);
const VALUES: fc.Arbitrary<unknown> = fc.oneof(
  NUMBERS,
  TEXTS,
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.bigInt(),
  fc.date({ noInvalidDate: false }),
  fc.uint8Array({ maxLength: 40 }),
  fc.constantFrom(
    [],
    {},
    [[]],
    [null],
    { low: 1, high: Number.NaN },
    { __proto__: null },
    new Map([[1, 2]]),
    () => 1,
    Symbol('s'),
    deep(30),
    deep(3000),
  ),
  fc.anything({ maxDepth: 3, withBigInt: true, withDate: true, withNullPrototype: true, withTypedArray: true }),
  fc.constant(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')),
);
const TOPICS = ['a', 'spBv1.0/G/DDATA/E/D', 'spBv1.0/G/NBIRTH/E', '$aws/things/t/shadow/get/accepted'];

const MOST_EDITS = 4;
/** An edit is made among the first places of a message. */
const PLACES = 300;
const DEEPEST = 8;

/** Hostile values. Making one costs more than reading a message, so each is used some times, as a copy. */
export function hostileValues(count: number, seed: number): readonly unknown[] {
  return fc.sample(VALUES, { numRuns: count, seed });
}

/** Messages without end: three of four are a template with some places changed, one is anything at all. */
export function* mutations(random: Random, values: readonly unknown[]): Generator<Message, never> {
  const value = (): unknown => copied(values[random.below(values.length)], 0);
  for (;;) {
    for (const template of shuffled(templates(), random)) {
      if (random.below(3) === 0) {
        const topic = random.below(2) === 0 ? value() : TOPICS[random.below(TOPICS.length)];
        yield { topic, payload: value() };
      }
      const holder: Record<string, unknown> = { message: template };
      for (let edits = random.below(MOST_EDITS + 1); edits > 0; edits--) edit(holder, random, value());
      const message = holder['message'];
      yield (typeof message === 'object' && message !== null ? message : { payload: message }) as Message;
    }
  }
}

/** Changes one place of a message. */
function edit(holder: Record<string, unknown>, random: Random, value: unknown): void {
  const places: [Record<string, unknown>, string][] = [];
  const visit = (node: unknown, depth: number): void => {
    if (typeof node !== 'object' || node === null || depth > DEEPEST || places.length > PLACES) return;
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key]);
      visit((node as Record<string, unknown>)[key], depth + 1);
    }
  };
  visit(holder['message'], 0);
  const [owner, key] = places[random.below(Math.max(1, places.length))] ?? [holder, 'message'];
  const had = owner[key];
  if (ArrayBuffer.isView(owner))
    (owner as Record<string, unknown>)[key] = typeof had === 'bigint' ? 1n : random.below(256);
  else if (Object.isFrozen(owner)) return;
  else
    switch (random.below(4)) {
      case 0:
        delete owner[key];
        break;
      case 1:
        owner[key] = [had, value];
        break;
      case 2:
        if (Array.isArray(owner)) owner[key] = value;
        else {
          delete owner[key];
          set(owner, NAMES[random.below(NAMES.length)]!, had);
        }
        break;
      default:
        owner[key] = value;
    }
}

/** As an MQTT or HTTP node hands it on, where all of it can be written so. */
export function asText(message: Message): Message {
  try {
    const payload = typeof message.payload === 'object' ? JSON.stringify(message.payload) : message.payload;
    return { ...message, payload: typeof payload === 'string' ? Buffer.from(payload) : payload };
  } catch {
    return message;
  }
}

/** A value that can be changed without changing the one it was made from. */
function copied(value: unknown, depth: number): unknown {
  if (value instanceof Uint8Array) return value.slice();
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return value;
  if (Array.isArray(value)) return value.map((one) => copied(one, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy = Object.create(prototype as object | null) as Record<string, unknown>;
  for (const key of Object.keys(value)) set(copy, key, copied((value as Record<string, unknown>)[key], depth + 1));
  return copy;
}

/** Also under names that an assignment would take for the prototype. */
function set(owner: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { value, enumerable: true, writable: true, configurable: true });
}

function shuffled<T>(list: T[], random: Random): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? { x: value } : [value];
  return value;
}
