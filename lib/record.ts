/**
 * The record: one plain object in msg.payload that grows on its way through the layers. Every node adds its part and
 * keeps what was there. All properties are plain data (JSON-safe, no classes), so switch, change and function nodes
 * work on it with simple paths.
 */

/** Quality of a tag's value; tags that are good are not listed. */
export type Quality = 'uncertain' | 'bad' | 'stale' | 'imputed';

/** What a node currently thinks of the asset. */
export type Verdict = 'learning' | 'normal' | 'suspect' | 'anomaly' | 'fault';

/** What an anomaly is; undetermined when the evidence names none. */
export type DecisionKind = (typeof DECISION_KINDS)[number];
export const DECISION_KINDS = ['cyber-attack', 'sensor-fault', 'data-drift', 'undetermined'] as const;
/** Consequence and urgency together. */
export type Severity = (typeof SEVERITIES)[number];
/** From the least to the most severe. */
export const SEVERITIES = ['low', 'medium', 'high'] as const;
/** How an episode came: at once, with calm in between, or slowly. */
export type Pattern = 'sudden' | 'intermittent' | 'evolving';

/** What the message itself showed, apart from its values (paper 1's "communication logs"). Times in ms. */
export interface Comms {
  /** Time since the asset's previous message, by source time; absent on the first one. */
  interval?: number;
  /** Intervals that should have brought a message but did not (0 = none missed). */
  gap?: number;
  /** Absolute deviation of the interval from its learned median. */
  jitter?: number;
  /** The message was older than one already seen. */
  late?: boolean;
  /** The same source time and values were seen before. */
  duplicate?: boolean;
  /** Messages missing according to the source's own sequence numbers. */
  sequenceGap?: number;
  /** Arrival time minus source time. */
  skew?: number;
  /** Size of the original payload in bytes, where the source showed it. */
  size?: number;
  /** Where the message came from (usually its topic). */
  source?: string;
  /**
   * The record stands outside of the live stream (sent afterwards, late, or a duplicate): context for a person, never
   * scored as live nor learned from.
   */
  historical?: boolean;
  /** The message came from where none of this asset came from while its schema was learned. */
  unknownSource?: boolean;
  /** Tags that turned up after the schema was learned; they are shown but not scored. */
  newTags?: number;
  /** Messages since the record before that were late or came twice: a sign of a bad line, or of a replay. */
  strays?: number;
  /** Tags of the schema without a present value. */
  missingTags?: number;
}

/** How payload.scaled was made. One frozen object per fit, shared by all records of that fit. */
export interface Scaling {
  readonly method: string;
  /** Changes whenever the scaler is fitted anew; a model remembers the version that it was trained on. */
  readonly version: string;
  /**
   * scaled[i] = (value - center[i]) / scale[i] for the affine methods, in payload.features order; NaN where a feature has
   * not been learned yet.
   */
  readonly center: readonly number[];
  readonly scale: readonly number[];
  /** Method quantile: each feature's values at evenly spaced levels 0..1; use lib/scaling to apply and undo it. */
  readonly knots?: readonly (readonly number[])[];
}

/** Which model made the score. */
export interface DetectorInfo {
  node: string;
  model: string;
  version: number;
  /** Engine and device that really ran, for example 'wasm' or 'webgpu (NVIDIA H200)'. */
  engine: string;
  /**
   * Scores of normal records that the training did not see, ascending, at most 512 of them: what a threshold starts
   * from. Only on the first record after a model came into force.
   */
  calibration?: readonly number[];
  /** On request: what the network looked at or made of the record, by name ('latent', 'mask', 'importance'). */
  shown?: Readonly<Record<string, readonly number[]>>;
}

/** The tail of recent scores seen as one episode. */
export interface Trajectory {
  /** Source time at which the present episode began. */
  onset: number;
  /** Highest score in the episode so far. */
  peak: number;
  /** ms since onset. */
  duration: number;
  pattern: Pattern;
}

/** What twin-decision says of an open alarm. */
export interface Decision {
  kind: DecisionKind;
  pattern: string;
  severity: Severity;
  /** 0..1 */
  confidence: number;
  evidence: string[];
  /** One plain sentence for an operator. */
  sentence: string;
  /** The tags concerned, the most affected first. */
  tags: string[];
  /** Source time at which it began; tells one alarm of an asset from the next. */
  since: number;
  /** State of the alarm: 'unacknowledged', 'acknowledged', 'shelved'. */
  alarm: string;
  /** How people and nodes behind should behave: 'watch', 'act', 'protect', 'contain'. */
  posture: string;
}

/** What twin-response did about the record. */
export interface ResponseInfo {
  sent: string[];
  held: { what: string; why: string }[];
}

/** A tag that is not a plain sensor, see lib/tags.ts for the roles. */
export type TagRole =
  | 'sensor'
  | 'actuator'
  | 'command'
  | 'setpoint'
  | 'twin'
  | 'mode'
  | 'interval'
  | 'time'
  | 'label'
  | 'ignore';

/** What travels in msg.payload; parts are absent until their node has added them. */
export interface TwinRecord {
  asset: string;
  /** Source time in ms since the epoch. */
  time: number;
  /** Engineering units; a tag without a usable value is absent. */
  values: Record<string, number>;
  quality?: Record<string, Quality>;
  /** Roles of the tags that are not plain sensors; one shared object per schema. */
  roles?: Readonly<Record<string, TagRole>>;
  comms?: Comms;
  /**
   * Features computed from the values by role, in engineering units, named `tag~what` (lib/features.ts):
   * 'L1~twin' measured minus twin, 'vpos~command' feedback minus command, 'L1~setpoint', '~interval', '~jitter', ...
   */
  derived?: Record<string, number>;
  /** Names of what is scored, in fixed order: tags and derived features. One shared array per schema. */
  features?: readonly string[];
  /** In features order; NaN where the value is missing. */
  scaled?: number[];
  scaling?: Scaling;
  /** The label of a recording, for backtests only; no node decides by it. */
  label?: number;
  mode?: string;
  score?: number;
  detector?: DetectorInfo;
  /**
   * Share of each part of the score (position, bands, reconstruction, prediction ...) in it, by name; sums to 1. A part that
   * is combined by its maximum has all of the score, where it decides, or nothing.
   */
  parts?: Record<string, number>;
  /** Share of each tag in the score; sums to 1. */
  contributions?: Record<string, number>;
  /** What each tag should have read, engineering units. */
  expected?: Record<string, number>;
  trajectory?: Trajectory;
  /** The limit in force. */
  threshold?: number;
  anomaly?: boolean;
  verdict?: Verdict;
  decision?: Decision;
  response?: ResponseInfo;
}

/** Whether a record says something new about the plant: not old, late or a duplicate. Only such records are judged and learned from. */
export function isLive({ comms }: TwinRecord): boolean {
  return comms === undefined || (comms.historical !== true && comms.duplicate !== true && comms.late !== true);
}

/** Names that would reach Object.prototype; never used as an asset, tag or feature name. */
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** True for a text that may name an asset, tag or feature. */
export function isSafeName(name: unknown): name is string {
  return typeof name === 'string' && name.length > 0 && name.length <= 256 && !FORBIDDEN_NAMES.has(name);
}

/**
 * True for a plain object (no array, class instance, Buffer, Date). Function nodes make their objects in a realm of their own,
 * whose Object.prototype is another one, so it is known by having no prototype itself.
 */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Own property of an untrusted object; what its prototype holds does not count. */
export function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A mistake in a message or an order: one sentence that names the field and the fix. Nothing was changed by it. */
export class InputError extends Error {
  override readonly name = 'InputError';
  constructor(
    /** The offending field, as a path into the message: 'payload.values.T1'. */
    readonly field: string,
    message: string,
  ) {
    super(`${field}: ${message}`);
  }
}

/** The asset of messages that name none. */
export const DEFAULT_ASSET = 'twin';

/**
 * Reads a payload as a record, so that a node works right behind an inject node: a record passes as it is; an object
 * of numbers becomes its values, its `time` and `asset` aside; an array of numbers becomes the tags t1..tn. `time` is
 * what the caller takes for the source time when the payload has none.
 * @throws InputError when the payload is none of these
 */
export function asRecord(payload: unknown, time: number): TwinRecord {
  if (Array.isArray(payload)) return { asset: DEFAULT_ASSET, time, values: numbered(payload) };
  if (!isPlainObject(payload)) {
    throw new InputError(
      'payload',
      `is ${describe(payload)}; send a record, an object of numbers or an array of numbers`,
    );
  }
  const values = own(payload, 'values');
  if (values === undefined) return bare(payload, time);
  if (!isPlainObject(values)) throw new InputError('payload.values', `is ${describe(values)}; send { tag: number }`);
  return completed(payload, values, time);
}

/** An object of numbers; `time` and `asset` mean what they mean in a record: a clock that runs is no measurement. */
function bare(payload: Record<string, unknown>, time: number): TwinRecord {
  const { time: at = time, asset = DEFAULT_ASSET, ...tags } = payload;
  checkStamp(asset, at);
  return { asset: asset as string, time: at as number, values: numbers(tags, 'payload') };
}

/** Parts of a record that the layers look into. */
const PARTS = ['quality', 'roles', 'comms', 'derived', 'features', 'scaling', 'scaled', 'detector', 'contributions'];
const LISTS: ReadonlySet<string> = new Set(['features', 'scaled']);

function checkStamp(asset: unknown, time: unknown): void {
  if (!isSafeName(asset)) {
    throw new InputError('payload.asset', `is ${describe(asset)}; send a text of 1 to 256 characters`);
  }
  if (!Number.isFinite(time)) {
    throw new InputError('payload.time', `is ${describe(time)}; send milliseconds since 1970`);
  }
}

/** Fills in what a hand-made record lacks and checks what the layers rely on; a record of ours passes unchanged. */
function completed(payload: Record<string, unknown>, values: Record<string, unknown>, time: number): TwinRecord {
  for (const tag in values) {
    if (!Number.isFinite(values[tag])) {
      throw new InputError(
        `payload.values.${tag}`,
        `is ${describe(values[tag])}; send a finite number or leave the tag out`,
      );
    }
  }
  if (payload['asset'] === undefined) payload['asset'] = DEFAULT_ASSET;
  if (payload['time'] === undefined) payload['time'] = time;
  checkStamp(payload['asset'], payload['time']);
  for (const part of PARTS) {
    const value = payload[part];
    if (value === undefined || (typeof value === 'object' && value !== null)) continue;
    throw new InputError(
      `payload.${part}`,
      `is ${describe(value)}; send ${LISTS.has(part) ? 'a list' : 'an object'} or leave it out`,
    );
  }
  return payload as unknown as TwinRecord;
}

function numbered(row: readonly unknown[]): Record<string, number> {
  const values: Record<string, number> = {};
  for (let i = 0; i < row.length; i++) values[`t${i + 1}`] = finite(row[i], `payload[${i}]`);
  if (row.length === 0) throw new InputError('payload', 'is an empty array; send at least one number');
  return values;
}

function numbers(object: Record<string, unknown>, path: string): Record<string, number> {
  const values: Record<string, number> = {};
  const tags = Object.keys(object);
  if (tags.length === 0) throw new InputError(path, 'is an empty object; send at least one tag with a number');
  for (const tag of tags) {
    if (!isSafeName(tag)) throw new InputError(`${path}.${tag}`, 'is not allowed as a tag name; rename the tag');
    values[tag] = finite(object[tag], `${path}.${tag}`);
  }
  return values;
}

function finite(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new InputError(field, `is ${describe(value)}; send a finite number`);
}

/** A short name of a value for error texts; never echoes more than 40 characters of input. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}...` : value)}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Uint8Array) return `a Buffer of ${value.length} bytes`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
