import type { LayerContext } from '../../../lib/layer/layer';
import type { Order } from '../../../lib/layer/orders';
import type { Decision, Posture as PostureInfo, TwinRecord } from '../../../lib/record/record';
import type { PostureLevel } from '../../../lib/record/words';
import type { Judgement } from '../judge/judge';
import { readPosture } from '../read-orders';
import { Posture, type PostureChange, type PostureSnapshot } from './posture';
import type { Measures, PostureTable } from './table';

/** Logged anomalous records in a minute. */
const MOST_LOGGED = 30;
const MINUTE = 60_000;
/** Tags that are named in the log. */
const NAMED = 3;
/** A share of the quiet that is needed may be lost when the power goes. */
const SAVED_SHARES = 20;

/** The posture, and since when, as plain JSON. */
export interface KeptPosture extends PostureSnapshot {
  readonly since?: number;
  /** Whether learning was ordered to stop, or just now to go on; absent otherwise. */
  readonly froze?: boolean;
  /** Records of the episode that are anomalous by the limit as it is. */
  readonly plain?: number;
}

/** What a record was, as the alarm has it. */
interface Seen {
  readonly anomalous: boolean;
  /** Anomalous only because the posture has lowered the limit. */
  readonly lowered: boolean;
  /** No episode had begun before it. */
  readonly first: boolean;
  /** The open alarm. */
  readonly open: Judgement | undefined;
  /** Nobody judged it: no calm, and no quiet. */
  readonly unjudged: boolean;
}

interface Settings {
  readonly confirm: number;
  readonly calm: number;
  readonly postures: PostureTable;
}

/** Keeps an asset's posture: what raises and lowers it, what holds at its level, and who is told. */
export class PostureKeeper {
  readonly #posture: Posture;
  readonly #context: LayerContext;
  readonly #table: PostureTable;
  readonly #confirm: number;
  readonly #saveEvery: number;
  #since: number;
  #froze: boolean | undefined;
  #plain: number;
  #info: PostureInfo;
  #saved = 0;
  #minute = Number.NEGATIVE_INFINITY;
  #logged = 0;
  #leftOut = 0;

  constructor({ confirm, calm, postures }: Settings, context: LayerContext, from?: KeptPosture) {
    this.#context = context;
    this.#table = postures;
    this.#confirm = confirm;
    this.#saveEvery = (calm * MINUTE) / SAVED_SHARES;
    this.#posture = new Posture(calm * MINUTE, from);
    this.#since = from?.since ?? 0;
    this.#froze = from?.froze;
    this.#plain = from?.plain ?? 0;
    this.#info = this.#makeInfo();
    // Who learns may not have heard it before the last stop, and the table may say something else since.
    if (this.#froze !== undefined || this.frozen) this.#order('twin-decision has started');
  }

  get level(): PostureLevel {
    return this.#posture.level;
  }

  /** Nothing is learned. */
  get frozen(): boolean {
    return this.#measures.freeze;
  }

  /** Anomalous records that make an alarm. */
  get confirm(): number {
    return Math.min(this.#confirm, this.#measures.confirm ?? this.#confirm);
  }

  /** A word of the catalogue for the status; empty while it is normal. */
  get words(): string {
    return this.level === 'normal' ? '' : `posture ${this.level}`;
  }

  /** Whether a score within the limit counts as anomalous at this level. */
  lowers({ score, threshold, anomaly, verdict }: TwinRecord): boolean {
    const share = this.#measures.limit;
    if (share === 1 || anomaly === true || verdict === 'learning' || verdict === 'fault') return false;
    return threshold !== undefined && threshold > 0 && score !== undefined && score > share * threshold;
  }

  /** Takes in a live record, after the alarm has. */
  follow(record: TwinRecord, { anomalous, lowered, first, open, unjudged }: Seen): void {
    // What was let go before this record has been heard.
    if (this.#froze === false) this.#froze = undefined;
    if (open === undefined) this.#posture.over();
    const attacked = open?.kind === 'cyber-attack' ? open : undefined;
    if (anomalous && first) this.#plain = 0;
    if (anomalous && !lowered) this.#plain = Math.min(this.#confirm, this.#plain + 1);
    const other = open?.kind === 'sensor-fault' || open?.kind === 'data-drift';
    const quiet = !unjudged && (other || (open === undefined && !anomalous));
    const calmer = this.#posture.step(record.time, quiet);
    if (calmer !== undefined) this.#changed(calmer, record.time);
    // What only a raised posture has found raises it no further: it would never come down.
    if (attacked !== undefined && anomalous && this.#plain >= this.#confirm) {
      const { since, severity, sentence } = attacked;
      const graver = this.#posture.attacked(since, severity, sentence);
      if (graver !== undefined) this.#changed(graver, record.time);
    }
    if (anomalous && this.#measures.log) this.#log(record);
    this.#save();
  }

  /** Puts the posture into the record. */
  attach(record: TwinRecord, decision: Decision | undefined): void {
    if (decision !== undefined || this.level !== 'normal') record.posture = this.#info;
    else if (record.posture !== undefined) delete record.posture;
  }

  /**
   * A person's word.
   * @throws InputError
   */
  set(order: Order, now: number, time: number): void {
    const { level, minutes, by } = readPosture(order);
    const change = this.#posture.set(level, minutes, by, now);
    if (change !== undefined) this.#changed(change, time);
    else this.#info = this.#makeInfo();
  }

  /** @param now the clock on the wall */
  expire(now: number, time: number): void {
    const { until } = this.#posture;
    if (until === undefined || now < until) return;
    const change = this.#posture.expire(now);
    if (change !== undefined) this.#changed(change, time);
    else this.#info = this.#makeInfo();
  }

  /** For the answer to an order. */
  report(): Record<string, unknown> {
    const { until, quiet } = this.#posture;
    return {
      ...this.#info,
      measures: this.#measures,
      ...(until !== undefined && { until }),
      ...(quiet !== undefined && { quiet: Math.round(quiet / 1000) }),
    };
  }

  snapshot(): KeptPosture | undefined {
    const kept = this.#posture.snapshot();
    return (
      kept && {
        ...kept,
        since: this.#since,
        ...(this.#froze !== undefined && { froze: this.#froze }),
        ...(this.#plain > 0 && { plain: this.#plain }),
      }
    );
  }

  get #measures(): Measures {
    return this.#table[this.level];
  }

  #makeInfo(): PostureInfo {
    const { level, why } = this.#posture;
    return Object.freeze({ level, why, since: this.#since, commands: this.#measures.commands });
  }

  #changed(change: PostureChange, time: number): void {
    this.#since = time;
    this.#info = this.#makeInfo();
    const orders = this.frozen !== (this.#froze ?? false);
    if (orders) this.#froze = this.frozen;
    this.#context.save('now');
    this.#context.emit('event', { event: 'posture-changed', time, ...change, measures: this.#measures });
    if (orders) this.#order(change.text);
  }

  /** To whoever learns. It holds apart from what a person has ordered: neither ends what the other holds. */
  #order(reason: string): void {
    this.#froze = this.frozen;
    const { asset } = this.#context;
    const what = this.#froze ? 'freeze' : 'unfreeze';
    const control = { do: what, hold: 'posture', asset, by: 'twin-decision' };
    this.#context.emit('order', { control, reason: `posture ${this.level}: ${reason}` });
  }

  #log({ time, score, threshold, contributions }: TwinRecord): void {
    const now = this.#context.now?.() ?? time;
    if (Math.abs(now - this.#minute) >= MINUTE) {
      this.#minute = now;
      this.#logged = 0;
    }
    if (++this.#logged > MOST_LOGGED) {
      this.#leftOut++;
      return;
    }
    const shares = Object.entries(contributions ?? {}).sort((a, b) => b[1] - a[1]);
    const tags = shares.slice(0, NAMED).map(([tag]) => tag);
    const leftOut = this.#leftOut > 0 && { leftOut: this.#leftOut };
    this.#leftOut = 0;
    const facts = { posture: this.level, score, limit: threshold, tags };
    this.#context.emit('event', { event: 'anomaly-logged', time, ...facts, ...leftOut });
  }

  #save(): void {
    const quiet = this.#posture.quiet ?? 0;
    if (quiet < this.#saved) this.#saved = 0;
    if (quiet - this.#saved < this.#saveEvery || this.#saveEvery === 0) return;
    this.#saved = quiet;
    this.#context.save('soon');
  }
}
