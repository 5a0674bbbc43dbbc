import type { TwinRecord } from '../../record/record';
import { isLive } from '../../record/record';
import type { History } from '../api';
import { Blocks, flagsOf, LEVELS, type Level, type Post } from './blocks';
import type { HistoryOptions, HistorySink, HistoryState } from './history';
import { FLAG, type FromThread, type Question, type ToThread } from './messages';
import { hasMoved, type Rules, readRules } from './rules';
import { startThread, type Thread } from './thread';
import { Unjudged } from './unjudged';

/** ms that the thread may be behind before seconds, minutes, hours are handed over instead of records. */
const BEHIND = [0, 5000, 60_000, 600_000] as const;
/** Ticks, one a second, after which the log hears of it. */
const LASTS = 60;
const BYTES = 1e9;
const LEAST_BYTES = 1e7;
/** Keys whose rules are asked for in one tick: the answer costs 4 to 40 ms. */
const ASKED_AT_ONCE = 1;
/** Rules are asked for anew after so long, ms: settings may have changed. Where there are none yet, sooner. */
const ASK_AGAIN = 600_000;
const ASK_SOON = 10_000;
/** A key without records for so long is forgotten here, ms. */
const FORGOTTEN = 3_600_000;
/** A thread that has ended is started again after so long, ms. */
const START_AGAIN = 60_000;
/** Alarms and marks that wait for that at most. */
const MOST_UNSENT = 10_000;

/** What is known of a key between two ticks. */
interface Known {
  readonly blocks: Blocks;
  readonly unjudged: Unjudged;
  model: string | undefined;
  rules: Rules | undefined;
  /** What was told of them last, as text. */
  told: string;
  asks: boolean;
  /** Source time of the last record, and of the one since which rules are wanted. */
  time: number;
  since: number;
  /** By the clock on the wall. */
  asked: number;
  seen: number;
}

/**
 * Opens the history of this process, see HistorySink. Its files are opened with the first tick.
 *
 * A record costs the thread that judges a copy of its numbers: 3.3 us of a processor with 20 tags, each with expected value and
 * share; the worker 0.6 us a number. What it cannot write in time comes coarser, never later: nobody waits for it.
 */
export function openHistory(options: HistoryOptions): HistorySink {
  return new Sink(options);
}

class Sink implements HistorySink {
  readonly #options: HistoryOptions;
  readonly #known = new Map<string, Known>();
  readonly #waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  #thread: Thread | undefined;
  #ended = Number.NEGATIVE_INFINITY;
  #crashed = false;
  #closed: Promise<void> | undefined;
  #resolveClosed: (() => void) | undefined;
  /** For a thread that is started again: all columns, and what must not be lost meanwhile. */
  readonly #columns: ToThread[] = [];
  #unsent: ToThread[] = [];
  #lastId = 0;
  #now = 0;
  /** Ticks that the thread has not answered: number and time. */
  #open: { readonly count: number; readonly at: number }[] = [];
  #level: Level = 0;
  /** Ticks in a row at which it was slow. */
  #slowFor = 0;
  #slow: string | undefined;
  #state: HistoryState = { bytes: 0 };

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#start();
  }

  see(key: string, record: TwinRecord): void {
    if (!Number.isFinite(record.time)) return;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = this.#meet(key);
      this.#known.set(key, known);
    }
    const live = isLive(record);
    if (live || record.comms?.notice === true) known.unjudged.step(record);
    if (!live) return;
    known.seen = this.#now;
    known.time = record.time;
    const { detector, threshold } = record;
    let flags = flagsOf(record);
    if (detector !== undefined) {
      const model = `${detector.node}/${detector.model}/${detector.version}`;
      if (model !== known.model) {
        if (known.model !== undefined) flags |= FLAG.model;
        known.model = model;
        known.rules = undefined;
        want(known);
      }
    }
    const { rules } = known;
    // Where modes have limits of their own, the limit moves with the mode: that is no news.
    const news = rules === undefined ? this.#now - known.asked > ASK_SOON : record.mode === undefined;
    if (threshold !== undefined && news && (rules === undefined || hasMoved(rules, threshold))) want(known);
    known.blocks.take(record, flags, this.#level);
  }

  alarm: HistorySink['alarm'] = (line) => this.#post({ kind: 'alarm', line });
  mark: HistorySink['mark'] = (mark) => this.#post({ kind: 'mark', mark });

  changed(key: string): void {
    const known = this.#known.get(key);
    if (known !== undefined) want(known);
  }

  tick(now: number): void {
    if (this.#closed !== undefined) return;
    if (now < this.#now) this.#setBack(now);
    this.#now = now;
    if (now - this.#ended >= START_AGAIN) this.#start();
    let asked = 0;
    for (const [key, known] of this.#known) {
      known.blocks.flush();
      if (known.asks && asked < ASKED_AT_ONCE) {
        asked++;
        this.#ask(key, known);
      } else if (known.rules !== undefined && now - known.asked > ASK_AGAIN) want(known);
      if (now - known.seen > FORGOTTEN) {
        known.blocks.finish();
        known.unjudged.finish();
        this.#known.delete(key);
      }
    }
    const count = ++this.#lastId;
    this.#open.push({ count, at: now });
    this.#post({ kind: 'tick', count, now });
    this.#choose(now - this.#open[0]!.at);
  }

  /** The clock on the wall was set back: nothing waits until the old time comes again. */
  #setBack(now: number): void {
    this.#ended = Math.min(this.#ended, now);
    for (const known of this.#known.values()) {
      known.asked = Math.min(known.asked, now);
      known.seen = Math.min(known.seen, now);
    }
  }

  history: HistorySink['history'] = async (query) => {
    const history = await this.#question<History>({ what: 'history', query });
    const trouble = history.kept.trouble ?? this.#slow;
    return trouble === undefined ? history : { ...history, kept: { ...history.kept, trouble } };
  };
  alarms: HistorySink['alarms'] = (query) => this.#question({ what: 'alarms', query });
  alarmsCsv: HistorySink['alarmsCsv'] = (query) => this.#question({ what: 'csv', query });
  kpis: HistorySink['kpis'] = (query) => this.#question({ what: 'kpis', query });
  whatIf: HistorySink['whatIf'] = (query) => this.#question({ what: 'whatIf', query });

  state(): HistoryState {
    const { trouble = this.#slow, ...rest } = this.#state;
    return trouble === undefined ? rest : { ...rest, trouble };
  }

  close(): Promise<void> {
    if (this.#closed !== undefined) return this.#closed;
    for (const { blocks, unjudged } of this.#known.values()) {
      blocks.finish();
      unjudged.finish();
    }
    const thread = this.#thread;
    this.#closed =
      thread === undefined
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            this.#resolveClosed = resolve;
            thread.hold();
            thread.post({ kind: 'close', now: this.#now });
          });
    return this.#closed;
  }

  #meet(key: string): Known {
    const blocks = new Blocks(key, this.#post, () => ++this.#lastId);
    const unjudged = new Unjudged((from, to, why) => this.#post({ kind: 'span', key, from, to, why }));
    const common = { model: undefined, rules: undefined, told: '', asks: false, time: 0, since: Number.NaN };
    return { blocks, unjudged, ...common, asked: Number.NEGATIVE_INFINITY, seen: this.#now };
  }

  #ask(key: string, known: Known): void {
    known.asks = false;
    known.asked = this.#now;
    const reports = this.#options.reports?.(key);
    const rules = reports === undefined ? undefined : readRules(reports);
    if (rules === undefined) return;
    if (typeof rules !== 'string') known.rules = rules;
    const text = JSON.stringify(rules);
    if (text === known.told) return;
    known.told = text;
    this.#post({ kind: 'rules', key, at: known.since, rules });
  }

  #post: Post = (message, transfer) => {
    if (message.kind === 'columns') this.#columns.push(message);
    if (this.#thread !== undefined) this.#thread.post(message, transfer);
    else if ((message.kind === 'alarm' || message.kind === 'mark') && this.#unsent.length < MOST_UNSENT)
      this.#unsent.push(message);
  };

  #start(): void {
    if (this.#thread !== undefined) return;
    const { folder, bytes = BYTES } = this.#options;
    const start = { folder, bytes: Math.max(LEAST_BYTES, bytes), takeOver: this.#crashed };
    this.#open = [];
    this.#thread = startThread(start, {
      message: (message) => this.#heard(message),
      ended: (why) => this.#lost(why),
    });
    for (const message of [...this.#columns, ...this.#unsent]) this.#thread.post(message);
    this.#unsent = [];
  }

  #heard(message: FromThread): void {
    if (message.kind === 'ticked') {
      this.#open = this.#open.filter(({ count }) => count > message.count);
      const { bytes, engine, trouble } = message;
      this.#state = { bytes, ...(engine !== undefined && { engine }), ...(trouble !== undefined && { trouble }) };
    } else if (message.kind === 'tell') this.#options.tell?.(message.sentence);
    else if (message.kind === 'answer') {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error !== undefined) waiting?.reject(new Error(message.error));
      else waiting?.resolve(message.result as never);
    }
  }

  #lost(why: string): void {
    this.#thread = undefined;
    this.#ended = this.#now;
    this.#crashed = true;
    this.#resolveClosed?.();
    const trouble = `The history has stopped (${why}); it starts again within a minute.`;
    for (const { reject } of this.#waiting.values()) reject(new Error(trouble));
    this.#waiting.clear();
    if (this.#closed !== undefined) return;
    this.#state = { bytes: 0, trouble };
    this.#options.tell?.(trouble);
  }

  #question<Result>(question: Question): Promise<Result> {
    if (this.#closed !== undefined) return Promise.reject(new Error('The history is closed.'));
    if (this.#thread === undefined) {
      return Promise.reject(new Error(this.#state.trouble ?? 'The history has not begun yet.'));
    }
    // What was seen until now is part of the answer.
    for (const { blocks } of this.#known.values()) blocks.flush();
    const id = ++this.#lastId;
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ kind: 'ask', id, question });
    });
  }

  /** How fine is handed over from now on. @param behind ms */
  #choose(behind: number): void {
    let level: Level = 0;
    for (const step of [1, 2, 3] as const) if (behind > BEHIND[step]) level = step;
    this.#tellLasting(level);
    if (level === this.#level) return;
    this.#level = level;
    if (level === 0) {
      for (const { blocks } of this.#known.values()) blocks.finish();
      this.#slow = undefined;
      return;
    }
    const unit = { 1000: 'second', 60000: 'minute', 3600000: 'hour' }[LEVELS[level] as number];
    const since = new Date(this.#now - behind).toISOString().slice(11, 16);
    this.#slow = `History by the ${unit} since ${since} UTC: the disk is slow.`;
  }

  /** The page says at once that it is slow; a log is for what lasts, and a machine that is busy now and then would fill it. */
  #tellLasting(level: Level): void {
    if (level === 0) {
      if (this.#slowFor > LASTS) this.#options.tell?.('The history keeps every record again.');
      this.#slowFor = 0;
    } else if (++this.#slowFor === LASTS + 1) this.#options.tell?.(this.#slow!);
  }
}

function want(known: Known): void {
  if (known.asks) return;
  known.asks = true;
  known.since = known.time;
}
