import type { Feedback } from '../../lib/alarm/feedback';
import type { LayerContext } from '../../lib/layer/layer';
import type { DecisionKind } from '../../lib/record/words';
import type { Judgement } from './judge/judge';

/** An alarm as the detector is told of it. Plain JSON. */
export interface TaughtAlarm {
  /** Source times at which it began and cleared; no end while it is open. */
  readonly since: number;
  readonly until?: number;
  readonly kind: DecisionKind;
  /** It was an attack at some time. */
  readonly attack: boolean;
  /** A person called it false: nothing is held for it. */
  readonly excused?: true;
}

export interface TeachingSnapshot {
  readonly last?: TaughtAlarm;
  /** What the detector was told last: to hold, or just now to go on. */
  readonly holds?: boolean;
}

const LONGEST_WHY = 280;

/** Tells the detector, on the output feedback, what alarms and people mean for what it may learn from. */
export class Teaching {
  readonly #context: LayerContext;
  #last: TaughtAlarm | undefined;
  #holds: boolean | undefined;

  constructor(context: LayerContext, from: TeachingSnapshot = {}) {
    this.#context = context;
    this.#last = from.last;
    this.#holds = from.holds;
    // Who learns may not have heard it before the last stop.
    if (this.#holds === true) this.#hold('as before the start of twin-decision');
    else if (this.#holds === false) this.#order({ do: 'resume' });
  }

  /** The alarm that is open, or was last; undefined before the first. */
  get last(): TaughtAlarm | undefined {
    return this.#last;
  }

  /** A live record has come. @param open the alarm, if one is */
  follow(open: Judgement | undefined, time: number): void {
    if (open === undefined) {
      if (this.#holds === false) this.#holds = undefined;
      if (this.#last?.until !== undefined || this.#last === undefined) return;
      this.#last = { ...this.#last, until: time };
      this.#resume();
      return;
    }
    const { since, kind, sentence } = open;
    const before = this.#last?.since === since ? this.#last : undefined;
    const attack = kind === 'cyber-attack' || before?.attack === true;
    if (before !== undefined && before.kind === kind && before.attack === attack) return;
    const excused = before?.excused === true && before.attack === attack;
    this.#last = { since, kind, attack, ...(excused && { excused }) };
    if (excused || (before !== undefined && before.attack === attack)) return;
    this.#hold(sentence);
  }

  /** A person has judged the last alarm. */
  judged({ verdict, note }: Feedback, by: string): void {
    const last = this.#last;
    if (last === undefined) return;
    if (verdict === 'new-normal') {
      this.#order({ do: 'accept', by, note });
      return;
    }
    const { since, until, kind } = last;
    this.#order({ do: 'feedback', by, verdict, note, from: since, ...(until !== undefined && { to: until }), kind });
    if (verdict !== false || until !== undefined) return;
    this.#last = { ...last, excused: true };
    this.#resume();
  }

  /** Nothing is known of an alarm any more. */
  reset(): void {
    this.#last = undefined;
    this.#resume();
  }

  snapshot(): TeachingSnapshot | undefined {
    if (this.#last === undefined && this.#holds === undefined) return undefined;
    return { ...(this.#last && { last: this.#last }), ...(this.#holds !== undefined && { holds: this.#holds }) };
  }

  #hold(sentence: string): void {
    this.#holds = true;
    const { since, attack } = this.#last!;
    this.#order({ do: 'hold', why: `an alarm is open: ${sentence}`.slice(0, LONGEST_WHY), since, attack });
  }

  #resume(): void {
    if (this.#holds !== true) return;
    this.#holds = false;
    this.#order({ do: 'resume' });
  }

  #order(control: Record<string, unknown>): void {
    const { asset } = this.#context;
    this.#context.save('now');
    this.#context.emit('feedback', { control: { asset, by: 'twin-decision', ...control } });
  }
}
