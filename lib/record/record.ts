/**
 * The record: one plain object in msg.payload that grows on its way through the layers. Every node adds its part and
 * keeps what was there. All properties are plain data (JSON-safe, no classes), so switch, change and function nodes
 * work on it with simple paths.
 */

import type { Episodes } from '../tail/sureness';
import type { DecisionKind, Pattern, PostureLevel, Quality, Severity, TagRole, Verdict } from './words';

/** Why the guard of an asset is blind: what most of the messages that arrive are, or what its clocks show. */
export type BlindWhy = (typeof BLIND_WHYS)[number];
export const BLIND_WHYS = [
  /** Nothing arrives. */
  'silent',
  /** They are older than what is known already. */
  'late',
  /** They claim times far ahead of the asset's clock. */
  'stray',
  /** They repeat one that came before. */
  'duplicate',
  /** The source itself says that they are old. */
  'historical',
  /** Their tags are not known to the asset. */
  'unknown-tags',
  /** They do not suffice for a record: tags or times that it waits for do not come. */
  'incomplete',
  /** Each is older than the one before. */
  'backwards',
  /** They come from two clocks at once. */
  'two-clocks',
  /** The source's clock was set, and messages were lost until that was clear. */
  'clock-set',
] as const;

/** That an asset's guard cannot judge what arrives, or not all of it. Counted by arrival, not by source time. */
export interface Blind {
  readonly why: BlindWhy;
  /** Messages of the asset that arrived: of the last hundred when it began, and since; 0 while it is silent, or sends old values only. */
  readonly arrived: number;
  /** Those of them that were judged. */
  readonly judged: number;
  /** Arrival time at which it began, ms since the epoch; tells one blindness of an asset from the next. */
  readonly since: number;
  /** Source time that the asset's clock has reached, ms since the epoch; absent before its first message with a time. */
  readonly clock?: number;
  /** How far the second of two clocks is ahead of the asset's own, ms; negative when it is behind. */
  readonly apart?: number;
}

/** What the message itself showed, apart from its values (paper 1's "communication logs"). Times in ms. */
export interface Comms {
  /** Time since the asset's previous message, by source time; absent on the first one. */
  interval?: number;
  /** The source gives no time: the interval is by arrival, which tells as much of this machine and the way as of the source. */
  byArrival?: boolean;
  /** Intervals that should have brought a message but did not (0 = none missed). */
  gap?: number;
  /** Absolute deviation of the interval from its learned median. */
  jitter?: number;
  /** The message was older than one already seen. */
  late?: boolean;
  /** The message claims a time far ahead of the asset's clock, which the stream did not follow. */
  stray?: boolean;
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
   * The record stands outside of the live stream (sent afterwards, late, far ahead, or a duplicate): context for a person, never
   * scored as live nor learned from.
   */
  historical?: boolean;
  /** The message came from where none of this asset came from while its schema was learned. */
  unknownSource?: boolean;
  /** Tags that turned up after the schema was learned; they are shown but not scored. */
  newTags?: number;
  /** Messages since the record before that were late, far ahead or came twice: a sign of a bad line, or of a replay. */
  strays?: number;
  /** Tags of the schema without a present value. */
  missingTags?: number;
  /** The guard is blind, or partly so. On live records and on notices for as long as it lasts; made by twin-ingest only. */
  blind?: Blind;
  /**
   * The record stands for no message: twin-ingest made it to say that the guard is blind. It has verdict 'fault' and no
   * values, and is neither judged nor learned from.
   */
  notice?: boolean;
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
  /** In how many independent episodes the highest of them came: how much they tell. Together with the calibration. */
  episodes?: Episodes;
  /** Tags that are told from the other tags, and how well: the share of its variance, 1 = exactly. payload.expected says what. */
  told?: Readonly<Record<string, number>>;
  /**
   * What each of those tags read minus what it was told to be, in rows that were not learned from, in order of time,
   * engineering units: what is usual. Only on the first record after a model came into force.
   */
  residuals?: Readonly<Record<string, readonly number[]>>;
  /** Tags with a twin of their own that the other tags speak against in this record; absent where there are none. */
  disputed?: readonly string[];
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
  /** The tag that was out first, where that could be seen. */
  firstOut?: string;
  /** State of the alarm, see lib/alarm/states.ts. */
  alarm: string;
  /** Who has acknowledged it, and when, ms since the epoch; nobody where nobody said who it was. Absent where it was not. */
  acknowledged?: { readonly by?: string; readonly at: number };
  /**
   * What is open besides while the guard is blind: that it is, beside an alarm of the plant; or the alarm of the plant, where that is
   * shelved or suppressed by design.
   */
  beside?: Decision;
}

/** How closely an asset is guarded. One frozen object per change. */
export interface Posture {
  readonly level: PostureLevel;
  /** Why, one sentence for an operator without its full stop; empty where it is as ever. */
  readonly why: string;
  /** Source time of the record with which it came. */
  readonly since: number;
  /** Commands leave from this severity on. */
  readonly commands: Severity;
}

/** Why what is anomalous raises no alarm, by a setting of twin-decision or of a detector. */
export interface Masked {
  /** One sentence for an operator. */
  why: string;
  /** The detector does not judge the operating mode: nobody looks at the record. */
  off?: true;
  /** Source time at which it ends; absent where that depends on what the plant does. */
  until?: number;
}

/** What twin-response did about the record. */
export interface ResponseInfo {
  sent: string[];
  held: { what: string; why: string }[];
}

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
   * Features computed from the values by role, in engineering units, named `tag~what` (lib/record/features.ts):
   * 'L1~twin' measured minus twin, 'vpos~command' feedback minus command, 'L1~setpoint', 'kWh~increase' per second,
   * '~interval', '~jitter', ...
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
  /**
   * How rare such a score is among normal ones, 0..100 on a logarithmic scale of the return period, the same for all assets and
   * detectors: 0 usual, 50 at the limit, 100 never seen. Absent with a limit that was not found from scores.
   */
  rarity?: number;
  anomaly?: boolean;
  verdict?: Verdict;
  /** A control chart of twin-decision is out: the record counts as anomalous, whatever the limit says. */
  chart?: true;
  decision?: Decision;
  /** While it is not normal, and with every decision. */
  posture?: Posture;
  /** On anomalous records that twin-decision raises no alarm for, and on all while the plant settles or in a mode that is off. */
  masked?: Masked;
  /** What a person allows of its tags is why it would count toward no alarm, also where none was due; for the history. */
  excused?: true;
  /** An alarm is open, and what it is about has not come back yet; for the history. */
  away?: true;
  response?: ResponseInfo;
}

/**
 * Whether a record says something new about the plant: not old, late, a duplicate or a notice. Only such records are judged and
 * learned from.
 */
export function isLive({ comms }: TwinRecord): boolean {
  if (comms === undefined) return true;
  return comms.historical !== true && comms.duplicate !== true && comms.late !== true && comms.notice !== true;
}
