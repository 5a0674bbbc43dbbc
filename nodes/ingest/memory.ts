import { KNOWN, PATIENCE, Pace, usualGap } from './pace';
import type { Schema } from './schema';
import { BAD, GOOD, STALE, type Update } from './update';

/** Tag, value, time, quality, pace, gaps, share. */
type MemoryRow = readonly [string, number, number, number, number, number, number];

export interface MemorySnapshot {
  readonly rows: readonly MemoryRow[];
  readonly mode?: string;
  /** Longest usual time between two changes of what the source says of any tag, ms; absent until it is known. */
  readonly changes?: number;
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
  /** The longest gap so far, ms; only while the pace is not known. */
  #longest = new Float64Array(0);
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
  /** When the source said last that anything had changed: in its own words, and on the asset's clock. */
  #changed = Number.NaN;
  #changedAt = Number.NaN;
  #changes = new Pace(0, PATIENCE);

  grow(schema: Schema): void {
    const before = this.value.length;
    const { length } = schema.tags;
    if (length === before) return;
    this.value = grown(this.value, new Float64Array(length).fill(Number.NaN));
    this.time = grown(this.time, new Float64Array(length).fill(-Infinity));
    this.quality = grown(this.quality, new Uint8Array(length).fill(STALE));
    this.pace = grown(this.pace, new Float64Array(length));
    this.#longest = grown(this.#longest, new Float64Array(length));
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
    const { known, usual } = this.#changes;
    return { rows, ...(this.mode === undefined ? {} : { mode: this.mode }), ...(known && { changes: usual }) };
  }

  /** Takes over what was saved; tags that the schema does not have any more are left out. */
  restore({ rows, mode, changes = 0 }: MemorySnapshot, { position }: Schema): void {
    for (const [tag, value, time, quality, pace, gaps, share] of rows) {
      const i = position.get(tag);
      if (i === undefined) continue;
      this.value[i] = value;
      this.time[i] = time;
      this.quality[i] = quality;
      this.pace[i] = pace;
      this.#longest[i] = pace;
      this.gaps[i] = gaps;
      this.share[i] = share;
    }
    this.mode = mode;
    this.#changes = new Pace(changes, PATIENCE);
  }

  /** Takes in what is newer than what is known. @param now what the asset's clock has reached: a message's own time may lie behind it */
  take(update: Update, now: number): void {
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
      if (gap > 0 && gap < Infinity) {
        const gaps = this.gaps[i]!;
        this.pace[i] = usualGap(this.pace[i]!, this.#longest[i]!, gaps, gap, PATIENCE);
        if (gaps < KNOWN) this.#longest[i] = Math.max(this.#longest[i]!, gap);
        if (gaps < 255) this.gaps[i] = gaps + 1;
      }
      this.value[i] = number;
      this.time[i] = time;
      if (quality === GOOD) good++;
    }
    this.#change(update.changed ?? update.time, now);
    if (update.mode !== undefined) this.mode = update.mode;
    this.fullAndGood = good === this.value.length && positions.length === good;
    this.#count();
  }

  #change(changed: number, now: number): void {
    if (changed === this.#changed) return;
    const gap = now - this.#changedAt;
    if (gap > 0) this.#changes.learn(gap);
    this.#changed = changed;
    this.#changedAt = now;
  }

  /** The source answers, but has said for much longer than usual that nothing of the asset has changed: what it reads from is gone. */
  frozen(now: number): boolean {
    return this.#changes.known && now - this.#changedAt > PATIENCE * this.#changes.usual;
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
    this.#changedAt = Number.NaN;
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

function grown<T extends Float64Array | Float32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
