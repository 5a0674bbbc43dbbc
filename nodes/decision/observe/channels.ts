import { describe, InputError, MAX_FEATURES } from '../../../lib/input';
import { derivationOf, featureName, tagOf } from '../../../lib/record/features';
import type { TwinRecord } from '../../../lib/record/record';
import type { TagRole } from '../../../lib/record/words';

/** One number that is watched: a tag's value, a residual of it, or the time between messages. */
export interface Channel {
  readonly name: string;
  readonly source: 'value' | 'derived' | 'told' | 'timing';
  /** Of a told one: its tag. */
  readonly tag?: string;
}

/** A tag and where its channels stand; -1 where it has none. The value of a counter is how fast it counts. */
export interface WatchedTag {
  readonly name: string;
  readonly role: 'sensor' | 'actuator' | 'command' | 'setpoint';
  readonly value: number;
  /** measured minus the twin's estimate */
  readonly twin: number;
  /** measured minus what the other tags tell it to be, where the detector learned that; for tags without a twin */
  readonly told: number;
  /** feedback minus command */
  readonly command: number;
  /** A setpoint belongs to it. */
  readonly controlled: boolean;
}

/** What is watched of an asset, in fixed order. */
export interface Channels {
  readonly list: readonly Channel[];
  readonly tags: readonly WatchedTag[];
  /** Position of the message timing. */
  readonly timing: number;
}

/** No asset watches more; later tags are left out, so that memory stays bounded. */
const MOST_CHANNELS = 512;
/** Larger values count as this one: single precision and squares of it stay finite. */
const LARGEST = 1e30;
const TIMING = featureName('', 'interval');

/** Decides what to watch from the first record of a schema. */
export function channelsOf(record: TwinRecord): Channels {
  const roles = record.roles ?? {};
  checkSize(record);
  const named = new Set<string>([
    ...Object.keys(record.values),
    ...(record.features ?? []).filter((name) => !derivationOf(name)),
  ]);
  const derived = new Set<string>([
    ...Object.keys(record.derived ?? {}),
    ...(record.features ?? []).filter(derivationOf),
  ]);
  const list: Channel[] = [];
  const tags: WatchedTag[] = [];
  const add = (name: string, source: Channel['source']): number => list.push({ name, source }) - 1;
  const residual = (tag: string, what: 'twin' | 'command'): number =>
    derived.has(featureName(tag, what)) ? add(featureName(tag, what), 'derived') : -1;
  for (const name of named) {
    const given = Object.hasOwn(roles, name) ? roles[name] : undefined;
    const role = watchedRole(given);
    if (role === undefined || tagOf(name) !== name || list.length + 4 > MOST_CHANNELS) continue;
    const controlled = derived.has(featureName(name, 'setpoint'));
    const counts = given === 'counter';
    if (counts && !derived.has(featureName(name, 'increase'))) continue;
    const value = counts ? add(featureName(name, 'increase'), 'derived') : add(name, 'value');
    const [twin, command] = [residual(name, 'twin'), residual(name, 'command')];
    const measured = !counts && (role === 'sensor' || role === 'actuator');
    const told =
      twin < 0 && measured ? list.push({ name: featureName(name, 'told'), source: 'told', tag: name }) - 1 : -1;
    tags.push({ name, role, value, twin, told, command, controlled });
  }
  return { list, tags, timing: add(TIMING, 'timing') };
}

/** Counted before anything is copied. @throws InputError naming the field */
function checkSize({ values, derived, features }: TwinRecord): void {
  if (features !== undefined && !Array.isArray(features)) {
    throw new InputError('payload.features', `is ${describe(features)}; send a list of feature names or leave it out`);
  }
  for (const [field, count] of [
    ['payload.values', Object.keys(values).length],
    ['payload.derived', Object.keys(derived ?? {}).length],
    ['payload.features', features?.length ?? 0],
  ] as const) {
    if (count > MAX_FEATURES) throw new InputError(field, `has ${count} names; ${MAX_FEATURES} are possible`);
  }
}

function watchedRole(role: TagRole | undefined): WatchedTag['role'] | undefined {
  if (role === undefined || role === 'counter') return 'sensor';
  return role === 'sensor' || role === 'actuator' || role === 'command' || role === 'setpoint' ? role : undefined;
}

/** Whether what was learned for one set of channels holds for the other. Their order hangs on which values the first record has. */
export function sameChannels(a: Channels, b: Channels): boolean {
  const known = new Set(a.list.map(({ name }) => name));
  return a.list.length === b.list.length && b.list.every(({ name }) => known.has(name));
}

/**
 * Copies what is watched of a record to `rows` from `at` on; NaN for what it does not show or what was imputed. When messages
 * arrive is no time of the source's: this machine may be busy, a process paused, or a gateway buffer.
 */
export function readRow(record: TwinRecord, channels: Channels, rows: Float32Array, at: number): void {
  const { values, derived, quality, comms, expected } = record;
  const told = record.detector?.told;
  const list = channels.list;
  for (let i = 0; i < list.length; i++) {
    const { name, source, tag } = list[i]!;
    const value =
      source === 'value'
        ? values[name]
        : source === 'derived'
          ? derived?.[name]
          : source === 'told'
            ? residualOf(tag!, values, told, expected)
            : comms?.byArrival === true
              ? undefined
              : (derived?.[name] ?? comms?.interval);
    rows[at + i] = value === undefined ? Number.NaN : Math.max(-LARGEST, Math.min(LARGEST, value));
  }
  if (quality !== undefined) blank(quality, channels, rows, at);
}

function residualOf(
  tag: string,
  values: TwinRecord['values'],
  told: Readonly<Record<string, number>> | undefined,
  expected: TwinRecord['expected'],
): number | undefined {
  if (told === undefined || expected === undefined || !Object.hasOwn(told, tag) || !Object.hasOwn(expected, tag)) {
    return undefined;
  }
  const value = values[tag];
  return value === undefined ? undefined : value - expected[tag]!;
}

/** A value that somebody made up says nothing about the plant. */
function blank(quality: NonNullable<TwinRecord['quality']>, channels: Channels, rows: Float32Array, at: number): void {
  for (const tag of channels.tags) {
    const mark = Object.hasOwn(quality, tag.name) ? quality[tag.name] : undefined;
    if (mark === undefined || mark === 'uncertain') continue;
    rows[at + tag.value] = Number.NaN;
    if (tag.twin >= 0) rows[at + tag.twin] = Number.NaN;
    if (tag.told >= 0) rows[at + tag.told] = Number.NaN;
    if (tag.command >= 0) rows[at + tag.command] = Number.NaN;
  }
}
