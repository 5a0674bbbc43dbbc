import { DEFAULT_ASSET, describe, InputError, isPlainObject, isSafeName, MAX_FEATURES, own } from '../input';
import { checkStamp, foreignRecord, readObjectPart } from './foreign-record';
import type { Reading } from './reading';
import type { TwinRecord } from './record';

/**
 * Who may say what in a record. Records that a node of ours made carry a mark that JSON cannot (a symbol; it survives the
 * copies that Node-RED makes for several wires): they are taken as they are. A part that somebody put into such a record
 * since, and a record that came from anywhere else, is foreign: it is checked, copied, and bounded, so that nothing of a
 * message is kept by reference, and then:
 *
 * | part | of a foreign record |
 * | --- | --- |
 * | asset, time, values, quality, derived, features, label, mode | taken, when well formed |
 * | scaled, scaling, roles, score, parts, contributions, expected, trajectory, threshold, rarity, anomaly | taken, when well formed |
 * | verdict | `anomaly`, `suspect` and `fault` are taken: they make it no better. `learning` and `normal` are dropped |
 * | comms | taken but for `historical`, `late`, `duplicate`, `stray`, `notice` and `blind`, by which nobody would judge it, and `byArrival`, by which nobody would judge its times |
 * | detector | dropped: another model or calibration would move the limit |
 * | decision | dropped: commands hang on it. twin-response does not act on a foreign record at all |
 * | posture | dropped: commands hang on it, too |
 * | masked, excused | dropped: nobody would look at it |
 * | chart, away | dropped: twin-decision says so |
 * | response | dropped: it only says what was done |
 * | anything else | passes on, and no node looks at it |
 *
 * What is dropped is told once per asset. With the setting `trust` (records of another Node-RED, or of a decision node of
 * your own) verdict, comms, detector, decision and posture are taken, when well formed.
 */

const MARK = Symbol('made by a Twin Guard node');

/** The parts of a record that are objects. */
const PARTS = [
  'values',
  'quality',
  'roles',
  'comms',
  'derived',
  'features',
  'scaled',
  'scaling',
  'detector',
  'parts',
  'contributions',
  'expected',
  'trajectory',
  'decision',
  'posture',
  'masked',
  'response',
] as const;

type Parts = Record<(typeof PARTS)[number], unknown>;
type Marked = Parts & { [MARK]?: Parts };

/**
 * Marks a record as made by a node of ours, with everything that it holds now. Part by part: what somebody puts in later is
 * not what was marked.
 */
export function markOurs(record: TwinRecord): void {
  const r = record as unknown as Marked;
  const mark = r[MARK];
  // A new one: a record that a function node has spread shares the old one.
  if (mark === undefined || !isUnchanged(r, mark)) r[MARK] = partsOf(r);
}

function partsOf(r: Parts): Parts {
  return {
    values: r.values,
    quality: r.quality,
    roles: r.roles,
    comms: r.comms,
    derived: r.derived,
    features: r.features,
    scaled: r.scaled,
    scaling: r.scaling,
    detector: r.detector,
    parts: r.parts,
    contributions: r.contributions,
    expected: r.expected,
    trajectory: r.trajectory,
    decision: r.decision,
    posture: r.posture,
    masked: r.masked,
    response: r.response,
  };
}

/** Written out: it is asked for every record in every node. */
function isUnchanged(r: Parts, mark: Parts): boolean {
  return (
    r.values === mark.values &&
    r.quality === mark.quality &&
    r.roles === mark.roles &&
    r.comms === mark.comms &&
    r.derived === mark.derived &&
    r.features === mark.features &&
    r.scaled === mark.scaled &&
    r.scaling === mark.scaling &&
    r.detector === mark.detector &&
    r.parts === mark.parts &&
    r.contributions === mark.contributions &&
    r.expected === mark.expected &&
    r.trajectory === mark.trajectory &&
    r.decision === mark.decision &&
    r.posture === mark.posture &&
    r.masked === mark.masked &&
    r.response === mark.response
  );
}

/** Whether a node of ours made the record. */
export function isOurs(record: TwinRecord): boolean {
  return (record as unknown as Marked)[MARK] !== undefined;
}

/**
 * Reads a payload as a record, so that a node works right behind an inject node: a record is read by the rules above; an
 * object of numbers becomes its values, its `time` and `asset` aside; an array of numbers becomes the tags t1..tn.
 * @param time what the caller takes for the source time when the payload has none, ms since 1970
 * @throws InputError when the payload is none of these, names the field
 */
export function asRecord(payload: unknown, time: number, reading: Reading = {}): TwinRecord {
  try {
    return read(payload, time, reading);
  } catch (error) {
    if (error instanceof InputError) throw error;
    // A getter or a Proxy of a function node may throw anything.
    throw new InputError('payload', `cannot be read: ${(error as Error | undefined)?.message}; send plain data`);
  }
}

function read(payload: unknown, time: number, reading: Reading): TwinRecord {
  if (Array.isArray(payload)) return { asset: DEFAULT_ASSET, time, values: numbered(payload) };
  if (!isPlainObject(payload)) {
    throw new InputError(
      'payload',
      `is ${describe(payload)}; send a record, an object of numbers or an array of numbers`,
    );
  }
  const mark = (payload as unknown as Marked)[MARK];
  if (mark !== undefined) return ours(payload, mark, reading);
  return own(payload, 'values') === undefined ? bare(payload, time) : foreignRecord(payload, time, reading);
}

/** A record of ours: only what was put in since is looked at. What may not be put in gives way to what was there. */
function ours(payload: Record<string, unknown>, mark: Parts, reading: Reading): TwinRecord {
  checkStamp(payload['asset'], payload['time']);
  if (isUnchanged(payload as unknown as Parts, mark)) return payload as unknown as TwinRecord;
  const marked = mark.comms as TwinRecord['comms'];
  for (const part of PARTS) {
    const value = payload[part];
    if (value === mark[part] || value === undefined) continue;
    const dropped: string[] = [];
    const read = readObjectPart(part, value, { ...reading, marked, dropped });
    payload[part] = dropped.length === 0 ? read : mark[part];
    reading.dropped?.push(...dropped);
  }
  return payload as unknown as TwinRecord;
}

/** An object of numbers; `time` and `asset` mean what they mean in a record: a clock that runs is no measurement. */
function bare(payload: Record<string, unknown>, time: number): TwinRecord {
  const tags = Object.keys(payload).filter((key) => key !== 'time' && key !== 'asset');
  if (tags.length > MAX_FEATURES) {
    throw new InputError('payload', `has ${tags.length} tags; ${MAX_FEATURES} are possible`);
  }
  if (tags.length === 0) throw new InputError('payload', 'is an empty object; send at least one tag with a number');
  const { time: at = time, asset = DEFAULT_ASSET } = payload;
  checkStamp(asset, at);
  const values: Record<string, number> = {};
  for (const tag of tags) {
    if (!isSafeName(tag)) throw new InputError(`payload.${tag}`, 'is not allowed as a tag name; rename the tag');
    values[tag] = finite(payload[tag], `payload.${tag}`);
  }
  return { asset: asset as string, time: at as number, values };
}

function numbered(row: readonly unknown[]): Record<string, number> {
  if (row.length === 0) throw new InputError('payload', 'is an empty array; send at least one number');
  if (row.length > MAX_FEATURES) {
    throw new InputError('payload', `has ${row.length} numbers; ${MAX_FEATURES} are possible`);
  }
  const values: Record<string, number> = {};
  for (let i = 0; i < row.length; i++) values[`t${i + 1}`] = finite(row[i], `payload[${i}]`);
  return values;
}

function finite(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new InputError(field, `is ${describe(value)}; send a finite number`);
}
