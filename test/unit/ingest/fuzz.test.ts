import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError, isPlainObject } from '../../../lib/record';
import { parseConfig } from '../../../nodes/ingest/config';
import { createIngest, type Ingest } from '../../../nodes/ingest/core';
import type { Message } from '../../../nodes/ingest/reading';
import { START } from './helper';
import { templates } from './templates';

/** Cases in npm test; three million with INGEST_FUZZ=3000000, others of them with INGEST_FUZZ_SEED. */
const CASES = Number(process.env['INGEST_FUZZ'] ?? 20_000);
const SEED = Number(process.env['INGEST_FUZZ_SEED'] ?? 20_260_101);
const MAX_ASSETS = 20;
const MAX_TAGS = 30;

type Edit = { at: number; what: 'replace' | 'remove' | 'rename' | 'wrap'; value: unknown; name: string };

const NAMES = fc.constantFrom(
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
);
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
  fc.string({ unit: 'binary', maxLength: 20 }),
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
const EDITS = fc.array(
  fc.record({
    at: fc.nat(200),
    what: fc.constantFrom('replace', 'remove', 'rename', 'wrap') as fc.Arbitrary<Edit['what']>,
    value: VALUES,
    name: NAMES,
  }),
  { minLength: 0, maxLength: 4 },
);
const MUTATED = fc.tuple(fc.nat(), EDITS).map(([which, edits]) => {
  const all = templates();
  let message: unknown = all[which % all.length];
  for (const edit of edits) message = apply(message, edit);
  return (typeof message === 'object' && message !== null ? message : { payload: message }) as Message;
});
const WILD = fc.record({
  topic: fc.oneof(
    VALUES,
    fc.constantFrom('a', 'spBv1.0/G/DDATA/E/D', 'spBv1.0/G/NBIRTH/E', '$aws/things/t/shadow/get/accepted'),
  ),
  payload: VALUES,
}) as fc.Arbitrary<Message>;

describe('fuzzing ingest', function () {
  this.timeout(0);

  it(`${CASES} mutated messages: a record or one error, and an error changes nothing`, () => {
    let ingest = fresh();
    let count = 0;
    let refused = 0;
    let now = START;
    fc.assert(
      fc.property(fc.oneof({ weight: 3, arbitrary: MUTATED }, { weight: 1, arbitrary: WILD }), (message) => {
        // New assets and tags again and again, not only the first ones.
        if (count++ % 200 === 0) ingest = fresh();
        now += 1000;
        const before = state(ingest);
        try {
          const named = namedLists(message.payload);
          const known = new Set(ingest.assets().flatMap((asset) => ingest.schema(asset)!.tags.map(({ name }) => name)));
          for (const record of ingest.accept(message, now)) {
            assert.ok(Number.isFinite(record.time));
            for (const tag of Object.keys(record.values)) {
              const place = /(?:^|([^.]*)\.)\d+\.([^.]+)$/.exec(tag);
              const list = place === null ? '' : `${place[1] ?? ''} ${place[2]!}`;
              assert.ok(known.has(tag) || !named.has(list), `${tag} is a place, and the message named it`);
            }
            for (const tag of Object.keys(record.values)) assert.ok(Number.isFinite(record.values[tag]), tag);
          }
        } catch (error) {
          assert.ok(error instanceof InputError, (error as Error).stack);
          assert.doesNotMatch(error.message, /send plain data/);
          assert.ok(error.message.length < 1500, error.message);
          assert.equal(state(ingest), before);
          refused++;
        }
        assert.ok(ingest.assets().length <= MAX_ASSETS);
        for (const asset of ingest.assets()) assert.ok(ingest.schema(asset)!.tags.length <= MAX_TAGS);
        assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      }),
      { numRuns: CASES, seed: SEED, endOnFailure: false },
    );
    assert.ok(refused > CASES / 10 && refused < CASES);
  });
});

/** Well-formed lists of named values in a message: what each is called, and the key of its values. */
function namedLists(payload: unknown, name = '', found = new Set<string>(), depth = 0): Set<string> {
  if (typeof payload !== 'object' || payload === null || depth > 7) return found;
  for (const key of ['value', 'v', '_value'])
    if (Array.isArray(payload) && payload.length > 1 && payload.every((one) => isNamed(one, key)))
      found.add(`${name} ${key}`);
  for (const key of Object.keys(payload)) namedLists((payload as Record<string, unknown>)[key], key, found, depth + 1);
  return found;
}

function isNamed(one: unknown, key: string): boolean {
  if (!isPlainObject(one) || typeof one[key] !== 'number') return false;
  return ['name', 'id', 'tag', '_field'].some((name) => typeof one[name] === 'string' && /^\w/.test(one[name]));
}

function fresh(): Ingest {
  return createIngest(parseConfig({ maxAssets: MAX_ASSETS, maxTags: MAX_TAGS, maxSize: 15_000, settle: 50 }));
}

function state(ingest: Ingest): string {
  return JSON.stringify(['', ...ingest.assets()].map((asset) => [asset, ingest.snapshot(asset)]));
}

/** Changes one place of a message. */
function apply(message: unknown, { at, what, value, name }: Edit): unknown {
  const places: [Record<string, unknown>, string][] = [];
  const visit = (node: unknown, depth: number): void => {
    if (typeof node !== 'object' || node === null || depth > 8 || places.length > 300) return;
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key]);
      visit((node as Record<string, unknown>)[key], depth + 1);
    }
  };
  visit(message, 0);
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) return value;
  const [owner, key] = place;
  if (ArrayBuffer.isView(owner) || Object.isFrozen(owner)) return message;
  const had = owner[key];
  if (what === 'remove') delete owner[key];
  else if (what === 'wrap') owner[key] = [had, value];
  else if (what === 'rename' && !Array.isArray(owner)) {
    delete owner[key];
    Object.defineProperty(owner, name, { value: had, enumerable: true, writable: true, configurable: true });
  } else owner[key] = value;
  return message;
}

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? { x: value } : [value];
  return value;
}
