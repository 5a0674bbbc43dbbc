import type { Schema } from './schema';
import { BAD, GOOD, STALE, type Update } from './update';

/** A value may be this many times as old as the longest usual time between two of them. */
export const PATIENCE = 5;
/** Gaps after which a tag's pace is known. */
export const KNOWN = 8;

/** Tag, value, time, quality, pace, gaps, share. */
type MemoryRow = readonly [string, number, number, number, number, number, number];

export interface MemorySnapshot {
  readonly rows: readonly MemoryRow[];
  readonly mode?: string;
}

/** What the tags of one asset last said, by position in its schema: columns that grow with it. */
export class TagMemory {
  /** The last usable value; NaN before the first. */
  value = new Float64Array(0);
  /** Source time of the last usable value; -Infinity before the first. */
  time = new Float64Array(0);
  /** Quality of what was said last: BAD when it brought no usable value. */
  quality = new Uint8Array(0);
  /** Longest time between two values lately, ms: what is usual for this tag; 0 until it is known. */
  pace = new Float64Array(0);
  /** How many gaps the pace was learned from; stops at 255. */
  gaps = new Uint8Array(0);
  /** Share of the asset's messages that bring this tag, lately. */
  share = new Float32Array(0);
  /** Message count at which the tag was last part of a message. */
  seenAt = new Float64Array(0);
  mode: string | undefined;
  messages = 0;
  /** The last message brought a good value for every tag. */
  fullAndGood = false;

  grow(schema: Schema): void {
    const before = this.value.length;
    const { length } = schema.tags;
    if (length === before) return;
    this.value = grown(this.value, new Float64Array(length).fill(Number.NaN));
    this.time = grown(this.time, new Float64Array(length).fill(-Infinity));
    this.quality = grown(this.quality, new Uint8Array(length).fill(STALE));
    this.pace = grown(this.pace, new Float64Array(length));
    this.gaps = grown(this.gaps, new Uint8Array(length));
    this.share = grown(this.share, new Float32Array(length).fill(FIRST_SHARE));
    this.seenAt = grown(this.seenAt, new Float64Array(length).fill(-1));
  }

  snapshot({ tags }: Schema): MemorySnapshot {
    const rows: MemoryRow[] = [];
    for (let i = 0; i < tags.length; i++) {
      const { value, time, quality, pace, gaps, share } = this;
      if (Number.isNaN(value[i]!)) continue;
      rows.push([tags[i]!.name, value[i]!, time[i]!, quality[i]!, pace[i]!, gaps[i]!, share[i]!]);
    }
    return { rows, ...(this.mode === undefined ? {} : { mode: this.mode }) };
  }

  /** Takes over what was saved; tags that the schema does not have any more are left out. */
  restore({ rows, mode }: MemorySnapshot, { position }: Schema): void {
    for (const [tag, value, time, quality, pace, gaps, share] of rows) {
      const i = position.get(tag);
      if (i === undefined) continue;
      this.value[i] = value;
      this.time[i] = time;
      this.quality[i] = quality;
      this.pace[i] = pace;
      this.gaps[i] = gaps;
      this.share[i] = share;
    }
    this.mode = mode;
  }

  /** Takes in what is newer than what is known. */
  take(update: Update): void {
    const { positions, numbers, qualities, times } = update;
    this.messages++;
    let good = 0;
    for (let k = 0; k < positions.length; k++) {
      const i = positions[k]!;
      const time = times === undefined ? update.time : times[k]!;
      const before = this.time[i]!;
      if (time < before) continue;
      this.seenAt[i] = this.messages;
      const number = numbers[k]!;
      const quality = qualities[k]!;
      this.quality[i] = quality;
      if (quality >= BAD || Number.isNaN(number)) continue;
      const gap = time - before;
      // Forgets slowly, so that one long pause does not hide later ones for good.
      if (gap > 0 && gap < Infinity) {
        const pace = this.pace[i]!;
        // After a gap in which the value had become stale (an outage, a restart) the pace is hardly another one.
        const outage = this.gaps[i]! >= KNOWN && gap > PATIENCE * pace;
        this.pace[i] = outage ? 2 * pace : Math.max(gap, pace * FADING);
        if (this.gaps[i]! < 255) this.gaps[i]!++;
      }
      this.value[i] = number;
      this.time[i] = time;
      if (quality === GOOD) good++;
    }
    if (update.mode !== undefined) this.mode = update.mode;
    this.fullAndGood = good === this.value.length && positions.length === good;
    this.#count();
  }

  /** A tag has never had a value. */
  get waits(): boolean {
    return this.time.includes(-Infinity);
  }

  /** Each message is expected to bring a tag that nearly all others brought. */
  expected(i: number): boolean {
    return this.share[i]! > EXPECTED;
  }

  /** All tags are as if they had just been said at this time: after a source's clock was set back. */
  restart(time: number): void {
    for (let i = 0; i < this.time.length; i++) if (this.time[i]! > time) this.time[i] = time;
  }

  /** The source says that the asset is gone. */
  allStale(): void {
    for (let i = 0; i < this.quality.length; i++) if (this.quality[i] === GOOD) this.quality[i] = STALE;
  }

  #count(): void {
    const { share, seenAt, messages } = this;
    for (let i = 0; i < share.length; i++) share[i]! += LEARNING * ((seenAt[i] === messages ? 1 : 0) - share[i]!);
  }
}

const FIRST_SHARE = 0.5;
const LEARNING = 0.05;
const EXPECTED = 0.9;
const FADING = 0.99;

function grown<T extends Float64Array | Float32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
