import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format, ParseContext, Reading } from '../reading';
import { addNested, bySeries, Collector, type Point } from './collect';

/**
 * Asset Administration Shell (IDTA 01001/01002): submodels in the normal form, BaSyx events over MQTT, and time series
 * (IDTA 02008). Values are texts typed by valueType. The value-only form is a plain nested object and read as one.
 */
const EVENT =
  /(?:^|\/)(?:sm-repository\/[^/]+|sm-service(?:\/[^/]+)?)\/submodels\/([^/]+)(?:\/submodelElements)?(?:\/(.+?))??\/(?:(?:\$?value)\/)?(updated|patched|created|deleted)$/;
const NUMERIC =
  /^xs:(?:byte|short|int|integer|long|float|double|decimal|boolean|unsigned\w+|(?:non)?(?:negative|positive)\w*|nonNegativeInteger|nonPositiveInteger)$/;

export const aas: Format = {
  name: 'aas',
  title: 'Asset Administration Shell',
  reads: {
    what: 'submodels, events of BaSyx (repository, service, patched), time series, `$value`; a Range is a limit',
    asset: 'submodel id',
    tag: 'path with dots',
    time: 'Time of a record',
    quality: 'null: bad; an object where a number was, or a text: bad',
  },
  detect({ topic, payload }) {
    if (typeof topic === 'string' && EVENT.test(topic)) return 0.98;
    if (!isPlainObject(payload)) return 0;
    return submodelsOf(payload).length > 0 || ELEMENTS.has(modelType(payload)) ? 0.97 : 0;
  },
  parse({ topic, payload }, context) {
    const event = typeof topic === 'string' ? EVENT.exec(topic) : null;
    if (event !== null) return changed(event[1]!, event[2], event[3]!, payload, context);
    if (!isPlainObject(payload)) throw new InputError('payload', `is ${describe(payload)}; send a submodel`);
    const submodels = submodelsOf(payload);
    if (ELEMENTS.has(modelType(payload))) {
      const collector = new Collector(context.assetOf(topic));
      walk(payload, '', collector);
      return collector.readings(undefined);
    }
    // Forced to this format, an object without submodels is the value-only form.
    if (submodels.length === 0) {
      const collector = new Collector(context.assetOf(topic));
      addNested(collector, '', withoutRanges(payload), {}, '.');
      return collector.readings(undefined);
    }
    return submodels.flatMap((submodel) => fromSubmodel(submodel, context));
  },
};

/** Elements that come alone, as a REST query for one of them answers. */
const ELEMENTS = new Set<unknown>(['Property', 'SubmodelElementCollection', 'SubmodelElementList', 'Entity']);

/** A submodel, or those of an environment or of a page of a REST query. */
function submodelsOf(payload: Record<string, unknown>): Record<string, unknown>[] {
  const list = own(payload, 'submodels') ?? own(payload, 'result');
  const all: unknown[] = Array.isArray(list) ? list : [payload];
  return all.filter(
    (one): one is Record<string, unknown> =>
      isPlainObject(one) && modelType(one) === 'Submodel' && Array.isArray(own(one, 'submodelElements')),
  );
}

function modelType(element: Record<string, unknown>): unknown {
  const type = own(element, 'modelType');
  return isPlainObject(type) ? own(type, 'name') : type;
}

function fromSubmodel(submodel: Record<string, unknown>, context: ParseContext): Reading[] {
  const id = own(submodel, 'id') ?? own(submodel, 'idShort');
  const asset = typeof id === 'string' ? id : context.assetOf(undefined);
  const listed = own(submodel, 'submodelElements');
  const elements: unknown[] = Array.isArray(listed) ? listed : [];
  const series = timeSeries(elements, asset, context);
  if (series !== undefined) return series;
  const collector = new Collector(asset);
  for (const element of elements) walk(element, '', collector);
  return collector.readings(undefined);
}

/** BaSyx tells on the topic which element changed; the payload is the element, its value alone, or a list of elements. */
function changed(
  encodedId: string,
  path: string | undefined,
  how: string,
  payload: unknown,
  context: ParseContext,
): Reading[] {
  // What is gone has no value; the model changed, not the plant.
  if (how === 'deleted') return [];
  if (isPlainObject(payload) && modelType(payload) === 'Submodel') return fromSubmodel(payload, context);
  const collector = new Collector(Buffer.from(encodedId, 'base64url').toString('utf8') || context.assetOf(undefined));
  if (Array.isArray(payload) && payload.some((one) => isPlainObject(one) && modelType(one) !== undefined)) {
    for (const element of payload as unknown[]) walk(element, path ?? '', collector);
  } else if (isPlainObject(payload) && modelType(payload) !== undefined) {
    const cut = path?.lastIndexOf('.') ?? -1;
    const named = path === undefined ? payload : { ...payload, idShort: path.slice(cut + 1) };
    walk(named, path === undefined || cut < 0 ? '' : path.slice(0, cut), collector);
  } else if (!isRange(payload)) {
    addNested(collector, path ?? (isPlainObject(payload) ? '' : 'value'), withoutRanges(payload), {}, '.');
  }
  return collector.readings(undefined);
}

/** { min, max } is the value of a Range: a limit, not a measurement. */
function isRange(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => key === 'min' || key === 'max');
}

function withoutRanges(value: unknown, depth = 0): unknown {
  if (!isPlainObject(value) || depth > 16) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inside]) =>
      isRange(inside) ? [] : [[key, withoutRanges(inside, depth + 1)]],
    ),
  );
}

function walk(element: unknown, prefix: string, collector: Collector, depth = 0): void {
  if (!isPlainObject(element) || depth > 16) return;
  const idShort = own(element, 'idShort');
  const name = typeof idShort === 'string' ? idShort : '';
  const path = prefix === '' ? name : `${prefix}.${name}`;
  const type = modelType(element);
  if (type === 'Property') property(element, path, collector);
  const inside = type === 'Entity' ? own(element, 'statements') : own(element, 'value');
  if (
    !Array.isArray(inside) ||
    (type !== 'SubmodelElementCollection' && type !== 'SubmodelElementList' && type !== 'Entity')
  )
    return;
  inside.forEach((child: unknown, i) => {
    // The elements of a list have no name of their own.
    const named = type === 'SubmodelElementList' && isPlainObject(child) ? { ...child, idShort: String(i) } : child;
    walk(named, path, collector, depth + 1);
  });
}

function property(element: Record<string, unknown>, path: string, collector: Collector): void {
  const value = own(element, 'value') ?? null;
  const type = own(element, 'valueType');
  // A text that looks like a number is still a text when the model says so.
  const isText = typeof type === 'string' && !NUMERIC.test(type);
  if (isText && typeof value === 'string' && !Number.isNaN(Number(value))) return;
  collector.add(path, value);
}

/** IDTA 02008: Segments / InternalSegment / Records / Record { Time, ... }. Undefined when the submodel is none. */
function timeSeries(elements: readonly unknown[], asset: string, context: ParseContext): Reading[] | undefined {
  const segments = children(elements, 'Segments');
  if (segments === undefined) return undefined;
  const points: Point[] = [];
  for (const segment of segments) {
    for (const record of children(valuesOf(segment), 'Records') ?? []) {
      const fields = valuesOf(record).filter(isPlainObject);
      const stamp = fields.find((field) => /^time/i.test(String(own(field, 'idShort'))));
      const time = stamp === undefined ? undefined : context.time(own(stamp, 'value'));
      for (const field of fields) {
        const tag = own(field, 'idShort');
        if (field !== stamp && typeof tag === 'string' && time !== undefined)
          points.push({ tag, value: own(field, 'value') ?? null, time });
      }
    }
  }
  return bySeries(asset, points);
}

function children(elements: readonly unknown[], idShort: string): readonly unknown[] | undefined {
  const found = elements.find((element) => isPlainObject(element) && own(element, 'idShort') === idShort);
  return found === undefined ? undefined : valuesOf(found);
}

function valuesOf(element: unknown): readonly unknown[] {
  const value = isPlainObject(element) ? own(element, 'value') : undefined;
  return Array.isArray(value) ? value : [];
}
