import type { Levels } from '../../guarded/levels';
import { Returns, type ReturnsSnapshot } from '../../guarded/returns';
import { Strangeness } from '../../guarded/strangeness';
import { describe, InputError } from '../../input';
import type { Order } from '../../layer/orders';
import type { TwinRecord } from '../../record/record';
import type { Promotion } from '../promotion';
import type { BufferSnapshot } from './buffer';
import type { Label } from './label';
import type { Learning } from './learning';
import { Quarantine } from './quarantine';
import type { Taught } from './taught';
import type { WaitingRow } from './waiting-rows';
import { Way, type WaySnapshot } from './way';

/** Why nothing is learned for now. Plain JSON. */
export interface Hold {
  /** One sentence for a person. */
  readonly why: string;
  /** Source time from which on the rows are no example of normal operation; absent where they were until now. */
  readonly since?: number;
  /** What came shortly before is not learned, either, and a person's `accept` does not end it. */
  readonly attack: boolean;
}

export interface IntakeSnapshot {
  readonly waiting?: BufferSnapshot;
  /** The first of them follows the row that was learned from last. */
  readonly follows?: true;
  /** See Strangeness.run; absent where it is 0. */
  readonly run?: number;
  readonly hold?: Hold;
  /** A person accepted the present state knowing of the hold. */
  readonly overruled?: true;
  readonly returns?: ReturnsSnapshot;
  /** The last record was strange, but in a state that the plant comes back to by itself; and so was the one before the way. */
  readonly returned?: true;
  readonly way?: WaySnapshot;
}

/** What it works on. */
export interface IntakeContext {
  readonly learning: Learning;
  readonly promotion: Promotion;
  readonly taught: Taught;
  /** Highest score of a normal record that was held out, of the model in force; undefined where there is none. */
  highest(): number | undefined;
  /** There is something to save. */
  changed(): void;
}

const LONGEST_WHY = 300;
/** An alarm is opened so many records after what it is about began, at most: should it be a state that the plant comes back to, this is the way there. */
const BEFORE_ALARM = 8;

/** What of the live records is learned from: lib/guarded says whether a model may judge, this says what it may be made of. */
export class Intake {
  readonly #records: number;
  readonly #on: IntakeContext;
  readonly #quarantine: Quarantine;
  readonly #strangeness: Strangeness;
  #hold: Hold | undefined;
  #overruled: boolean;
  /** Both are absent until something is strange: most of a fleet never is. */
  #returns: Returns | undefined;
  #returned: boolean;
  #way: Way | undefined;

  /** @param records that a row waits for, see Quarantine */
  constructor(records: number, on: IntakeContext, from: IntakeSnapshot = {}) {
    this.#records = records;
    this.#on = on;
    this.#quarantine = new Quarantine(records, from.waiting, from.follows);
    this.#strangeness = new Strangeness(from.run);
    this.#hold = from.hold;
    this.#overruled = from.overruled ?? false;
    this.#returns = from.returns && new Returns(from.returns);
    this.#returned = from.returned ?? false;
    this.#way = from.way && new Way(from.way);
    on.promotion.levels.been = (levels) => this.#returns?.been(levels) ?? levels;
  }

  /** Whether what the model in force finds strange now is a state that the plant comes back to by itself, or the way from there. */
  get returned(): boolean {
    return this.#returned;
  }

  /** Why nothing is learned for now; undefined where something may be. */
  get held(): string | undefined {
    const accepted = this.#on.promotion.acceptedBy !== undefined;
    if (this.#hold === undefined || (accepted && !(this.#hold.attack && !this.#overruled))) return undefined;
    return this.#hold.why;
  }

  /**
   * A record has come while rows are collected. What the model in force finds strange for long is left out, unless a person
   * accepted it, and so is all while something holds.
   * @param good what of its row is of good quality, asked where it is wanted
   */
  take(record: TwinRecord, features: readonly string[], good: () => Float64Array): void {
    const { learning, promotion } = this.#on;
    const highest = this.#on.highest();
    const accepted = promotion.acceptedBy !== undefined;
    const lasts = highest !== undefined && this.#strangeness.lasts(record.score, highest);
    const isFault = record.verdict === 'fault';
    const strange = isFault || (lasts && !accepted) || this.held !== undefined;
    const levels = strange && !isFault && !accepted ? promotion.levels.known : undefined;
    const isBack = this.#isBack(levels, record, features, good);
    const { continuity } = learning;
    if (strange && !isBack) {
      this.#way ??= new Way();
      if (levels !== undefined && this.#way.isShort) {
        this.#way.add({ features, row: good(), time: record.time, follows: continuity.take() });
        return;
      }
      this.#endWay();
      this.#way.close();
      continuity.leaveOut();
      return;
    }
    if (!isBack && !this.#returned) this.#endWay();
    this.#returned = isBack;
    const row = { features, row: good(), time: record.time, follows: continuity.take() };
    // Before the first model nobody can say what is an alarm; and of what is accepted, the model in force says that it is one.
    if (highest === undefined || accepted) this.#learn(row);
    else {
      for (const one of this.#way?.take() ?? []) this.#learn(this.#quarantine.add(one));
      this.#learn(this.#quarantine.add(row));
    }
    learning.trainWhenDue();
  }

  /** A record has come while nothing is collected. */
  pass(): void {
    this.#endWay();
    this.#on.learning.continuity.leaveOut();
  }

  /** @param row undefined: it has to wait */
  #learn(row: WaitingRow | undefined): void {
    if (row === undefined) return;
    const { learning, promotion } = this.#on;
    if (learning.add(row.features, row.row, row.time, row.follows)) this.#on.changed();
    promotion.levels.collected(learning.buffer!, learning.goal !== undefined, row.time);
  }

  /**
   * A record has come.
   * @param levels where it is strange: where the plant has been
   * @returns whether it is strange, but in a state that the plant comes back to by itself
   */
  #isBack(
    levels: Levels | undefined,
    record: TwinRecord,
    features: readonly string[],
    good: () => Float64Array,
  ): boolean {
    const { levels: watch } = this.#on.promotion;
    // What a person, or another node, holds is no alarm of this plant.
    const isOwn = this.#hold === undefined || (this.#hold.since !== undefined && !this.#hold.attack);
    if (levels === undefined || !isOwn) {
      this.#returns?.pass();
      return false;
    }
    this.#returns ??= new Returns();
    const back = this.#returns.meet(levels, features, good(), record.time);
    if (back?.isNews) {
      watch.returned(back, record.time);
      this.#on.learning.sooner();
    }
    return back !== undefined;
  }

  /** An alarm has opened, and these came right before: should it be a state that the plant comes back to, they lead there. */
  #beginWay(rows: readonly WaitingRow[]): void {
    const way = new Way();
    rows.forEach((row, k) => {
      way.add(k === 0 ? { ...row, follows: false } : row);
    });
    this.#way = way;
  }

  /** What came since the last row that was learned from is no way from one state to another. */
  #endWay(): void {
    this.#returned = false;
    if ((this.#way?.take().length ?? 0) > 0) this.#on.learning.continuity.leaveOut();
  }

  /** Nothing is learned from now on. @returns rows that were collected, and are not learned from either */
  hold(hold: Hold): number {
    const before = this.#hold;
    const { since = before?.since } = hold;
    if (since !== undefined) this.#on.taught.alarm(since);
    this.#hold = { ...hold, ...(since !== undefined && { since }) };
    // It is told again after a start.
    if (before !== undefined && before.since === since && (before.attack || !hold.attack)) return 0;
    if (before?.since !== since || hold.attack) this.#overruled = false;
    const { learning, promotion } = this.#on;
    if (promotion.acceptedBy !== undefined && !hold.attack) return 0;
    const last = this.#quarantine.last(BEFORE_ALARM);
    const waiting = this.#quarantine.clear();
    this.#endWay();
    if (since === undefined || hold.attack || last.length === 0) learning.continuity.leaveOut();
    else this.#beginWay(last);
    if (hold.attack) this.#returns?.drop(since ?? Number.NEGATIVE_INFINITY);
    if (since === undefined) return waiting;
    return waiting + learning.withdraw(since, Number.POSITIVE_INFINITY, hold.attack ? this.#records : 0);
  }

  /** A person said what a span of records was: unless an alarm about it was false, nothing of it is learned. */
  label(label: Label): void {
    this.#on.taught.label(label);
    const { verdict, from, to = Number.POSITIVE_INFINITY } = label;
    if (verdict === false) return;
    this.#returns?.drop(from, to);
    this.#endWay();
    if (this.#quarantine.drop(from, to) > 0) this.#on.learning.continuity.leaveOut();
    this.#on.learning.withdraw(from, to);
  }

  /** What held is over. */
  resume(): void {
    this.#on.taught.over();
    this.#hold = undefined;
    this.#overruled = false;
  }

  /** What is collected from now on has nothing to do with what waits. @param accepted a person named the present state the new normal */
  begin(accepted: boolean): void {
    this.#quarantine.clear();
    this.#endWay();
    this.#overruled = accepted && this.#hold !== undefined;
  }

  /** Nothing is known of the plant any more. */
  reset(): void {
    this.begin(false);
    this.#returns = undefined;
  }

  snapshot(): IntakeSnapshot {
    const waiting = this.#quarantine.snapshot();
    const returns = this.#returns?.snapshot();
    const way = this.#way?.snapshot();
    return {
      ...(waiting && { waiting }),
      ...(this.#quarantine.follows && { follows: true as const }),
      ...(this.#strangeness.run > 0 && { run: this.#strangeness.run }),
      ...(this.#hold && { hold: this.#hold }),
      ...(this.#overruled && { overruled: true as const }),
      ...(returns && { returns }),
      ...(this.#returned && { returned: true as const }),
      ...(way && { way }),
    };
  }
}

/** @throws InputError naming the member that is wrong */
export function readHold({ options: { why = 'an alarm is open', since, attack = false } }: Order): Hold {
  if (typeof why !== 'string' || why === '' || why.length > LONGEST_WHY) {
    throw new InputError('control.why', `is ${describe(why)}; give a text of at most ${LONGEST_WHY} characters`);
  }
  if (since !== undefined && !Number.isFinite(since)) {
    throw new InputError('control.since', `is ${describe(since)}; give milliseconds since 1970, or leave it out`);
  }
  if (typeof attack !== 'boolean') throw new InputError('control.attack', `is ${describe(attack)}; give true or false`);
  return { why, ...(since !== undefined && { since: since as number }), attack };
}
