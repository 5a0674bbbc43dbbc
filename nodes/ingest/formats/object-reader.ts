import { isPlainObject } from '../../../lib/input';
import { type FoundTime, findTime, timeValue } from '../../../lib/time/names';
import type { ParseContext, Reading } from '../reading';
import { emptyFlat, type Flat, flatten, isLeaf } from './flatten';
import { assetIn, type Identity, identityOf, namingKeys } from './identity';
import { isRecordNumber, isRevision, isThingText } from './key-names';
import { timeOf } from './plain-time';
import { type Meaning, meaningOf } from './watched-keys';

const MAX_SHAPES = 5000;

/** What the keys of an object mean; sources repeat themselves, so it is worked out once. */
interface Shape {
  readonly keys: readonly string[];
  /** 1: a tag; 0: time, asset or sequence number. */
  readonly isTag: Uint8Array;
  readonly tags: readonly string[];
  readonly time: FoundTime | undefined;
  readonly identity: Identity | undefined;
  readonly revision: string | undefined;
  /** Keys that may say when, which or how many: what they mean follows from what stands there. */
  readonly watched: readonly { readonly key: string; readonly means: Meaning; readonly was: boolean }[];
  /** Keys that may name the asset where none is made for it. */
  readonly others: readonly string[];
}

/** The shape that the rows of one message have in common, until the message is accepted. */
export interface Draft {
  shape?: Shape;
}

/** Reads objects of tags; remembers their shapes by topic, of messages that were accepted. */
export class ObjectReader {
  readonly #shapes = new Map<unknown, Shape>();
  /** What knows found: the same message is read next. */
  #fitted: Fitted | undefined;

  /** Whether an object of this shape came with this topic before. */
  knows(object: Record<string, unknown>, topic: unknown): boolean {
    const shape = this.#shapes.get(topic);
    this.#fitted = shape === undefined ? undefined : fitting(object, shape);
    return this.#fitted !== undefined;
  }

  /** Whether it did, and nothing but texts and numbers stands in it: it is as large as the one before. */
  knowsAll(object: Record<string, unknown>, topic: unknown): boolean {
    return this.knows(object, topic) && this.#fitted?.flat === true;
  }

  /**
   * @param field where the object stands, for errors: 'payload'
   * @param others keys that may name the asset where none is made for it
   * @param draft one for all rows of a message
   */
  read(
    object: Record<string, unknown>,
    topic: unknown,
    field: string,
    context: ParseContext,
    others?: readonly string[],
    draft: Draft = {},
  ): Reading {
    const known = draft.shape ?? this.#shapes.get(topic);
    // Rows of one message may show that an id names things; one row alone does not take that back.
    if (known !== undefined && (others?.length ?? 0) <= known.others.length) {
      const fitted = this.#fitted?.object === object ? this.#fitted : fitting(object, known);
      this.#fitted = undefined;
      if (fitted !== undefined) return reading(object, known, known.tags, fitted.values, topic, field, context);
    }
    const shape = shapeOf(object, context, others);
    if (draft.shape === undefined) context.remember(() => this.#remember(topic, draft.shape!));
    draft.shape = shape;
    const flat = emptyFlat();
    for (let i = 0; i < shape.keys.length; i++) {
      if (shape.isTag[i] === 1) flatten(shape.keys[i]!, object[shape.keys[i]!], 0, flat, field, context);
    }
    const nested = flat.tags.length !== shape.tags.length || flat.tags.some((tag, i) => tag !== shape.tags[i]);
    const tags = nested ? flat.tags : shape.tags;
    const plain = reading(object, shape, tags, flat.values, topic, field, context);
    return nested || flat.extras.size > 0 ? { ...plain, ...aside(flat) } : plain;
  }

  #remember(topic: unknown, shape: Shape): void {
    if (this.#shapes.size >= MAX_SHAPES) this.#shapes.clear();
    this.#shapes.set(topic, shape);
  }
}

/** What stands beside the values, as parallel lists. */
function aside({ tags, parents, extras }: Flat): Partial<Reading> {
  const list = <T>(of: (at: number) => T | undefined): (T | undefined)[] | undefined => {
    const all = tags.map((_, at) => of(at));
    return all.some((one) => one !== undefined) ? all : undefined;
  };
  const times = list((at) => extras.get(at)?.time);
  const qualities = list((at) => extras.get(at)?.quality);
  const units = list((at) => extras.get(at)?.unit);
  return { parents, ...(times && { times }), ...(qualities && { qualities }), ...(units && { units }) };
}

/** An object that is of a known shape. */
interface Fitted {
  readonly object: object;
  /** Of its tags. */
  readonly values: unknown[];
  /** No value is an object. */
  readonly flat: boolean;
}

/** Undefined unless the object has exactly these keys with these meanings and nothing nested. */
function fitting(object: Record<string, unknown>, { keys, isTag, watched, identity }: Shape): Fitted | undefined {
  const values: unknown[] = [];
  let flat = true;
  let i = 0;
  for (const key in object) {
    if (keys[i] !== key) return undefined;
    const value = object[key];
    if (typeof value === 'object' && value !== null) {
      if (isTag[i] === 1 && !isLeaf(value)) return undefined;
      flat = false;
    }
    if (isTag[i] === 1) values.push(value);
    i++;
  }
  if (i !== keys.length) return undefined;
  for (const { key, means, was } of watched) if (means(object[key]) !== was) return undefined;
  if (identity?.inside !== undefined && !isInside(object, identity, keys, isTag)) return undefined;
  return { object, values, flat };
}

/** What names the thing from inside of another object still does, and that object still measures nothing, or still does. */
function isInside(
  object: Record<string, unknown>,
  identity: Identity,
  keys: readonly string[],
  isTag: Uint8Array,
): boolean {
  if (assetIn(object, identity) === undefined) return false;
  const aside = namingKeys(object, identity).length > 0;
  return aside === (isTag[keys.indexOf(identity.keys[0]!)] === 0);
}

function shapeOf(object: Record<string, unknown>, context: ParseContext, others: readonly string[] | undefined): Shape {
  const keys = Object.keys(object);
  const { timeTag } = context;
  const time =
    timeTag !== undefined && Object.hasOwn(object, timeTag.name)
      ? { at: keys.indexOf(timeTag.name), clock: undefined, format: timeTag.format, others: [] }
      : findTime(
          keys,
          (at) => (context.isTag(keys[at]!) ? undefined : object[keys[at]!]),
          (value, format) => context.time(value, format),
        );
  const identity = identityOf(object, others);
  const revision = keys.find((key) => isRevision(key) && Number.isInteger(object[key]));
  const aside = new Set([
    ...(time === undefined ? [] : [time.at, time.clock, ...time.others].map((at) => keys[at ?? -1])),
    ...namingKeys(object, identity),
    ...keys.filter((key) => isRecordNumber(key, object[key]) || isThingText(key, object[key])),
    revision,
  ]);
  const isTag = Uint8Array.from(keys, (key) => (aside.has(key) && !context.isTag(key) ? 0 : 1));
  const watched = keys.flatMap((key) => {
    const means = meaningOf(key);
    return means === undefined ? [] : [{ key, means, was: means(object[key]) }];
  });
  const tags = keys.filter((_, i) => isTag[i] === 1);
  return { keys, isTag, tags, time, identity, revision, watched, others: others ?? [] };
}

function reading(
  object: Record<string, unknown>,
  shape: Shape,
  tags: readonly string[],
  values: unknown[],
  topic: unknown,
  field: string,
  context: ParseContext,
): Reading {
  const named = shape.identity === undefined ? undefined : assetIn(object, shape.identity);
  const asset = named ?? context.assetOf(topic);
  const time =
    shape.time === undefined
      ? timeBeside(object, shape.identity, context)
      : timeIn(object, shape.keys, shape.time, field, context);
  const revision = shape.revision === undefined ? undefined : object[shape.revision];
  if (typeof revision === 'number') return { asset, time, tags, values, revision };
  return { asset, time, tags, values };
}

/** What names the thing inside of another object may say there when it was: meta: { deviceId, timestamp }. */
function timeBeside(
  object: Record<string, unknown>,
  identity: Identity | undefined,
  context: ParseContext,
): number | undefined {
  const inner = identity?.inside?.length === 1 ? object[identity.keys[0]!] : undefined;
  if (!isPlainObject(inner)) return undefined;
  const keys = Object.keys(inner);
  const at = (position: number): unknown => inner[keys[position]!];
  const found = findTime(keys, at, (value, format) => context.time(value, format));
  return found === undefined ? undefined : context.time(timeValue(found, at), found.format);
}

function timeIn(
  object: Record<string, unknown>,
  keys: readonly string[],
  found: FoundTime,
  field: string,
  context: ParseContext,
): number | undefined {
  const { at, clock, parts, format } = found;
  const name = keys[at]!;
  if (clock === undefined && parts === undefined) return timeOf(object[name], name, field, context, format);
  const all = [at, ...(parts?.slice(1) ?? [clock!])].map((one) => keys[one]!).join(' + ');
  return timeOf(
    timeValue(found, (one) => object[keys[one]!]),
    all,
    field,
    context,
  );
}
