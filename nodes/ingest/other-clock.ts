/** Messages in a row on another clock, with none on the asset's own, after which that clock counts as set. */
export const CARRIES = 10;
/** A message on the asset's own clock takes back so many on another one: what carries most of the stream is followed. */
const OWN_WEIGHS = 3;
/** Times that rise so many times as fast as they arrive are what was stored: a clock goes at the pace of the wall. */
const FASTER = 2;

/** Messages on another clock than the asset's, in the order in which they came. */
export class OtherClock {
  #time = -Infinity;
  #rising = 0;
  /** Where those that are counted began: source time and arrival. */
  #from = 0;
  #since = 0;
  /** Each older than the one before. */
  falling = 0;

  /**
   * Takes note of a message.
   * @param slack ms by which it may be early; undefined where the source's clock does not go with the one on the wall
   * @returns whether there are enough now, each newer than the one before, to follow them
   */
  carries(time: number, arrival: number, slack: number | undefined): boolean {
    this.falling = time < this.#time ? this.falling + 1 : 0;
    if (time < this.#time || this.#rising === 0) this.#begin(time, arrival);
    else this.#rising++;
    this.#time = time;
    if (this.#rising < CARRIES) return false;
    if (slack === undefined || time - this.#from <= FASTER * Math.abs(arrival - this.#since) + slack) return true;
    // A clock may go on behind what was stored.
    this.#begin(time, arrival);
    return false;
  }

  /** A message came on the asset's own clock. */
  yield(): void {
    this.#rising = Math.max(0, this.#rising - OWN_WEIGHS);
    this.falling = 0;
  }

  end(): void {
    this.#time = -Infinity;
    this.#rising = 0;
    this.falling = 0;
  }

  #begin(time: number, arrival: number): void {
    this.#rising = 1;
    this.#from = time;
    this.#since = arrival;
  }
}
