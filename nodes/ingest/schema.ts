import { featureName } from '../../lib/record/features';
import { PAIRED_ROLES, SCORED_ROLES, type Tag, type TagDerivation, type TagTable } from '../../lib/record/tags';
import type { TagRole } from '../../lib/record/words';
import { matches } from '../../lib/text/pattern';
import type { OwnExpression } from './expressions';
import { type Spare, withOnePartner } from './partners';
import { modeOf, rolesByName } from './roles';

/** A tag as it was first seen; its role follows from the table or from its name. */
export interface SeenTag {
  readonly name: string;
  readonly unit?: string;
  /** Its first value was a text that is no number. */
  readonly text?: boolean;
  /** A twin's wish for another tag. */
  readonly wishFor?: string;
}

/** The tags, those with these names no texts any more; undefined when none of them was one. */
export function withoutTexts(seen: readonly SeenTag[], names: readonly string[]): SeenTag[] | undefined {
  if (!seen.some(({ text, name }) => text === true && names.includes(name))) return undefined;
  return seen.map(({ text, ...tag }) => (text === true && !names.includes(tag.name) ? { ...tag, text } : tag));
}

/** Difference of two tags. */
export interface Residual {
  readonly feature: string;
  readonly kind: 'twin' | 'command' | 'setpoint';
  readonly measured: number;
  readonly reference: number;
}

/** A feature that follows one tag over time. */
export interface Follower {
  readonly feature: string;
  readonly kind: TagDerivation;
  readonly tag: number;
}

/**
 * The fixed shape of an asset's records. Immutable, and one object for all assets that look alike: features and roles
 * keep their identity. Tags are only ever appended, so that their positions hold.
 */
export interface Schema {
  readonly tags: readonly Tag[];
  readonly position: ReadonlyMap<string, number>;
  readonly features: readonly string[];
  readonly roles: Readonly<Record<string, TagRole>>;
  /** Positions of the tags that appear in record.values. */
  readonly shown: Int32Array;
  /** Positions of the tags that are scored, as they are or by how fast they count. */
  readonly scored: Int32Array;
  readonly residuals: readonly Residual[];
  /** Tags that are not compared with the one that they belong to, as another one is. */
  readonly spares: readonly Spare[];
  readonly followers: readonly Follower[];
  readonly counters: readonly { readonly feature: string; readonly tag: number }[];
  readonly oneHot: readonly { readonly feature: string; readonly tag: number; readonly state: number }[];
  readonly own: readonly { readonly feature: string; readonly expression: OwnExpression; readonly tags: Int32Array }[];
  readonly timing: boolean;
  /** Position of the tag with this role, or -1. */
  readonly mode: number;
  /** Positions of texts that might be the mode as well: a message of one of them alone is no mistake. */
  readonly otherModes: ReadonlySet<number>;
  readonly label: number;
  readonly interval: number;
}

export interface SchemaOptions {
  readonly tags: TagTable;
  readonly pairs: boolean;
  readonly timing: 'automatic' | 'on' | 'off';
  readonly rate: boolean;
  readonly mean: boolean;
  readonly spread: boolean;
  readonly expressions: readonly OwnExpression[];
}

/** Schemas by what they consist of: assets with equal tags share one. */
export interface Schemas {
  /** The schema of an asset: the table's tags for it, then what was seen besides, in that order. */
  of(asset: string, seen: readonly SeenTag[]): Schema;
  /** Whether the table lists this tag for the asset. */
  lists(asset: string, tag: string): boolean;
}

const KEPT = 64;

/** @param options as in the settings of the node */
export function createSchemas(options: SchemaOptions): Schemas {
  const made = new Map<string, Schema>();
  return {
    of(asset, seen) {
      const table = [...options.tags.values()].filter((tag) => belongs(tag, asset));
      const key = JSON.stringify([table.map((tag) => tag.name), seen]);
      let schema = made.get(key);
      if (schema === undefined) {
        schema = createSchema(table, seen, options);
        if (made.size >= KEPT) made.delete(made.keys().next().value as string);
      } else made.delete(key);
      made.set(key, schema);
      return schema;
    },
    lists(asset, name) {
      const tag = options.tags.get(name);
      return tag !== undefined && belongs(tag, asset);
    },
  };
}

function belongs(tag: Tag, asset: string): boolean {
  return tag.asset === undefined || matches(tag.asset, asset);
}

function createSchema(table: readonly Tag[], seen: readonly SeenTag[], options: SchemaOptions): Schema {
  const resolved = resolve(table, seen, options.pairs);
  const { tags, spares } = withOnePartner(withOneMode(resolved, table));
  const position = new Map(tags.map((tag, i) => [tag.name, i]));
  const where = (test: (tag: Tag) => boolean): Int32Array =>
    Int32Array.from([...tags.keys()].filter((i) => test(tags[i]!)));
  const scored = where(({ role }) => SCORED_ROLES.has(role) || role === 'counter');
  const residuals = tags.flatMap((tag, i) => residualOf(tag, i, position));
  const followers = [...scored].flatMap((i) => followersOf(tags[i]!, i, options));
  const counters = tags.flatMap((tag, i) =>
    tag.role === 'counter' ? [{ feature: featureName(tag.name, 'increase'), tag: i }] : [],
  );
  const oneHot = tags.flatMap((tag, i) =>
    tag.encode === 'one-hot'
      ? (tag.states ?? []).map((state, s) => ({ feature: featureName(tag.name, `=${state}`), tag: i, state: s }))
      : [],
  );
  const own = options.expressions
    .filter((expression) => expression.tags.every((tag) => position.has(tag)))
    .map((expression) => ({
      feature: featureName(expression.name, 'own'),
      expression,
      tags: Int32Array.from(expression.tags, (tag) => position.get(tag)!),
    }));
  const interval = tags.findIndex((tag) => tag.role === 'interval');
  const timing = options.timing === 'on' || (options.timing === 'automatic' && interval >= 0);
  const isPlain = ({ role, encode }: Tag): boolean => role !== 'counter' && encode !== 'one-hot';
  const plain = [...scored].filter((i) => isPlain(tags[i]!)).map((i) => tags[i]!.name);
  const derived = [...residuals, ...counters, ...followers, ...oneHot, ...own].map(({ feature }) => feature);
  const roles: Record<string, TagRole> = {};
  for (const tag of tags) if (tag.role !== 'sensor') roles[tag.name] = tag.role;
  return {
    tags,
    position,
    features: Object.freeze([...plain, ...derived, ...(timing ? TIMING : [])]),
    roles: Object.freeze(roles),
    shown: where(({ role }) => SCORED_ROLES.has(role) || role === 'twin' || role === 'counter'),
    scored,
    residuals,
    spares,
    followers,
    counters,
    oneHot,
    own,
    timing,
    mode: tags.findIndex((tag) => tag.role === 'mode'),
    otherModes: new Set([...tags.keys()].filter((i) => resolved[i]!.role === 'mode' && tags[i]!.role === 'ignore')),
    label: tags.findIndex((tag) => tag.role === 'label'),
    interval,
  };
}

const TIMING = [featureName('', 'interval'), featureName('', 'jitter')];

function resolve(table: readonly Tag[], seen: readonly SeenTag[], pairs: boolean): Tag[] {
  const listed = new Set(table.map((tag) => tag.name));
  const others = seen.filter((tag) => !listed.has(tag.name));
  const texts = new Set(others.filter((tag) => tag.text === true).map((tag) => tag.name));
  const names = [...listed, ...others.map((tag) => tag.name)];
  const named = rolesByName(names, texts);
  return [
    ...table,
    ...others.map((tag): Tag => {
      const wish = tag.wishFor !== undefined && names.includes(tag.wishFor) ? tag.wishFor : undefined;
      const found = wish === undefined ? named.get(tag.name) : { role: 'setpoint' as const, of: wish };
      const kept = pairs || tag.text === true || wish !== undefined || found?.role === 'label' ? found : undefined;
      const unit = tag.unit === undefined ? {} : { unit: tag.unit };
      return { name: tag.name, role: 'sensor', ...kept, ...unit };
    }),
  ];
}

/** What the table says goes before what names say; who else might be the mode is a text like any other. */
function withOneMode(tags: readonly Tag[], table: readonly Tag[]): Tag[] {
  const modes = (of: readonly Tag[]): string[] => of.filter(({ role }) => role === 'mode').map(({ name }) => name);
  const mode = modes(table)[0] ?? modeOf(modes(tags));
  return tags.map((tag) => (tag.role === 'mode' && tag.name !== mode ? { ...tag, role: 'ignore' } : tag));
}

function residualOf(tag: Tag, reference: number, position: ReadonlyMap<string, number>): Residual[] {
  const measured = tag.of === undefined ? undefined : position.get(tag.of);
  if (measured === undefined || !PAIRED_ROLES.has(tag.role)) return [];
  const kind = tag.role as Residual['kind'];
  return [{ feature: featureName(tag.of!, kind), kind, measured, reference }];
}

function followersOf(tag: Tag, position: number, options: SchemaOptions): Follower[] {
  const sensor = tag.role === 'sensor' && tag.states === undefined;
  const wanted = (kind: TagDerivation): boolean => (sensor && options[kind]) || tag.derive?.includes(kind) === true;
  return (['rate', 'mean', 'spread'] as const)
    .filter(wanted)
    .map((kind) => ({ feature: featureName(tag.name, kind), kind, tag: position }));
}
