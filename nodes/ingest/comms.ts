import type { Comms } from '../../lib/record/record';

const KEPT = 64;
const RENEW = 16;
/** Filled anew for each median. */
const sorted = new Float64Array(KEPT);

export interface CommsSnapshot {
  readonly intervals: readonly number[];
  readonly source?: string;
  readonly sources: readonly string[];
  readonly revision?: number;
  readonly gapless: number;
}

/** More sources than this means that the topic is no sign of the sender. */
const MAX_SOURCES = 64;
/** Revisions in a row without a gap after which a gap is a loss. */
const GAPLESS = 20;

/**
 * What the messages of one asset show apart from their values: paper 1's communication logs. What happens between two
 * records is told by the next one.
 */
export class CommsMonitor {
  #ring: number[];
  #at = 0;
  #median = Number.NaN;
  readonly #sources: Set<string>;
  #revision: number | undefined;
  #gapless: number;
  #lost = 0;
  #newTags = 0;
  #strays = 0;

  constructor(from?: CommsSnapshot) {
    this.#ring = [...(from?.intervals ?? [])].slice(-KEPT);
    this.#at = this.#ring.length % KEPT;
    this.#sources = new Set(from?.sources);
    this.#revision = from?.revision;
    this.#gapless = from?.gapless ?? 0;
    this.#renew();
  }

  snapshot(): CommsSnapshot {
    const ordered = [...this.#ring.slice(this.#at), ...this.#ring.slice(0, this.#at)];
    return {
      intervals: this.#ring.length < KEPT ? this.#ring : ordered,
      sources: [...this.#sources],
      gapless: this.#gapless,
      ...(this.#revision === undefined ? {} : { revision: this.#revision }),
    };
  }

  /** The usual time between two messages, ms; NaN until it is known. */
  get median(): number {
    return this.#median;
  }

  /** A message that was late or came twice. */
  stray(): void {
    this.#strays++;
  }

  newTag(): void {
    this.#newTags++;
  }

  lost(messages: number): void {
    this.#lost += messages;
  }

  /** @returns how many changes are missing before this one, once the source has shown that it numbers without gaps */
  revision(revision: number): number {
    const step = this.#revision === undefined ? 1 : revision - this.#revision;
    this.#revision = revision;
    if (step <= 0) return 0;
    const missing = step - 1;
    if (missing === 0) {
      this.#gapless = Math.min(GAPLESS, this.#gapless + 1);
      return 0;
    }
    const reliable = this.#gapless >= GAPLESS;
    if (!reliable) this.#gapless = 0;
    this.#lost += reliable ? missing : 0;
    return reliable ? missing : 0;
  }

  /** @returns whether the source is unknown; while the schema is learned, sources are learned with it */
  source(source: string, learning: boolean): boolean {
    if (this.#sources.has(source)) return false;
    if (learning) {
      if (this.#sources.size <= MAX_SOURCES) this.#sources.add(source);
      return false;
    }
    return this.#sources.size <= MAX_SOURCES && this.#sources.size > 0;
  }

  /**
   * What the next record says.
   * @param interval ms since the record before, undefined on the first
   */
  take(interval: number | undefined): Comms {
    const comms: Comms = {};
    if (interval !== undefined) {
      comms.interval = interval;
      if (this.#median > 0) {
        comms.jitter = Math.abs(interval - this.#median);
        const missed = Math.round(interval / this.#median) - 1;
        comms.gap = missed > 0 && interval > 1.5 * this.#median ? missed : 0;
      }
      this.#learn(interval);
    }
    if (this.#lost > 0) comms.sequenceGap = this.#lost;
    if (this.#newTags > 0) comms.newTags = this.#newTags;
    if (this.#strays > 0) comms.strays = this.#strays;
    this.#lost = 0;
    this.#newTags = 0;
    this.#strays = 0;
    return comms;
  }

  #learn(interval: number): void {
    if (interval <= 0) return;
    this.#ring[this.#at] = interval;
    this.#at = (this.#at + 1) % KEPT;
    if (this.#ring.length < RENEW || this.#at % RENEW === 0) this.#renew();
  }

  #renew(): void {
    const { length } = this.#ring;
    if (length === 0) return;
    for (let i = 0; i < length; i++) sorted[i] = this.#ring[i]!;
    this.#median = sorted.subarray(0, length).sort()[length >> 1]!;
  }
}
