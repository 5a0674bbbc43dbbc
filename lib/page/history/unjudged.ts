import type { TwinRecord } from '../../record/record';

/** Time that was not judged, as it is told. */
export type Tell = (from: number, to: number, why: string) => void;

/** A return for a shorter time ends no span, ms of source time. */
const PAUSE = 10_000;
/** An open span is told anew after so long, ms of source time. */
const AGAIN = 60_000;

/** Finds the time in which nobody judged an asset's records, or in which they could raise no alarm, with the reason. */
export class Unjudged {
  readonly #tell: Tell;
  #why: string | undefined;
  #from = 0;
  #to = 0;
  #told = 0;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  step(record: TwinRecord): void {
    const why = reason(record);
    const { time } = record;
    if (
      this.#why !== undefined &&
      (why !== undefined ? why !== this.#why : time - this.#to > PAUSE || time < this.#to)
    ) {
      this.#tell(this.#from, this.#to, this.#why);
      this.#why = undefined;
    }
    if (why === undefined) return;
    if (this.#why === undefined) {
      this.#why = why;
      this.#from = time;
      this.#told = time;
      this.#tell(time, time, why);
    }
    this.#to = Math.max(time, this.#to, this.#from);
    if (this.#to - this.#told < AGAIN) return;
    this.#told = this.#to;
    this.#tell(this.#from, this.#to, why);
  }

  /** Tells an open span as far as it has come. */
  finish(): void {
    if (this.#why !== undefined) this.#tell(this.#from, this.#to, this.#why);
  }
}

function reason({ comms, masked, verdict }: TwinRecord): string | undefined {
  if (comms?.notice === true || (comms?.blind !== undefined && verdict === 'fault')) {
    return `blind: ${(comms.blind?.why ?? 'silent').replaceAll('-', ' ')}`;
  }
  if (masked !== undefined) return masked.why;
  if (verdict === 'fault') return 'fault: nobody could judge these records';
  return verdict === 'learning' ? 'learning' : undefined;
}
