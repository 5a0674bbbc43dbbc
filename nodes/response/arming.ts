/** As plain JSON. */
export interface ArmingSnapshot {
  readonly armed: boolean;
  /** Absent where it is armed until somebody disarms it. */
  readonly armedUntil?: number;
}

/** Whether commands leave or are only shown, and until when. Times are those of the clock on the wall. */
export class Arming {
  #armed: boolean;
  #until: number | undefined;

  constructor(from: ArmingSnapshot | undefined) {
    this.#armed = from?.armed === true;
    this.#until = this.#armed ? from?.armedUntil : undefined;
  }

  get armed(): boolean {
    return this.#armed;
  }

  /** @param until when it ends by itself; undefined: only by order */
  arm(until: number | undefined): void {
    this.#armed = true;
    this.#until = until;
  }

  disarm(): void {
    this.#armed = false;
    this.#until = undefined;
  }

  /** Ends it when its time is over. @returns whether that was so just now */
  ends(now: number): boolean {
    if (this.#until === undefined || now < this.#until) return false;
    this.disarm();
    return true;
  }

  /** Also for the answer to an order. */
  snapshot(): ArmingSnapshot {
    return { armed: this.#armed, ...(this.#until !== undefined && { armedUntil: this.#until }) };
  }
}
