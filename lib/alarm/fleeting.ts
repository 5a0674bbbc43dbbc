/** What of an alarm's life the next one's need of records hangs on. */
interface Delays {
  readonly confirm: number;
  readonly release: number;
}

/** Absent where no fleeting alarm is remembered, and in what older versions kept. */
export interface FleetingSnapshot {
  readonly caution?: number;
  readonly turns?: number;
  readonly counted?: boolean;
  /** Of an open alarm. */
  readonly followed?: number;
}

/** What comes back within so many times its release is the same trouble; a fleeting alarm is remembered for that times its caution. */
export const CHATTERING = 10;
const MOST_CAUTION = 4;
/** Nor is it remembered for longer, ms: a day. */
const MOST_REMEMBERED = 86_400_000;

/**
 * A fleeting alarm (ISA-18.2): one that fewer anomalous records followed than it had needed. What comes again like that tells nobody more, and a
 * longer wait for its end would hide what else comes meanwhile: the next alarm needs twice as many, up to MOST_CAUTION times its own; not for who
 * wants to hear of each record (confirm 1). One that stays is told as ever, a few records later. One that chatters stays as well, as a loose contact
 * does: it needs no more than its own once it has come in so many turns.
 */
export class Fleeting {
  /** How many times the records that make an alarm the next one needs, while the last one is remembered. */
  #caution: number;
  /** How often a fleeting one would have come again, each time as soon as one that chatters. */
  #turns: number;
  /** This episode is one of them. */
  #counted: boolean;
  /** Anomalous records since the alarm was raised. */
  #followed: number;

  /** @param from of an alarm; what an older version had open stayed for as long as it has been there */
  constructor(
    private readonly delays: Delays,
    from?: FleetingSnapshot & { readonly rows: number },
  ) {
    this.#caution = from?.caution ?? 1;
    this.#turns = from?.turns ?? 0;
    this.#counted = from?.counted === true;
    this.#followed = from?.followed ?? from?.rows ?? 0;
  }

  /** @param calm records since the last alarm cleared or would have come again @param calmFor the same, ms */
  isRemembered(calm: number, calmFor: number): boolean {
    return calmFor < MOST_REMEMBERED && this.#isSoon(calm, this.#caution);
  }

  /** Anomalous records that make the next alarm. @param needed where there was no fleeting one */
  neededAt(needed: number, calm: number, calmFor: number): number {
    const chatters = !this.#counted && this.#turns + 1 >= this.#caution && this.#isSoon(calm, 1);
    return this.isRemembered(calm, calmFor) && !chatters ? this.#caution * needed : needed;
  }

  /** It would be an alarm, had there been no fleeting one. */
  comesAgain(calm: number): void {
    if (!this.#counted) this.#turns = this.#isSoon(calm, 1) ? this.#turns + 1 : 1;
    this.#counted = true;
  }

  /** An episode is over that was no alarm. */
  isOver(): void {
    this.#counted = false;
  }

  raised(calm: number, calmFor: number): void {
    if (!this.isRemembered(calm, calmFor)) this.#caution = 1;
    [this.#turns, this.#counted, this.#followed] = [0, false, 0];
  }

  /** One more anomalous record of an open alarm. */
  goesOn(): void {
    this.#followed++;
  }

  cleared(needed: number): void {
    const isFleeting = this.delays.confirm > 1 && this.#followed < this.#caution * needed;
    this.#caution = isFleeting ? Math.min(MOST_CAUTION, 2 * this.#caution) : 1;
  }

  #isSoon(calm: number, times: number): boolean {
    return calm <= CHATTERING * times * this.delays.release;
  }

  /** @param open whether the alarm is */
  snapshot(open: boolean): FleetingSnapshot {
    return {
      ...(this.#caution > 1 && { caution: this.#caution }),
      ...(this.#turns > 0 && { turns: this.#turns }),
      ...(this.#counted && { counted: true }),
      ...(open && { followed: this.#followed }),
    };
  }
}
