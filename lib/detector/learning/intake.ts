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
  readonly hold?: Hold;
  /** A person accepted the present state knowing of the hold. */
  readonly overruled?: true;
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

/** What of the live records is learned from: lib/guarded says whether a model may judge, this says what it may be made of. */
export class Intake {
  readonly #records: number;
  readonly #on: IntakeContext;
  readonly #quarantine: Quarantine;
  readonly #strangeness = new Strangeness();
  #hold: Hold | undefined;
  #overruled: boolean;

  /** @param records that a row waits for, see Quarantine */
  constructor(records: number, on: IntakeContext, from: IntakeSnapshot = {}) {
    this.#records = records;
    this.#on = on;
    this.#quarantine = new Quarantine(records, from.waiting);
    this.#hold = from.hold;
    this.#overruled = from.overruled ?? false;
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
    if (record.verdict === 'fault' || (lasts && !accepted) || this.held !== undefined) {
      learning.continuity.leaveOut();
      return;
    }
    const row = { features, row: good(), time: record.time, follows: learning.continuity.take() };
    // Before the first model nobody can say what is an alarm; and of what is accepted, the model in force says that it is one.
    const ready = highest === undefined || accepted ? row : this.#quarantine.add(row);
    if (ready === undefined) return;
    if (learning.add(ready.features, ready.row, ready.time, ready.follows)) this.#on.changed();
    promotion.levels.collected(learning.buffer!, learning.goal !== undefined, ready.time);
    learning.trainWhenDue();
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
    const waiting = this.#quarantine.clear();
    learning.continuity.leaveOut();
    if (since === undefined) return waiting;
    return waiting + learning.withdraw(since, Number.POSITIVE_INFINITY, hold.attack ? this.#records : 0);
  }

  /** A person said what a span of records was: unless an alarm about it was false, nothing of it is learned. */
  label(label: Label): void {
    this.#on.taught.label(label);
    const { verdict, from, to = Number.POSITIVE_INFINITY } = label;
    if (verdict === false) return;
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
    this.#overruled = accepted && this.#hold !== undefined;
  }

  snapshot(): IntakeSnapshot {
    const waiting = this.#quarantine.snapshot();
    return {
      ...(waiting && { waiting }),
      ...(this.#hold && { hold: this.#hold }),
      ...(this.#overruled && { overruled: true as const }),
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
