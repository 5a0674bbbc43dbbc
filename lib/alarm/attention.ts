import type { AlarmState } from './states';

/** Who has acknowledged an alarm, and when by the clock that the alarm goes by, ms since the epoch. */
export interface Acknowledged {
  readonly by?: string;
  readonly at: number;
}

/** Who has put an alarm aside, and why. */
export interface Aside {
  readonly by?: string;
  /** By the clock that the alarm goes by, ms since the epoch. */
  readonly at: number;
  readonly note?: string;
}

/** As plain JSON; what is absent is not so, or was not known to an older version. */
export interface AttentionSnapshot {
  readonly acknowledged: boolean;
  readonly acknowledgedBy?: Acknowledged;
  readonly shelvedUntil: number;
  readonly once?: boolean;
  readonly latched?: boolean;
  readonly outOfService?: boolean;
  /** Of what holds: out of service before the shelf. */
  readonly aside?: Aside;
  /** Of a shelf, while it is also out of service. Absent in what older versions kept. */
  readonly shelf?: Aside;
  readonly suppressed?: string;
}

/**
 * What people, and the design of the plant, make of an alarm after ISA-18.2 / IEC 62682, whatever its records are: acknowledged, shelved
 * for a time or until it clears, out of service until somebody ends that, suppressed by design while the plant is in a state in which it
 * says nothing, and latched: over, and kept until somebody resets it.
 */
export class Attention {
  /** An alarm that is over stays until it is unlatched. */
  latches = false;
  #acknowledged: boolean;
  #acknowledgedBy: Acknowledged | undefined;
  #latched: boolean;
  /** By the clock that the alarm goes by; 0: not shelved. */
  #shelvedUntil: number;
  /** The shelf ends with the alarm, if that is before its time. */
  #once: boolean;
  #outOfService: boolean;
  /** Who has shelved it, and who has taken it out of service. */
  #shelf: Aside | undefined;
  #out: Aside | undefined;
  /** Why it is suppressed by design. */
  #suppressed: string | undefined;

  constructor(from: AttentionSnapshot = { acknowledged: true, shelvedUntil: 0 }) {
    if (typeof from.acknowledged !== 'boolean' || !Number.isFinite(from.shelvedUntil))
      throw new Error('the alarm is not whole');
    this.#acknowledged = from.acknowledged;
    this.#acknowledgedBy = from.acknowledgedBy;
    this.#latched = from.latched === true;
    this.#shelvedUntil = from.shelvedUntil;
    this.#once = from.once === true;
    this.#outOfService = from.outOfService === true;
    this.#shelf = this.#outOfService ? from.shelf : from.aside;
    this.#out = this.#outOfService ? from.aside : undefined;
    this.#suppressed = from.suppressed;
  }

  /** The most lasting of what puts it aside goes first. */
  state(active: boolean): AlarmState {
    if (this.#outOfService) return 'out of service';
    if (this.#suppressed !== undefined) return 'suppressed by design';
    if (this.#shelvedUntil > 0) return 'shelved';
    if (active) return this.#acknowledged ? 'acknowledged' : 'unacknowledged';
    return this.over;
  }

  get isAside(): boolean {
    return this.#outOfService || this.#suppressed !== undefined || this.#shelvedUntil > 0;
  }

  /** Put aside for a time or a state of the plant, not until further notice. */
  get isHushed(): boolean {
    return this.isAside && !this.#outOfService;
  }

  get outOfService(): boolean {
    return this.#outOfService;
  }

  get shelvedUntil(): number {
    return this.#shelvedUntil;
  }

  /** What is still to be done about an alarm that is over. */
  get over(): AlarmState {
    if (this.#latched) return this.#acknowledged ? 'latched acknowledged' : 'latched unacknowledged';
    return this.#acknowledged ? 'normal' : 'returned unacknowledged';
  }

  /** By a person; undefined where nobody has. */
  get acknowledgedBy(): Acknowledged | undefined {
    return this.#acknowledgedBy;
  }

  /** An alarm begins. */
  raised(): void {
    this.#acknowledged = false;
    this.#acknowledgedBy = undefined;
    this.#latched = false;
  }

  /** It is over, and a shelf for this once with it. What nobody was bothered with nobody has to acknowledge. */
  cleared(): void {
    if (this.isAside) this.#acknowledged = true;
    else this.#latched = this.latches;
    if (this.#once) this.unshelve();
  }

  /** The first who does so is who has. */
  acknowledge(who: Acknowledged): void {
    if (this.#acknowledged) return;
    this.#acknowledged = true;
    this.#acknowledgedBy = who;
  }

  /** @returns false when it was not latched */
  unlatch(): boolean {
    const was = this.#latched;
    this.#latched = false;
    return was;
  }

  /**
   * @param until a time of the clock that the alarm goes by
   * @param once it ends with the alarm, if that is before
   */
  shelve(until: number, once = false, aside?: Aside): void {
    this.#shelvedUntil = until;
    this.#once = once;
    this.#shelf = aside;
  }

  /** @returns false when it was not shelved */
  unshelve(): boolean {
    const was = this.#shelvedUntil > 0;
    this.#shelvedUntil = 0;
    this.#once = false;
    this.#shelf = undefined;
    return was;
  }

  /** Ends a shelf whose time is over. @returns whether it did */
  expire(now: number): boolean {
    return this.#shelvedUntil > 0 && now >= this.#shelvedUntil && this.unshelve();
  }

  /** The clock of a recording was set back: the shelf lasts as long as it had to. */
  setBack(from: number, to: number): void {
    if (this.#shelvedUntil > 0) this.#shelvedUntil = Math.max(to, this.#shelvedUntil - (from - to));
  }

  takeOut(aside: Aside): void {
    this.#outOfService = true;
    this.#out = aside;
  }

  /** @returns false when it was in service */
  putBack(): boolean {
    const was = this.#outOfService;
    this.#outOfService = false;
    this.#out = undefined;
    return was;
  }

  /** @param why undefined: not, or not any more @returns whether that is news */
  suppress(why: string | undefined): boolean {
    const was = this.#suppressed;
    this.#suppressed = why;
    return (was === undefined) !== (why === undefined);
  }

  get #aside(): Aside | undefined {
    return this.#outOfService ? this.#out : this.#shelf;
  }

  /** What a person is told beside the state. */
  report(): Readonly<Record<string, unknown>> {
    return {
      ...(this.#shelvedUntil > 0 && { shelvedUntil: this.#shelvedUntil }),
      ...(this.#once && { once: true }),
      ...(this.#aside && { aside: this.#aside }),
      ...(this.#suppressed !== undefined && { suppressed: this.#suppressed }),
    };
  }

  snapshot(): AttentionSnapshot {
    return {
      acknowledged: this.#acknowledged,
      ...(this.#acknowledgedBy && { acknowledgedBy: this.#acknowledgedBy }),
      shelvedUntil: this.#shelvedUntil,
      ...(this.#once && { once: true }),
      ...(this.#latched && { latched: true }),
      ...(this.#outOfService && { outOfService: true }),
      ...(this.#aside && { aside: this.#aside }),
      ...(this.#outOfService && this.#shelf && { shelf: this.#shelf }),
      ...(this.#suppressed !== undefined && { suppressed: this.#suppressed }),
    };
  }
}
