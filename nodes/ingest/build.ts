import type { Comms, TwinRecord } from '../../lib/record/record';
import { Shape } from '../../lib/record/shape';
import type { Quality } from '../../lib/record/words';
import type { Derivations } from './derive';
import type { Schema } from './schema';
import { BAD, IMPUTED, QUALITY_NAMES, type Update } from './update';

/** One asset's values at one time, by position in its schema. Reused from record to record. */
export class Row {
  values = new Float64Array(0);
  marks = new Uint8Array(0);

  fit(schema: Schema): void {
    if (this.values.length === schema.tags.length) return;
    this.values = new Float64Array(schema.tags.length);
    this.marks = new Uint8Array(schema.tags.length);
  }
}

export interface BuildOptions {
  /** Least share of scored tags with a real value. */
  readonly minTruth: number;
}

/** Makes the record of a row. */
export function buildRecord(
  asset: string,
  time: number,
  row: Row,
  mode: string | undefined,
  comms: Comms,
  schema: Schema,
  derivations: Derivations,
  options: BuildOptions,
): TwinRecord {
  const { tags, shown } = schema;
  const { values: numbers, marks } = row;
  const values = valuesOf(schema, numbers);
  let quality: Record<string, Quality> | undefined;
  for (let k = 0; k < shown.length; k++) {
    const i = shown[k]!;
    const mark = marks[i]!;
    if (mark === 0) continue;
    quality ??= {};
    quality[tags[i]!.name] = QUALITY_NAMES[mark]!;
  }
  // All properties at once: records of one shape keep the nodes behind fast.
  const record: TwinRecord = { asset, time, values, comms, features: schema.features };
  if (quality !== undefined) record.quality = quality;
  record.roles = schema.roles;
  if (mode !== undefined) record.mode = mode;
  if (schema.mode >= 0 && tags[schema.mode]!.states !== undefined) {
    const state = numbers[schema.mode]!;
    if (!Number.isNaN(state)) record.mode = tags[schema.mode]!.states![state] ?? String(state);
  }
  if (schema.label >= 0 && !Number.isNaN(numbers[schema.label])) record.label = numbers[schema.label]!;
  const derived = derivations.of(schema, numbers, time);
  if (derived !== undefined) {
    if (schema.timing) timing(comms, derived);
    record.derived = derived;
  }
  judgeTruth(record, row, schema, options);
  return record;
}

/** Of the tags that are shown; by schema, as it stays for long. */
const shapes = new WeakMap<Schema, Shape>();

function valuesOf(schema: Schema, numbers: Float64Array): Record<string, number> {
  const { tags, shown } = schema;
  let shape = shapes.get(schema);
  if (shape === undefined) {
    shape = new Shape(Array.from(shown, (i) => tags[i]!.name));
    shapes.set(schema, shape);
  }
  const values = shape.make();
  let missing = false;
  for (let k = 0; k < shown.length; k++) {
    const value = numbers[shown[k]!]!;
    values[tags[shown[k]!]!.name] = value;
    missing ||= Number.isNaN(value);
  }
  if (!missing) return values;
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !Number.isNaN(value)));
}

function timing(comms: Comms, derived: Record<string, number>): void {
  if (comms.interval !== undefined) derived['~interval'] = comms.interval;
  if (comms.jitter !== undefined) derived['~jitter'] = comms.jitter;
}

/** Too few real values to judge by: that is a fault of the source, never normal. */
function judgeTruth(record: TwinRecord, { values, marks }: Row, { scored }: Schema, { minTruth }: BuildOptions): void {
  let real = 0;
  for (let k = 0; k < scored.length; k++) {
    const i = scored[k]!;
    if (!Number.isNaN(values[i]) && marks[i] !== IMPUTED && marks[i] !== BAD) real++;
  }
  if (real < scored.length) record.comms!.missingTags = scored.length - real;
  if (real === 0 || real < minTruth * scored.length) record.verdict = 'fault';
}

/** Why a message stands outside of the live stream. */
export const ALONE = {
  historical: 'the source sent old values afterwards',
  late: 'a message is older than what is known already',
  stray: "a message claims a time far ahead of the asset's clock; the stream did not follow it",
  duplicate: 'a message came twice: same source time, same values',
};
export type Alone = keyof typeof ALONE;

/** A record of these values alone: context for a person, outside of the live stream. */
export function buildAlone(
  asset: string,
  { time, positions, numbers, qualities }: Update,
  why: Alone,
  source: string | undefined,
  { tags, features, roles }: Schema,
): TwinRecord {
  const values: Record<string, number> = {};
  for (let k = 0; k < positions.length; k++) {
    const number = numbers[k]!;
    if (!Number.isNaN(number) && qualities[k]! < BAD) values[tags[positions[k]!]!.name] = number;
  }
  const comms: Comms = { historical: true };
  if (why !== 'historical') comms[why] = true;
  if (source !== undefined) comms.source = source;
  return { asset, time, values, comms, features, roles };
}
