import assert from 'node:assert/strict';
import { InputError, isPlainObject } from '../../../lib/input';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/ingest/config';
import { createIngest, type Ingest } from '../../../nodes/ingest/core';
import { createFormats, recognise } from '../../../nodes/ingest/formats/index';
import { FORMAT_NAMES } from '../../../nodes/ingest/formats/names';
import { decoded } from '../../../nodes/ingest/payload';
import type { Message } from '../../../nodes/ingest/reading';
import { START } from './helper';
import { asText, hostileValues, mutations } from './mutations';
import { templates } from './templates';

/** Cases in npm test; three million with INGEST_FUZZ=3000000, others of them with INGEST_FUZZ_SEED. */
const CASES = Number(process.env['INGEST_FUZZ'] ?? 20_000);
const SEED = Number(process.env['INGEST_FUZZ_SEED'] ?? 20_260_101);
const MAX_ASSETS = 20;
const MAX_TAGS = 30;
/** Messages until both begin anew: new assets and tags again and again, not only the first ones. */
const ROUND = 200;
const ROUNDS_PER_VALUES = 50;
const VALUES = 2000;

/** Each round has the next of these. */
const SETTINGS: readonly Record<string, unknown>[] = [
  {},
  { lateness: 3000, wishes: true },
  { emit: 'grid', period: 2000, rate: true },
  {},
  { format: 'mapping', assetPath: 'topic', tagPath: 'payload[].name', valuePath: 'payload[].value' },
  { emit: 'complete', zone: 'Europe/Berlin' },
];

describe('fuzzing ingest', function () {
  this.timeout(0);
  const { stackTraceLimit } = Error;
  before(() => {
    // Most of what a refused message costs is its stack.
    Error.stackTraceLimit = 4;
  });
  after(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  it('begins with a message of each format', () => {
    const formats = createFormats();
    const found = new Set(templates().map((message) => recognise(formats, decoded(message), undefined).name));
    assert.deepEqual(
      FORMAT_NAMES.filter((name) => !found.has(name)),
      [],
    );
  });

  it(`${CASES} mutated messages: a record or one error, and an error changes nothing`, () => {
    let values: readonly unknown[] = [];
    let refused = 0;
    for (let round = 0; round * ROUND < CASES; round++) {
      if (round % ROUNDS_PER_VALUES === 0) values = hostileValues(VALUES, SEED + round);
      try {
        refused += play(round, values, ROUND);
      } catch (error) {
        // Once more, comparing after each message: that tells which one it was.
        if (error instanceof Differs) play(round, values, 1);
        throw error;
      }
    }
    assert.ok(refused > CASES / 10 && refused < CASES, `${refused} refused`);
  });
});

/** A refused message changed something. */
class Differs extends Error {}

/**
 * A round of messages. A second ingest gets only what the first did not refuse: what a refused message changed shows as a
 * difference between the two.
 * @param interval messages between two comparisons of the whole state; records are compared with each
 * @returns how many were refused
 */
function play(round: number, values: readonly unknown[], interval: number): number {
  const [first, second] = [fresh(round), fresh(round)];
  const messages = mutations(createRandom(SEED + 1e6 + round), values);
  let refused = 0;
  let last = '';
  for (let i = 1; i <= ROUND; i++) {
    const original = messages.next().value;
    const named = namedLists(original.payload);
    const message = i % TEXT === 0 ? asText(original) : original;
    const now = START + i * 1000;
    const records = taken(first, message, now);
    if (records instanceof InputError) {
      refused++;
      last = records.message;
      assert.doesNotMatch(last, /send plain data/);
      assert.ok(last.length < 1500, last);
    } else {
      for (const record of records) check(record, named, second);
      same(records, taken(second, message, now), round, last);
    }
    if (i % TICK === 0) same(first.tick(now), second.tick(now), round, last);
    assert.ok(first.assets().length <= MAX_ASSETS);
    if (i % interval === 0 && state(first) !== state(second)) throw new Differs(`round ${round}, refused: ${last}`);
  }
  for (const asset of first.assets()) assert.ok(first.schema(asset)!.tags.length <= MAX_TAGS);
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  return refused;
}

/** Of so many messages one comes as bytes of JSON, and after so many the clock on the wall is looked at. */
const TEXT = 5;
const TICK = 25;

/** The records, or the error: anything but an InputError is a crash. */
function taken(ingest: Ingest, message: Message, now: number): TwinRecord[] | InputError {
  try {
    return ingest.accept(message, now);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** @param before an ingest that has not seen the message yet */
function check({ asset, time, values }: TwinRecord, named: ReadonlySet<string>, before: Ingest): void {
  assert.ok(Number.isFinite(time));
  for (const tag of Object.keys(values)) {
    assert.ok(Number.isFinite(values[tag]), tag);
    const place = named.size === 0 ? null : /(?:^|([^.]*)\.)\d+\.([^.]+)$/.exec(tag);
    if (place === null || !named.has(`${place[1] ?? ''} ${place[2]!}`)) continue;
    assert.ok(before.schema(asset)?.position.has(tag), `${tag} is a place, and the message named it`);
  }
}

function same(a: readonly TwinRecord[], b: readonly TwinRecord[] | InputError, round: number, last: string): void {
  const alike =
    !(b instanceof InputError) &&
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i]!;
      const tags = Object.keys(one.values);
      return (
        one.asset === other.asset &&
        one.time === other.time &&
        one.verdict === other.verdict &&
        tags.length === Object.keys(other.values).length &&
        tags.every((tag) => one.values[tag] === other.values[tag])
      );
    });
  if (!alike) throw new Differs(`round ${round}, refused before: ${last}`);
}

/** Lists of named values in a message, well-formed and with a number somewhere: what each is called, and the key of its values. */
function namedLists(payload: unknown, name = '', found = new Set<string>(), depth = 0): Set<string> {
  if (typeof payload !== 'object' || payload === null || depth > 7 || ArrayBuffer.isView(payload)) return found;
  if (Array.isArray(payload) && payload.length > 1)
    for (const key of VALUE_KEYS)
      if (payload.every((one) => isNamed(one, key)) && payload.some((one) => typeof one[key] === 'number'))
        found.add(`${name} ${key}`);
  for (const key of Object.keys(payload)) namedLists((payload as Record<string, unknown>)[key], key, found, depth + 1);
  return found;
}

const VALUE_KEYS = ['value', 'v', '_value'];
const NAME_KEYS = ['name', 'id', 'tag', '_field'];

function isNamed(one: unknown, key: string): one is Record<string, unknown> {
  if (!isPlainObject(one) || one[key] === undefined || Object(one[key]) === one[key]) return false;
  return NAME_KEYS.some((name) => typeof one[name] === 'string' && /^\w/.test(one[name]));
}

function fresh(round: number): Ingest {
  const settings = SETTINGS[round % SETTINGS.length]!;
  return createIngest(
    parseConfig({ maxAssets: MAX_ASSETS, maxTags: MAX_TAGS, maxSize: 15_000, settle: 50, ...settings }),
  );
}

function state(ingest: Ingest): string {
  return JSON.stringify(['', ...ingest.assets()].map((asset) => [asset, ingest.snapshot(asset), ingest.counts(asset)]));
}
