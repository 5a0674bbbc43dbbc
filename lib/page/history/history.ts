/**
 * The history behind the operator page: what the page's server hands over, and what it asks. Nothing here waits for a disk:
 * numbers are copied into blocks, the blocks go to one worker thread, and every question is answered by a promise.
 */

import type { TwinRecord } from '../../record/record';
import type { DecisionKind, Severity } from '../../record/words';
import type { AlarmLine, AlarmLineState, History, Kpis, WhatIf } from '../api';

export interface HistoryOptions {
  /** Folder of the history; it is made when it is missing. No other process may use it. */
  readonly folder: string;
  /** What the files may take, bytes. 1e9 by default, at least 1e7; the oldest and finest goes first. */
  readonly bytes?: number;
  /**
   * What the threshold and the decision of a key answer to the order status, the threshold with the option rarity set to the
   * decision's clearBelow. Asked in tick, seldom, for what-if. Absent parts: no what-if for that key.
   */
  readonly reports?: (key: string) => Reports | undefined;
  /** Told when something about the history is no longer as before (a full disk, another process): one sentence. */
  readonly tell?: (sentence: string) => void;
}

/** Answers to the order status, see HistoryOptions.reports. */
export interface Reports {
  readonly threshold?: Readonly<Record<string, unknown>>;
  readonly decision?: Readonly<Record<string, unknown>>;
}

/** Something that happened to an asset at a time: a flag on its time axis. */
export interface Mark {
  /** '*' for all assets. */
  readonly key: string;
  readonly at: number;
  /** 'model', 'limit', 'accepted', 'deploy', 'clock', 'order', ... */
  readonly what: string;
  /** One sentence. */
  readonly text: string;
  readonly by?: string;
}

export interface HistoryQuery {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** Buckets at most; 2,000 at most. */
  readonly points: number;
  /** ms of a bucket, as an answer before had it; absent: the finest in which the range has so few. */
  readonly width?: number;
  /** 'score', 'limit', 'rarity', 'blame', 'tag:<name>'. */
  readonly series: readonly string[];
}

/** Alarms that lasted at any time between from and to; the newest first. */
export interface AlarmQuery {
  /** Absent: those that are open, or over and not acknowledged. */
  readonly from?: number;
  readonly to?: number;
  readonly key?: string;
  readonly kind?: DecisionKind;
  readonly severity?: Severity;
  readonly state?: AlarmLineState;
  /** Anywhere in asset, guard, sentence or tags, in any case. */
  readonly text?: string;
  /** At most so many; 10,000 by default. */
  readonly most?: number;
}

/** How the history is. */
export interface HistoryState {
  /** 'node:sqlite' or 'node-sqlite3-wasm'; absent while nothing is kept. */
  readonly engine?: string;
  /** Bytes of the files. */
  readonly bytes: number;
  /** What is not as it should be, one sentence; absent when all is kept. */
  readonly trouble?: string;
}

/** One for a process. All but the promises is done at once, and nothing of it throws. */
export interface HistorySink {
  /**
   * Takes in a record behind the last layer of its chain, with what all of them said. Numbers are copied; nothing of the record
   * is kept.
   * @param key as AssetLine.key
   */
  see(key: string, record: TwinRecord): void;
  /** An alarm as it is now; again with the same id when it has changed. */
  alarm(line: AlarmLine): void;
  mark(mark: Mark): void;
  /** Settings of a key by which an alarm comes or not are other ones from its next record on. */
  changed(key: string): void;
  /**
   * Hands over what was collected. To be called about once a second, with the clock on the wall.
   * @param now ms since the epoch
   */
  tick(now: number): void;
  history(query: HistoryQuery): Promise<History>;
  alarms(query: AlarmQuery): Promise<AlarmLine[]>;
  /** The same as text: one line an alarm, commas, the first line names the columns, times in ISO 8601. */
  alarmsCsv(query: AlarmQuery): Promise<string>;
  kpis(query: { readonly from: number; readonly to: number }): Promise<Kpis>;
  /** The last 30 days before now. */
  whatIf(query: { readonly key: string; readonly now: number }): Promise<WhatIf>;
  state(): HistoryState;
  /** Writes what is not written yet and ends the thread. */
  close(): Promise<void>;
}
