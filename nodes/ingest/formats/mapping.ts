import { describe, InputError, isPlainObject } from '../../../lib/input';
import type { Format, Message } from '../reading';
import { emptyFlat, type Flat, flatten } from './flatten';
import { EACH, parsePath, type Step } from './path';

/** Paths into the message, for sources that no format knows. */
export interface MappingPaths {
  readonly assetPath: string;
  readonly timePath: string;
  readonly tagPath: string;
  readonly valuePath: string;
}

const MAX_VALUES = 10_000;

/** A format of the user's own. @throws Error for a path that cannot be read, see parsePath */
export function createMapping(paths: MappingPaths): Format {
  const steps = (path: string): readonly Step[] | undefined =>
    path.trim() === '' ? undefined : parsePath(path.trim());
  const [asset, time, tag, value] = [paths.assetPath, paths.timePath, paths.tagPath, paths.valuePath].map(steps);
  const valueSteps = value ?? ['payload'];
  return {
    name: 'mapping',
    title: 'own mapping',
    reads: { what: 'paths of the settings', asset: 'path', tag: 'path', time: 'path', quality: '' },
    detect: () => 1,
    parse(message, context) {
      const found: { value: unknown; each: number[] }[] = [];
      collect(message, valueSteps, 0, [], found);
      if (found.length === 0)
        throw new InputError(paths.valuePath || 'payload', 'is not in the message; correct the value path');
      const rows = new Rows();
      for (const { value: raw, each } of found) {
        const named = asset === undefined ? undefined : follow(message, asset, each);
        if (asset !== undefined && typeof named !== 'string' && typeof named !== 'number') {
          throw new InputError(paths.assetPath, `is ${describe(named)}; correct the asset path`);
        }
        const at = time === undefined ? undefined : follow(message, time, each);
        const ms = time === undefined ? undefined : context.time(at, context.timeTag?.format);
        if (time !== undefined && ms === undefined)
          throw new InputError(paths.timePath, `is ${describe(at)}; correct the time path`);
        const name = tag === undefined ? lastName(valueSteps) : follow(message, tag, each);
        rows.add(named === undefined ? context.assetOf(message.topic) : String(named), ms, tagsOf(raw, name, paths));
      }
      return rows.readings;
    },
  };
}

/** Values of one asset and time are one reading, unless a tag comes twice. */
class Rows {
  readonly readings: { asset: string; time: number | undefined; tags: string[]; values: unknown[] }[] = [];
  readonly #open = new Map<string, (typeof this.readings)[number]>();

  add(asset: string, time: number | undefined, { tags, values }: Pick<Flat, 'tags' | 'values'>): void {
    const key = `${time} ${asset}`;
    let row = this.#open.get(key);
    if (row === undefined || tags.some((tag) => row!.tags.includes(tag))) {
      row = { asset, time, tags: [], values: [] };
      this.readings.push(row);
      this.#open.set(key, row);
    }
    row.tags.push(...tags);
    row.values.push(...values);
  }
}

function tagsOf(raw: unknown, name: unknown, paths: MappingPaths): Flat {
  const out = emptyFlat();
  const field = paths.valuePath || 'payload';
  const values = fromJson(raw);
  if (isPlainObject(values)) {
    // What says when and which is no value.
    const aside = [paths.assetPath, paths.timePath].map((path) => path.trim());
    for (const key of Object.keys(values))
      if (!aside.includes(`${paths.valuePath.trim()}.${key}`)) flatten(key, values[key], 0, out, field);
  } else if (typeof name === 'string' || typeof name === 'number') flatten(String(name), raw, 0, out, field);
  else throw new InputError(paths.tagPath || field, `is ${describe(name)}; correct the tag path`);
  return out;
}

function lastName(steps: readonly Step[]): string {
  return String(steps.findLast((step) => typeof step === 'string'));
}

function collect(
  value: unknown,
  steps: readonly Step[],
  at: number,
  each: number[],
  out: { value: unknown; each: number[] }[],
): void {
  if (out.length > MAX_VALUES)
    throw new InputError('payload', `holds more than ${MAX_VALUES} values; send fewer at a time`);
  const step = steps[at];
  if (step === undefined) {
    if (value !== undefined) out.push({ value, each });
    return;
  }
  if (step !== EACH) collect(get(value, step), steps, at + 1, each, out);
  else if (Array.isArray(value)) value.forEach((one, i) => void collect(one, steps, at + 1, [...each, i], out));
}

function follow(message: Message, steps: readonly Step[], each: readonly number[]): unknown {
  let value: unknown = message;
  let used = 0;
  for (const step of steps) value = get(value, step === EACH ? (each[used++] ?? 0) : step);
  return value;
}

function get(value: unknown, step: string | number | typeof EACH): unknown {
  if (typeof value === 'string' && typeof step === 'number') return value.split('/')[step];
  const inside = fromJson(value);
  if (typeof inside !== 'object' || inside === null || typeof step === 'symbol') return undefined;
  return Object.hasOwn(inside, step) ? (inside as Record<string | number, unknown>)[step] : undefined;
}

/** What a text of JSON says: Kafka and others put their payload as text into an object. */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
