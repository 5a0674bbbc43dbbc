import type { Masked, TwinRecord } from '../../lib/record/record';

/** So many missed messages are a pause of the source: what comes after them is a start. */
const PAUSE = 20;

/** Settling time as plain JSON. */
export interface SettlingSnapshot {
  /** The last mode. */
  readonly mode?: string;
  /** The mask that was last in force, and its beginning. */
  readonly from?: number;
  readonly why?: string;
}

/**
 * The time after a start or a change of the operating mode in which a plant settles and nothing alarms. By source time, and never
 * longer than set: another change meanwhile does not make it longer, and after it the plant is watched for as long before the next
 * one begins. Who can switch modes must not be able to keep the guard quiet.
 */
export class Settling {
  /** ms; 0 = none */
  #length: number;
  #mode: string | undefined;
  #from = Number.NEGATIVE_INFINITY;
  #masked: Masked | undefined;
  #blind = false;

  /** @param changed told when there is something to save: a restart must not take a mode that is known for a new one */
  constructor(
    length: number,
    private readonly changed: () => void,
    from: SettlingSnapshot = {},
  ) {
    this.#length = length;
    this.#mode = from.mode;
    this.#from = from.from ?? this.#from;
    if (length > 0 && from.why !== undefined) this.#masked = this.#mask(from.why);
  }

  /** ms; what is masked now ends when that is over, or at once. */
  set length(length: number) {
    this.#length = length;
    if (this.#masked !== undefined) this.#masked = length > 0 ? this.#mask(this.#masked.why) : undefined;
  }

  /** The mask in force. */
  get masked(): Masked | undefined {
    return this.#masked;
  }

  /** Takes in a live record. @returns the mask that is over with it */
  follow({ time, mode, comms }: TwinRecord): Masked | undefined {
    if (this.#length === 0) return undefined;
    const passed = time - this.#from;
    // A clock that was set back ends it, too.
    const over = this.#masked !== undefined && !(passed >= 0 && passed < this.#length) ? this.#masked : undefined;
    if (over !== undefined) this.#masked = undefined;
    const changed = mode !== undefined && this.#mode !== undefined && mode !== this.#mode;
    if (mode !== undefined && mode !== this.#mode) {
      this.#mode = mode;
      this.changed();
    }
    const sees = this.#blind && comms?.blind === undefined;
    this.#blind = comms?.blind !== undefined;
    const starts = comms?.gap !== undefined && comms.gap >= PAUSE;
    if ((changed || sees || starts) && !(passed >= 0 && passed < 2 * this.#length)) {
      this.#from = time;
      this.changed();
      this.#masked = this.#mask(
        changed
          ? `the mode has changed to ${mode}`
          : starts
            ? 'records are back after a pause'
            : 'the guard sees again',
      );
    }
    return over;
  }

  snapshot(): SettlingSnapshot | undefined {
    if (this.#length === 0) return undefined;
    return {
      ...(this.#mode !== undefined && { mode: this.#mode }),
      ...(Number.isFinite(this.#from) && { from: this.#from }),
      ...(this.#masked && { why: this.#masked.why }),
    };
  }

  #mask(why: string): Masked {
    return Object.freeze({ why, until: this.#from + this.#length });
  }
}
