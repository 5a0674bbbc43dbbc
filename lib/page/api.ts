/**
 * What the operator page (page/) and the server (lib/page, lib/node-red/page) say to each other. Paths are relative to the
 * page's own; times are ms since the epoch; every answer is JSON but the stream, which is server-sent events.
 *
 *     GET  api/rights                                  Rights, always 200
 *     GET  api/fleet                                   Fleet
 *     GET  api/stream                                  StreamEvents, while it lasts
 *     GET  api/asset?key                               AssetView
 *     GET  api/history?key&from&to&points&series       History; series: score, limit, rarity, blame, tag:<name>, comma separated;
 *                                                      &width, that of an answer before: buckets that continue it
 *     GET  api/alarms?from&to&key                      AlarmLine[]; without from the open ones; &as=csv as a file; also
 *                                                      kind, severity, state, text (see AlarmQuery)
 *     GET  api/kpis?from&to                            Kpis
 *     GET  api/whatif?key                              WhatIf
 *     GET  api/audit?from&to&key                       AuditLine[], newest first
 *     GET  api/recordings                              Recordings; needs twin-guard.tune
 *     POST api/learn                                   LearnRequest -> FileLearningLine; needs twin-guard.tune
 *     POST api/orders                                  OrderRequest -> OrderAnswer
 *
 * Who is signed in sends the token of Node-RED as X-Twin-Guard-Token (under the http node root Authorization belongs to Basic).
 * The stream says something at least every 5 s, if only a comment. Times of records, alarms and history are source times.
 *
 * A refusal is { error: string }: one sentence, with status 400 (what was sent), 401 (no right), 403 (another origin), 404,
 * 409 (somebody was faster), 503 (too many).
 */

import type { AlarmState } from '../alarm/states';
import type { DecisionKind, Severity } from '../record/words';
import type { FileLearningLine } from './file-learning/api';

/** What a person may do; twin-guard.<right> in Node-RED's users. */
export const RIGHTS = ['read', 'operate', 'tune', 'command'] as const;
export type Right = (typeof RIGHTS)[number];

export interface Rights {
  readonly may: Readonly<Record<Right, boolean>>;
  /** Who is signed in; absent where nobody is, or where Node-RED asks nobody. */
  readonly name?: string;
  /** How one signs in; 'off': Node-RED has no adminAuth, so names are not proven. */
  readonly signIn: 'off' | 'credentials' | 'strategy';
  /** The way from the page's folder to Node-RED's admin root, where that is not one up: one signs in there. */
  readonly admin?: string;
  /** Why nothing can be ordered here, where that has another reason than the person. */
  readonly onlyReads?: string;
}

/** What an asset is doing, the most urgent first. */
export const ASSET_STATES = ['blind', 'alarm', 'silent', 'fault', 'learning', 'masked', 'watching', 'waiting'] as const;
export type AssetState = (typeof ASSET_STATES)[number];

/** One asset as the fleet shows it. */
export interface AssetLine {
  /** The decision node (or the last node of the chain) and the asset; opaque. */
  readonly key: string;
  readonly asset: string;
  /** The name of the node, else of its flow: tells two guards of the same asset apart. */
  readonly guard: string;
  readonly state: AssetState;
  /** One sentence about the state. */
  readonly text: string;
  /** 0-100, see TwinRecord.rarity. */
  readonly rarity?: number;
  /** Security posture. */
  readonly posture?: string;
  /** Its alarms are told to nobody: why, since when, and until when. */
  readonly aside?: Aside;
  /** Tags of which nothing alarms. */
  readonly excluded?: readonly string[];
  /** The first of its open alarms. */
  readonly alarm?: AlarmLine;
  /** Alarms that are open, or over and not acknowledged. */
  readonly open: number;
  /** What waits for a person. */
  readonly waits?: readonly ('model' | 'command')[];
  /** Whether its commands leave, and until when (by the clock on the wall); absent where it has none. */
  readonly commands?: { readonly armed: boolean; readonly until?: number };
  /** Arrival of the last record. */
  readonly seen?: number;
  /** Source time of the last record: the right edge of its charts. */
  readonly time?: number;
  /** Usual ms between records. */
  readonly interval?: number;
  /** Rarity of the last hour, 60 points, null where nothing came. */
  readonly spark?: readonly (number | null)[];
}

export interface Fleet {
  readonly now: number;
  /** Whether a history is kept, so that there is a past to ask for; absent in the stream. */
  readonly past?: boolean;
  readonly assets: readonly AssetLine[];
}

export { isAside } from '../alarm/states';
export { inGerman } from '../speech/speak';
export type { FileLearningLine, LearnRequest, RecordingFile, Recordings } from './file-learning/api';
export type AlarmLineState = AlarmState;

/** Why alarms are put aside. */
export interface Aside {
  readonly state: 'shelved' | 'suppressed by design' | 'out of service';
  /** Who has done so, where that is known, and when; absent where it is by design. */
  readonly by?: string;
  readonly at?: number;
  readonly note?: string;
  /** When a shelf ends at the latest, by the clock on the wall. */
  readonly until?: number;
  /** A shelf ends with the alarm, if that is before. */
  readonly once?: true;
  /** Of what is by design: which state of the plant. */
  readonly why?: string;
}

/** One alarm, open or over. */
export interface AlarmLine {
  /** Key and since. */
  readonly id: string;
  readonly key: string;
  readonly asset: string;
  readonly guard: string;
  /** Source time at which it began. */
  readonly since: number;
  /** Source time at which it ended; absent while it lasts. */
  readonly until?: number;
  /** It lasted until then at least: what an older version kept does not say when it ended, though the history may. */
  readonly atLeast?: true;
  readonly kind: DecisionKind;
  readonly severity: Severity;
  readonly state: AlarmLineState;
  /** It says that the guard sees nothing: there is nothing to shelve, and nothing that a person could judge. */
  readonly blind?: true;
  /** For an operator. */
  readonly sentence: string;
  /** The most affected first. */
  readonly tags: readonly string[];
  /** The tag that was out first. */
  readonly firstOut?: string;
  readonly evidence?: readonly string[];
  /** Present in the states in which it is put aside. */
  readonly aside?: Aside;
  /** When it was acknowledged, and by whom; nobody where nobody was signed in. */
  readonly acknowledged?: { readonly by?: string; readonly at: number };
  /** What a person said of it, see lib/alarm/feedback.ts; verdict is 'true', 'false', 'maintenance' or 'new-normal'. */
  readonly feedback?: { readonly verdict: string; readonly note?: string; readonly by?: string; readonly at: number };
}

/** What an EventSource would get; `event` is the name of the server-sent event, `data` its JSON. */
export type StreamEvent =
  /** Lines that changed, at most once a second. */
  | { readonly event: 'fleet'; readonly data: Fleet }
  | { readonly event: 'gone'; readonly data: { readonly key: string } }
  /** An alarm was raised, changed or ended. Has an id; the others have none. */
  | { readonly event: 'alarm'; readonly data: AlarmLine }
  /** Something else of an asset changed: load it again when it is shown. */
  | {
      readonly event: 'changed';
      readonly data: { readonly key: string; readonly what: 'settings' | 'models' | 'commands' };
    }
  /** Alarms were missed: load everything again. */
  | { readonly event: 'resync'; readonly data: Record<string, never> }
  | { readonly event: 'signed-out'; readonly data: Record<string, never> };

/**
 * Which node of the chain an order goes to. 'simulator': the twin-simulator of the flow that sends this asset, with the report
 * of its order status ({ running, speed, drills: names of those that run }); it has the orders drill and clear.
 */
export type LayerName = 'simulator' | 'ingest' | 'scaler' | 'detector' | 'threshold' | 'decision' | 'response';

export interface TagLine {
  readonly tag: string;
  readonly value?: number;
  /** What it should read. */
  readonly expected?: number;
  /** 'twin', or 'other tags' with how well they tell it (share of its variance). */
  readonly expectedFrom?: 'twin' | 'other tags';
  readonly explained?: number;
  readonly role?: string;
  readonly quality?: string;
  /** Share in the score, 0-1. */
  readonly share?: number;
}

/** Everything that is shown of one asset. */
export interface AssetView {
  readonly line: AssetLine;
  readonly alarms: readonly AlarmLine[];
  readonly tags: readonly TagLine[];
  /** What its detector said last of two versions side by side: the facts of its event compared, see lib/detector/comparing.ts. */
  readonly compared?: Readonly<Record<string, unknown>>;
  /** What is or was last learned from a recording on the server, since the start. */
  readonly fileLearning?: FileLearningLine;
  /** Nodes of its chain in order; `report` is the answer of each to the order status. */
  readonly layers: readonly {
    readonly layer: LayerName;
    readonly node: string;
    readonly name: string;
    readonly report: Readonly<Record<string, unknown>>;
    /** Orders that it follows. */
    readonly orders: readonly string[];
  }[];
}

/** Buckets of equal width; lo, hi and mean are null where nothing was seen. */
export interface Series {
  readonly name: string;
  readonly lo: readonly (number | null)[];
  readonly hi: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
}

export interface History {
  readonly key: string;
  /** Time of the first bucket; bucket i begins at from + i * width. */
  readonly from: number;
  readonly width: number;
  readonly series: readonly Series[];
  /** Share of each tag in the score, for 'blame': mean by bucket. */
  readonly blame?: readonly { readonly tag: string; readonly share: readonly (number | null)[] }[];
  /** Expected beside 'tag:<name>' comes as series 'expected:<name>'. */
  readonly marks: readonly {
    readonly at: number;
    readonly what: string;
    readonly text: string;
    readonly by?: string;
  }[];
  /** Time that was not judged. */
  readonly blind: readonly { readonly from: number; readonly to: number; readonly why: string }[];
  /** How far back from the newest record, ms, records are kept as they came, minutes and five minutes of them, and how long ago the first one was. */
  readonly kept: {
    readonly raw?: number;
    readonly minutes?: number;
    readonly fives?: number;
    /** Absent where nothing was recorded yet. */
    readonly first?: number;
    /** What stands in the way of more, one sentence. */
    readonly trouble?: string;
  };
}

export interface WhatIf {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** False alarms a week that are promised now; 0 where that is not known (see why). */
  readonly present: number;
  /** What came of it: alarms a week so far that nobody called right. */
  readonly realised?: number;
  /** Ascending by alarms a week. */
  readonly stops: readonly {
    readonly perWeek: number;
    readonly limit: number;
    /** All that there would have been, by the charts too; the last one may be open: `to` is the end of what was seen then. */
    readonly alarms: readonly { readonly from: number; readonly to: number; readonly peak: number }[];
    /** Of the alarms that were called right, those it would miss; of those called false, those that remain. */
    readonly missedTrue: number;
    readonly remainingFalse: number;
  }[];
  /** Alarms of the decision's own charts, which no limit changes. */
  readonly anyway: readonly { readonly from: number; readonly to: number }[];
  readonly notCounted: readonly { readonly from: number; readonly to: number; readonly why: string }[];
  /** ms that were judged by the present model; with less than a week there is no rate. */
  readonly judged: number;
  /** Why nothing can be told. */
  readonly why?: string;
}

export interface Kpis {
  readonly from: number;
  readonly to: number;
  /** How many stretches of ten minutes had 0, 1, 2, ... 9, 10 or more alarms. */
  readonly perTenMinutes: readonly number[];
  readonly worstHour: number;
  /** How many there were between from and to, which is no more than what is kept. */
  readonly alarms: number;
  /** On average; absent where less than a day was seen: it would be a guess. */
  readonly perDay?: number;
  readonly standing: number;
  readonly chattering: number;
  readonly floods: number;
  readonly top: readonly { readonly key: string; readonly asset: string; readonly alarms: number }[];
}

export interface AuditLine {
  /** Its number in the log: nothing else has it. */
  readonly seq: number;
  readonly at: string;
  readonly by?: string;
  readonly event: string;
  readonly asset: string;
  readonly node: string;
  readonly type: string;
  readonly text: string;
  readonly facts: Readonly<Record<string, unknown>>;
  /** The order that takes it back, where there is one and nothing newer has changed the same. */
  readonly undo?: OrderRequest;
}

/** An order as msg.control has it (lib/layer/orders.ts), for one or many assets. Who gives it is who is signed in, never what is sent. */
export interface OrderRequest {
  readonly keys: readonly string[];
  readonly layer: LayerName;
  /** Only this one of the chain's nodes of the layer, by its id; absent: all of them. */
  readonly node?: string;
  readonly do: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Since when the alarm is that was meant, of each asset: another one is left alone. */
  readonly since?: Readonly<Record<string, number>>;
  /**
   * Members of the layer's report as the page showed them when the person decided. Where one is another by now, the order is
   * refused, for a single asset with status 409.
   */
  readonly seen?: Readonly<Record<string, unknown>>;
}

export interface OrderAnswer {
  readonly done: readonly {
    readonly key: string;
    /** Which node of the chain has followed. */
    readonly node: string;
    readonly answer: Readonly<Record<string, unknown>>;
    /** Options with which the same order to this node brings back what was there before. */
    readonly before?: Readonly<Record<string, unknown>>;
  }[];
  readonly refused: readonly { readonly key: string; readonly error: string }[];
}
