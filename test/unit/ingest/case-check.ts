import assert from 'node:assert/strict';
import type { TwinRecord } from '../../../lib/record/record';
import type { Message } from '../../../nodes/ingest/reading';
import { type Bench, bench, START } from './helper';

/** Messages and what is right for them; the fields are explained in shared/cases/README.md. */
export interface Case {
  readonly settings?: Record<string, unknown>;
  readonly messages: readonly Message[];
  readonly expected: Expected;
}

interface Expected {
  readonly records?: readonly ExpectedRecord[];
  readonly count?: number;
  readonly tags?: readonly string[];
  readonly errors?: number | null;
  readonly events?: readonly string[];
  readonly noEvents?: readonly string[];
  readonly without?: readonly string[];
  readonly or?: { readonly says: string; readonly errors?: number };
}

interface ExpectedRecord {
  readonly asset?: string;
  readonly time?: number;
  readonly values?: Readonly<Record<string, number>>;
  readonly quality?: Readonly<Record<string, string>>;
}

/** What came of the messages of a case. */
interface Outcome {
  readonly records: readonly TwinRecord[];
  readonly errors: readonly string[];
  readonly events: Bench['events'];
}

/** Sends the messages, one a second, and fails unless what comes of them is right. */
export function checkCase({ settings = {}, messages, expected }: Case): void {
  const outcome = run(settings, messages);
  try {
    compare(outcome, expected);
  } catch (error) {
    if (expected.or === undefined || !other(outcome, expected.or)) throw error;
  }
}

function run(settings: Record<string, unknown>, messages: readonly Message[]): Outcome {
  const b = bench(settings);
  const records: TwinRecord[] = [];
  const errors: string[] = [];
  messages.forEach((message, i) => {
    try {
      records.push(...b.message(message, START + (i + 1) * 1000));
    } catch (error) {
      errors.push((error as Error).message);
    }
  });
  return { records, errors, events: b.events };
}

function compare({ records, errors, events }: Outcome, expected: Expected): void {
  const seen = `\nrecords: ${JSON.stringify(records.map(brief))}\nerrors: ${JSON.stringify(errors)}`;
  for (const wanted of expected.records ?? [])
    assert.ok(
      records.some((record) => matches(record, wanted)),
      `there is no record ${JSON.stringify(wanted)}${seen}`,
    );
  if (expected.count !== undefined) assert.equal(records.length, expected.count, `number of records${seen}`);
  if (typeof expected.errors === 'number') assert.equal(errors.length, expected.errors, `number of errors${seen}`);
  if (expected.tags !== undefined) {
    for (const tag of records.flatMap((record) => Object.keys(record.values)))
      assert.ok(
        expected.tags.some((name) => isNamed(tag, name)),
        `no tag ${tag}${seen}`,
      );
  }
  const told = events.map(({ event }) => event);
  for (const event of expected.events ?? []) assert.ok(told.includes(event), `event ${event}`);
  for (const event of expected.noEvents ?? []) assert.ok(!told.includes(event), `no event ${event}`);
  for (const path of expected.without ?? [])
    for (const record of records) assert.equal(at(record, path), undefined, `${path}${seen}`);
}

function other({ errors, events }: Outcome, { says, errors: refused }: NonNullable<Expected['or']>): boolean {
  if (refused !== undefined && errors.length !== refused) return false;
  const texts = [...errors, ...events.map(({ text }) => String(text))];
  return texts.some((text) => new RegExp(says, 'i').test(text));
}

function matches(record: TwinRecord, wanted: ExpectedRecord): boolean {
  if (wanted.asset !== undefined && record.asset !== wanted.asset) return false;
  if (wanted.time !== undefined && record.time !== wanted.time) return false;
  const find = (name: string, all: object): string | undefined => Object.keys(all).find((tag) => isNamed(tag, name));
  for (const [name, value] of Object.entries(wanted.values ?? {})) {
    const tag = find(name, record.values);
    if (tag === undefined || record.values[tag] !== value) return false;
  }
  return Object.entries(wanted.quality ?? {}).every(([name, quality]) => {
    const tag = find(name, record.quality ?? {});
    return tag !== undefined && record.quality![tag] === quality && find(name, record.values) === undefined;
  });
}

/** A name is met by itself, or by a longer one that ends in it. */
function isNamed(tag: string, name: string): boolean {
  return tag === name || ['.', '/', ':'].some((mark) => tag.endsWith(mark + name));
}

function at(record: TwinRecord, path: string): unknown {
  let value: unknown = record;
  for (const step of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[step];
  return value;
}

function brief({ asset, time, values, quality }: TwinRecord): object {
  return { asset, time, values, quality };
}
