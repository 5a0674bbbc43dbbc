import type { AlarmLine } from '../api';
import type { AlarmQuery, HistoryQuery, Mark } from './history';
import type { Rules } from './rules';

/** What one column of a block is. */
export interface Column {
  readonly what: 'score' | 'limit' | 'rarity' | 'value' | 'expected' | 'share';
  /** '' where it is of the asset as a whole. */
  readonly tag: string;
}

/** Flags of a record: what became of it in the chain. */
export const FLAG = {
  /** The threshold, or a detector without one behind it, found it anomalous. */
  anomaly: 1,
  /** A control chart of the decision is out. */
  chart: 2,
  /** By a setting it counts toward no alarm. */
  masked: 4,
  /** Nobody judged it. */
  fault: 8,
  /** The detector leaves its mode out: it is not even watched. */
  off: 16,
  /** There is no limit yet. */
  learning: 32,
  /** First record of another model. */
  model: 64,
  /** Records before it may be missing. */
  gap: 128,
  /** Its deviations are allowed: it would count toward no alarm, whatever the limit. */
  excused: 256,
  /** An alarm is open, and what it is about has not come back. */
  away: 512,
  /** Of its score there was none like it. */
  unseen: 1024,
} as const;

/** In a row: time and flags, then the columns. */
export const HEAD = 2;

/** To the thread. Columns come before the first block that has them. */
export type ToThread =
  | { readonly kind: 'columns'; readonly id: number; readonly key: string; readonly columns: readonly Column[] }
  /** Rows of HEAD + columns numbers. */
  | { readonly kind: 'rows'; readonly columns: number; readonly rows: number; readonly data: Float64Array }
  /** Instead of rows, by column lowest, highest, sum and count between at and at + ms. */
  | {
      readonly kind: 'cells';
      readonly columns: number;
      readonly at: number;
      readonly ms: number;
      readonly data: Float64Array;
    }
  | { readonly kind: 'alarm'; readonly line: AlarmLine }
  | { readonly kind: 'mark'; readonly mark: Mark }
  /** Time that was not judged; again with another end when it went on. */
  | { readonly kind: 'span'; readonly key: string; readonly from: number; readonly to: number; readonly why: string }
  | { readonly kind: 'rules'; readonly key: string; readonly at: number; readonly rules: Rules | string }
  | { readonly kind: 'tick'; readonly count: number; readonly now: number }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  | { readonly kind: 'close'; readonly now: number };

export type Question =
  | { readonly what: 'history'; readonly query: HistoryQuery }
  | { readonly what: 'alarms' | 'csv'; readonly query: AlarmQuery }
  | { readonly what: 'kpis'; readonly query: { readonly from: number; readonly to: number } }
  | { readonly what: 'whatIf'; readonly query: { readonly key: string; readonly now: number } };

export type FromThread =
  | {
      readonly kind: 'ticked';
      readonly count: number;
      readonly bytes: number;
      readonly engine: string | undefined;
      readonly trouble: string | undefined;
    }
  | { readonly kind: 'tell'; readonly sentence: string }
  | { readonly kind: 'answer'; readonly id: number; readonly result?: unknown; readonly error?: string }
  /** All is written, and nothing more comes. */
  | { readonly kind: 'closed' };

/** What the thread starts with. */
export interface ThreadStart {
  readonly folder: string;
  readonly bytes: number;
  /** The thread before, of this process, has ended without closing: what it owned is ours. */
  readonly takeOver: boolean;
}
