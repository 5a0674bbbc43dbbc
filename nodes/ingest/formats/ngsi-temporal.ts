import { isPlainObject, own } from '../../../lib/input';
import type { ParseContext, Reading } from '../reading';
import { bySeries, type Point } from './collect';

type Row = Readonly<Record<string, unknown>>;

/**
 * Histories of NGSI: attributes as lists of instances, NGSI-LD's simplified temporal form { values: [[value, time]] } and its
 * aggregates, and what QuantumLeap answers.
 * https://www.etsi.org/deliver/etsi_gs/CIM/001_099/009/ https://quantumleap.readthedocs.io
 */

/** @returns undefined when no attribute of the entity is a history */
export function temporalReadings(
  entity: Row,
  asset: string,
  noAttributes: ReadonlySet<string>,
  context: ParseContext,
): Reading[] | undefined {
  const points: Point[] = [];
  let found = false;
  for (const name of Object.keys(entity)) {
    if (noAttributes.has(name)) continue;
    const instances = instancesOf(entity[name]);
    if (instances === undefined) continue;
    found ||= instances.length > 1 || Array.isArray(entity[name]) || isSimplified(entity[name]);
    for (const { value, time, unit } of instances)
      points.push({ tag: name, value, time: context.time(time), unit: typeof unit === 'string' ? unit : undefined });
  }
  return found ? bySeries(asset, points) : undefined;
}

interface Instance {
  readonly value: unknown;
  readonly time: unknown;
  readonly unit?: unknown;
}

function instancesOf(attribute: unknown): Instance[] | undefined {
  if (isPlainObject(attribute)) return isSimplified(attribute) ? pairs(attribute) : one(attribute);
  if (!Array.isArray(attribute)) return undefined;
  // What is no instance costs the others nothing.
  const all = (attribute as unknown[]).flatMap((instance) => (isPlainObject(instance) && one(instance)) || []);
  return all.length === 0 ? undefined : all;
}

/** An instance with a time of its own; those of several data sets at once are no history. */
function one(instance: Row): Instance[] | undefined {
  if (!Object.hasOwn(instance, 'value') || Object.hasOwn(instance, 'datasetId')) return undefined;
  const { type } = instance;
  if (type === 'Relationship' || type === 'GeoProperty' || type === 'LanguageProperty') return [];
  const time = own(instance, 'observedAt') ?? own(instance, 'modifiedAt');
  return typeof time === 'string' ? [{ value: instance['value'], time, unit: own(instance, 'unitCode') }] : undefined;
}

const AGGREGATES = ['values', 'avg', 'max', 'min', 'sum', 'totalCount'] as const;

function isSimplified(attribute: unknown): boolean {
  return isPlainObject(attribute) && AGGREGATES.some((name) => isPairs(own(attribute, name)));
}

function isPairs(list: unknown): list is unknown[][] {
  return (
    Array.isArray(list) &&
    list.length > 0 &&
    Array.from(list).every((pair) => Array.isArray(pair) && typeof pair[1] === 'string')
  );
}

/** [value, time], or an aggregate from one time to another: the mean says most. */
function pairs(attribute: Row): Instance[] {
  const name = AGGREGATES.find((key) => isPairs(own(attribute, key)))!;
  return (attribute[name] as unknown[][]).map(([value, time]) => ({ value, time }));
}

/** { entityId, index: [times], attributes: [{ attrName, values }] } */
export function isQuantumLeap(payload: Row): boolean {
  return Array.isArray(own(payload, 'index')) && Array.isArray(own(payload, 'attributes')) && 'entityId' in payload;
}

export function quantumLeap(payload: Row, context: ParseContext): Reading[] {
  const asset = own(payload, 'entityId');
  const index = payload['index'] as unknown[];
  const points = (payload['attributes'] as unknown[]).flatMap((attribute): Point[] => {
    if (!isPlainObject(attribute) || !Array.isArray(attribute['values'])) return [];
    const { attrName: tag, values } = attribute;
    if (typeof tag !== 'string') return [];
    return (values as unknown[]).map((value, i) => ({ tag, value: value ?? null, time: context.time(index[i]) }));
  });
  return bySeries(typeof asset === 'string' ? asset : context.assetOf(undefined), points);
}
