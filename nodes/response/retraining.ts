import { isAside } from '../../lib/alarm/states';
import type { ResponseConfig } from './config';
import type { Situation } from './situation';

export interface RetrainingSnapshot {
  /** When it was asked last, by the clock on the wall. */
  readonly asked?: number;
  /** The alarm for which it was asked, or said why not. */
  readonly answered?: number;
  /** The alarm that looked like an attack at some time. */
  readonly tainted?: number;
  /** The alarm that looked like a broken sensor at some time. */
  readonly faulty?: number;
  /** The alarm that was something else than a drift, and the source time until which it was. */
  readonly other?: Other;
}

interface Other {
  readonly alarm: number;
  readonly until: number;
}

/**
 * Asks for a new model when the process has drifted, and only then: learning during an attack would learn the attack, and what a
 * broken sensor reads is no state of the plant, neither while it is broken nor on its way back.
 */
export class Retraining {
  #asked: number | undefined;
  #answered: number | undefined;
  #tainted: number | undefined;
  #faulty: number | undefined;
  #other: Other | undefined;

  constructor(
    private readonly config: ResponseConfig,
    from?: RetrainingSnapshot,
  ) {
    this.#asked = from?.asked;
    this.#answered = from?.answered;
    this.#tainted = from?.tainted;
    this.#faulty = from?.faulty;
    this.#other = from?.other;
  }

  /**
   * @param time source time: how long the drift has lasted describes the plant
   * @param now on the wall: how often may be asked
   * @param allowed whether a policy lets it be asked at all
   * @returns 'ask', or why not; undefined when there is nothing new to say
   */
  answer(
    { kind, since, alarm }: Situation,
    time: number,
    now: number,
    allowed: boolean,
  ): 'ask' | { why: string } | undefined {
    if (kind === 'cyber-attack') this.#tainted = since;
    if (kind === 'sensor-fault') this.#faulty = since;
    // The time for which it was something else is no time of a drift.
    if (kind !== 'data-drift') this.#other = { alarm: since, until: time };
    const began = this.#other?.alarm === since ? this.#other.until : since;
    if (!allowed || !this.config.retrain || kind !== 'data-drift' || isAside(alarm)) return undefined;
    if (this.#answered === since || time - began < this.config.retrainDelay * 1000) return undefined;
    this.#answered = since;
    if (this.#tainted === since) return { why: 'the same alarm looked like an attack before' };
    if (this.#faulty === since) {
      return { why: 'the same alarm looked like a sensor fault before; if it is the new normal, order accept' };
    }
    const interval = this.config.retrainInterval * 60_000;
    if (this.#asked !== undefined && Math.abs(now - this.#asked) < interval) {
      return { why: `it was asked for less than ${this.config.retrainInterval} minutes before` };
    }
    this.#asked = now;
    return 'ask';
  }

  /** The alarm is over: one with the same beginning, of a recording that is played again, is another one. */
  over(): void {
    this.#answered = undefined;
    this.#tainted = undefined;
    this.#faulty = undefined;
    this.#other = undefined;
  }

  snapshot(): RetrainingSnapshot {
    return {
      ...(this.#asked !== undefined && { asked: this.#asked }),
      ...(this.#answered !== undefined && { answered: this.#answered }),
      ...(this.#tainted !== undefined && { tainted: this.#tainted }),
      ...(this.#faulty !== undefined && { faulty: this.#faulty }),
      ...(this.#other !== undefined && { other: this.#other }),
    };
  }
}
