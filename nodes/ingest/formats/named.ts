import { describe, InputError, isPlainObject } from '../../../lib/input';
import { type FoundTime, findTime, timeValue } from '../../../lib/time/names';
import type { Format, ParseContext, Reading } from '../reading';
import { type Point, together } from './collect';
import { assetIn, type Identity, identityOf } from './identity';
import { isBookkeeping, nameOf } from './key-names';
import { findNamedLists, type NamedList, type Parent } from './named-search';
import { oneValue, readOneValue } from './one-value';
import { anyQuality } from './quality';
import { type MappingProposal, mappingPath, NeedsMapping, type Question } from './question';

type Row = Readonly<Record<string, unknown>>;

/**
 * Lists of named values, in any nesting and by many makers: [{ id, v, q, t }] of Kepware, readings of EdgeX, points of
 * historians. They are read by their names, never by their places, which change when only what changed is sent. Where it is
 * not sure what a key means, a person is asked.
 */
export function createNamed(): Format {
  // What detect found: the same message is read next.
  let last = NOTHING;
  const listsOf = (payload: unknown): NamedList[] => {
    const found = last.payload === payload ? last : { payload, lists: findNamedLists(payload) };
    last = found;
    return found.lists;
  };
  return {
    name: 'named',
    title: 'named values',
    reads: {
      what: 'lists of named values by any maker, in any nesting',
      asset: 'a key such as device beside or around it, else topic',
      tag: 'a key such as name, tag, id',
      time: 'a key such as timestamp, of the value or around it',
      quality: 'a key such as q, quality, status',
    },
    detect: ({ payload }) => (typeof payload === 'object' && payload !== null && listsOf(payload).length > 0 ? 0.7 : 0),
    parse({ payload, topic }, context) {
      const lists = listsOf(payload);
      last = NOTHING;
      if (lists.length === 0)
        throw new InputError('payload', `is ${describe(payload)}; send a list of { name, value }`);
      return readNamedLists(lists, topic, context);
    },
  };
}

interface Searched {
  readonly payload: unknown;
  readonly lists: NamedList[];
}

const NOTHING: Searched = { payload: undefined, lists: [] };

/** @throws NeedsMapping when all of them are in doubt */
export function readNamedLists(lists: readonly NamedList[], topic: unknown, context: ParseContext): Reading[] {
  const byAsset = new Map<string, Point[]>();
  const questions: Question[] = [];
  for (const list of lists) {
    const points = list.roles.doubt === undefined ? pointsOf(list, topic, context) : undefined;
    const clash = points === undefined ? list.roles.doubt : clashOf(points);
    if (points === undefined || clash !== undefined) questions.push(questionOf(list, clash!));
    else for (const [asset, point] of points) append(byAsset, asset, point);
  }
  // What one list may do, two lists must not: the second would be read over the first.
  const clash = lists.length > 1 && questions.length === 0 ? clashOf([...byAsset].flatMap(named)) : undefined;
  if (clash !== undefined) throw new NeedsMapping(questionOf(lists[0]!, clash));
  if (byAsset.size === 0 && questions.length > 0) throw new NeedsMapping(questions[0]!);
  for (const question of questions) context.ask(question);
  if (byAsset.size > 0) for (const [asset, point] of besides(lists, topic, context)) append(byAsset, asset, point);
  return [...byAsset].flatMap(([asset, points]) => together(asset, points));
}

function append(byAsset: Map<string, Point[]>, asset: string, point: Point): void {
  const points = byAsset.get(asset);
  if (points === undefined) byAsset.set(asset, [point]);
  else points.push(point);
}

type Named = readonly [asset: string, point: Point];

function named([asset, points]: [string, Point[]]): Named[] {
  return points.map((point): Named => [asset, point]);
}

function pointsOf({ rows, roles, path, parents }: NamedList, topic: unknown, context: ParseContext): Named[] {
  const around = surroundings(parents, topic, context);
  const prefix = prefixOf(path);
  return rows.flatMap((row): Named[] => {
    const name = nameOf(row[roles.name]);
    if (name === undefined) return [];
    const key = roles.values.find((one) => row[one] !== undefined && row[one] !== null) ?? roles.values[0]!;
    const unit = roles.unit === undefined ? undefined : row[roles.unit];
    const held = row[key];
    const one = isPlainObject(held) ? oneValue(held, (value, format) => context.time(value, format)) : undefined;
    const said = one === undefined ? undefined : readOneValue(held as Row, one, context);
    return [
      [
        (roles.identity && assetIn(row, roles.identity)) ?? around.asset,
        {
          tag: prefix + name,
          value: said === undefined ? bare(held ?? null) : said.value,
          time: said?.time ?? timeIn(row, roles.keys, roles.time, context) ?? around.time,
          quality:
            said?.quality ?? (roles.quality === undefined ? undefined : anyQuality(row[roles.quality], roles.quality)),
          unit: said?.unit ?? (typeof unit === 'string' ? unit : undefined),
        },
      ],
    ];
  });
}

/** What the objects around a list say of all that is in it; the nearest counts. */
export function surroundings(
  parents: readonly Parent[],
  topic: unknown,
  context: ParseContext,
): { asset: string; time: number | undefined } {
  let asset: string | undefined;
  let time: number | undefined;
  for (const { object, path } of parents.toReversed()) {
    const identity = asset === undefined ? (identityOf(object) ?? entityOf(object, path)) : undefined;
    if (identity !== undefined) asset = assetIn(object, identity);
    time ??= timeOfObject(object, context);
  }
  return { asset: asset ?? context.assetOf(topic), time };
}

/** { id: 'Room1', type: 'Room', attributes: [...] } inside of a message is an entity; an id of the message is none. */
function entityOf(object: Row, path: readonly (string | number)[]): Identity | undefined {
  return path.length > 0 && typeof object['id'] === 'string' && typeof object['type'] === 'string'
    ? { keys: ['id'] }
    : undefined;
}

function foundTime(object: Row, context: ParseContext): { keys: string[]; found: FoundTime | undefined } {
  const keys = Object.keys(object);
  const found = findTime(
    keys,
    (at) => object[keys[at]!],
    (value, format) => context.time(value, format),
  );
  return { keys, found };
}

function timeOfObject(object: Row, context: ParseContext): number | undefined {
  const { keys, found } = foundTime(object, context);
  return timeIn(object, keys, found, context);
}

function timeIn(
  row: Row,
  keys: readonly string[],
  found: FoundTime | undefined,
  context: ParseContext,
): number | undefined {
  if (found === undefined) return undefined;
  return context.time(
    timeValue(found, (at) => row[keys[at]!]),
    found.format,
  );
}

/** Names of lists that say nothing about what is in them. */
const GENERIC =
  /(?:^.{0,2}|hits|recordset|vals|docs|documents|feeds?|datapoints|streams|batch|values?|readings?|data|metrics?|items?|tags?|points?|measure(?:ment)?s?|records?|payload|signals?|telemetry|series|entries|samples|variables?|param(?:eter)?s?|properties|attributes?|results?|body|messages?|events?|list|rows|sensors?|channels?|updates?|content|state|status|fields?|objects?|response|d|params|nodes|registers|kpis|quantities|resources|vqts?)$/i;

export function saysNothing(name: string): boolean {
  return GENERIC.test(name);
}

/** { motor: [{ name: 'speed' }] } is motor.speed: another list may name a speed as well. */
function prefixOf(path: readonly (string | number)[]): string {
  const label = path.findLast((step) => typeof step === 'string');
  return label === undefined || GENERIC.test(label) ? '' : `${label}.`;
}

/** An object around the number: { doubleValue: 5 }, { value: 5 }. */
function bare(value: unknown): unknown {
  if (!isPlainObject(value) || (Object.hasOwn(value, 'low') && Object.hasOwn(value, 'high'))) return value;
  const inside = Object.values(value);
  return inside.find((one) => typeof one === 'number' || typeof one === 'boolean') ?? inside[0] ?? null;
}

/** The same name twice at one time: something else tells them apart. */
function clashOf(points: readonly Named[]): string | undefined {
  const seen = new Map<string, unknown>();
  for (const [asset, { tag, time, value }] of points) {
    const key = JSON.stringify([asset, tag, time]);
    if (seen.has(key) && seen.get(key) !== value) return `names ${JSON.stringify(tag)} twice at one time`;
    seen.set(key, value);
  }
  return undefined;
}

/** Numbers beside the lists are measured as well, unless they say something about the message. */
export function besides(lists: readonly Pick<NamedList, 'parents'>[], topic: unknown, context: ParseContext): Named[] {
  const out: Named[] = [];
  const done = new Set<Row>();
  for (const { parents } of lists) {
    for (let i = 0; i < parents.length; i++) {
      const { object, path } = parents[i]!;
      if (done.has(object)) continue;
      done.add(object);
      const { asset, time } = surroundings(parents.slice(0, i + 1), topic, context);
      const { keys, found } = foundTime(object, context);
      const times = found === undefined ? [] : [found.at, found.clock, ...found.others].map((at) => keys[at ?? -1]);
      const identity = identityOf(object)?.keys ?? [];
      const prefix = prefixOf(path);
      for (const key of keys) {
        const value = object[key];
        if (typeof value !== 'number' && typeof value !== 'boolean') continue;
        if (!times.includes(key) && !identity.includes(key) && !isBookkeeping(key))
          out.push([asset, { tag: prefix + key, value, time }]);
      }
    }
  }
  return out;
}

function questionOf({ roles, path }: NamedList, doubt: string): Question {
  const list = ['payload', ...path];
  const of = (key: string | undefined): string => (key === undefined ? '' : mappingPath([...list, 0, key]));
  const time = roles.time === undefined ? undefined : roles.keys[roles.time.at];
  const proposal: MappingProposal = {
    assetPath: of(roles.identity?.keys[0]),
    timePath: of(time),
    tagPath: of(roles.name),
    valuePath: of(roles.values[0]),
  };
  return { field: mappingPath(list), doubt, proposal };
}
