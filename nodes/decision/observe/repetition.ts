import { decodeSingles, encodeSingles } from '../../../lib/encoding/numbers-text';
import type { Channels } from './channels';
import type { Recent } from './recent';
import type { Reference } from './reference';

/** Sensors that read the same as in the row before in a larger part of the rows say nothing by doing so once more. */
const RESTLESS = 0.5;
/** So many of the others must be there, and this part of them must have moved: a plant that rests reads the same again and again. */
const FEWEST = 2;
const MOVED = 0.5;
/**
 * More marks one after the other that stood as long ago are no chance, beyond twice as many as there were when all was well: of marks of 16 bits
 * two are so by themselves once in a hundred million.
 */
const LEAST = 1;
/** More are not counted. */
const MOST = 8;
/**
 * Whose past comes again in the first rows is a recording that is played in a loop, and it is usual for good; later on what is over without an
 * alarm is.
 */
const FIRST = 1000;

/** One row in so many is marked, and so many marks are kept: those of 256 rows, and of 3,072. */
const KINDS = [
  { every: 16, kept: 16 },
  { every: 64, kept: 48 },
] as const;
const ALL = KINDS.reduce((sum, { kept }) => sum + kept, 0);
/** After so many missed rows, or where time goes back, another recording begins: the past of the one before is none of it. */
const BREAK = 1000;
/** Rows are counted up to here, and begin anew. */
const TURN = 1 << 16;

/** To see the bits of a number. */
const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/**
 * Whether the sensors read exactly what they read some time ago, row by row: the past is sent once more. Of all rows only some are kept, and of
 * each a mark of 16 bits: those whose values themselves say so, and so are the same ones when the past comes again.
 */
export class Repetition {
  /** Channels of the sensors' values. */
  readonly #sensors: readonly number[];
  /** Mark and number of a row in one, in a ring for each of the kinds. */
  readonly #rings = new Uint32Array(ALL);
  readonly #next = KINDS.map(() => 0);
  /** By kind: marks that have come again one after the other, and how many rows before they were. */
  readonly #again = KINDS.map(() => 0);
  readonly #ago = KINDS.map(() => 0);
  #row = 0;
  /** Source time of the last row, and from the one before to it, ms; 0 where they are not known. */
  #time = 0;
  #interval = 0;
  /** What the row before comes to. */
  #before = 0;
  /** Rows learned from, the most marks that came again in them, and those that just come again. */
  #learned = 0;
  #most = 0;
  #present = 0;

  constructor(
    { tags, list }: Channels,
    private readonly reference: Reference,
  ) {
    this.#sensors = tags
      .filter(({ role, value }) => role === 'sensor' && list[value]!.source === 'value')
      .map(({ value }) => value);
  }

  /** Takes in the newest row. @param recent of two rows at least @param time of the source, ms */
  step(recent: Recent, time: number): void {
    const interval = time - this.#time;
    if (this.#interval > 0 && (interval < 0 || interval > BREAK * this.#interval)) this.#forget();
    this.#interval = this.#time > 0 && interval > 0 ? interval : 0;
    this.#time = time;
    const { data, columns } = recent;
    const [now, before] = [recent.offset(0), recent.offset(1)];
    const { reference } = this;
    let [hash, restless, moved] = [0, 0, 0];
    for (let k = 0; k < this.#sensors.length; k++) {
      const channel = this.#sensors[k]!;
      if (!reference.knows(channel) || reference.flatShare(channel) > RESTLESS) continue;
      const column = columns[channel]!;
      single[0] = data[now + column]!;
      hash = mixed(hash, bits[0]!);
      restless++;
      if (data[now + column] !== data[before + column]) moved++;
    }
    this.#row = (this.#row + 1) % TURN;
    const both = mixed(hash, this.#before);
    this.#before = hash;
    if (restless < FEWEST || moved < MOVED * restless) return;
    let from = 0;
    for (let kind = 0; kind < KINDS.length; kind++) {
      const { every, kept } = KINDS[kind]!;
      if (both % every === 0) this.#mark(kind, from, kept, both >>> 16);
      from += kept;
    }
  }

  #forget(): void {
    this.#rings.fill(0);
    this.#again.fill(0);
    this.#present = 0;
  }

  #mark(kind: number, from: number, kept: number, mark: number): void {
    const ago = this.#agoOf(from, kept, mark, this.#again[kind]! > 0 ? this.#ago[kind]! : 0);
    this.#again[kind] = ago === 0 ? 0 : ago === this.#ago[kind] ? Math.min(MOST, this.#again[kind]! + 1) : 1;
    this.#ago[kind] = ago;
    const next = this.#next[kind]!;
    this.#rings[from + next] = ((mark << 16) | this.#row) >>> 0;
    this.#next[kind] = (next + 1) % kept;
  }

  /** How many rows ago a mark stood, 0 where it did not. @param wanted preferred where it stood then */
  #agoOf(from: number, kept: number, mark: number, wanted: number): number {
    let found = 0;
    for (let at = from; at < from + kept; at++) {
      const one = this.#rings[at]!;
      if (one === 0 || one >>> 16 !== mark) continue;
      const ago = (this.#row - (one & (TURN - 1)) + TURN) % TURN;
      if (ago === wanted) return ago;
      found = ago;
    }
    return found;
  }

  /** The newest row is usual. */
  learn(): void {
    this.#learned++;
    const again = Math.max(...this.#again);
    if (this.#learned <= FIRST && again > LEAST) this.#most = MOST;
    this.#present = Math.max(this.#present, again);
    if (again > 0 && this.#learned > FIRST) return;
    this.#most = Math.max(this.#most, this.#present);
    this.#present = 0;
  }

  /** Something is wrong: what has just been seen does not count. */
  distrust(): void {
    this.#present = 0;
  }

  /** Rows before which all has been as it is now, for too long; undefined where it has not. */
  get ago(): number | undefined {
    if (this.#learned < FIRST) return undefined;
    const kind = this.#again.findIndex((again) => again > LEAST + 2 * this.#most);
    return kind < 0 ? undefined : this.#ago[kind];
  }

  snapshot(): RepetitionSnapshot {
    return {
      marks: encodeSingles(new Float32Array(this.#rings.buffer)),
      next: [...this.#next],
      again: [...this.#again],
      ago: [...this.#ago],
      row: this.#row,
      time: this.#time,
      interval: this.#interval,
      before: this.#before,
      learned: [this.#learned, this.#most, this.#present],
    };
  }

  restore({ marks, next, again, ago, row, time, interval, before, learned }: RepetitionSnapshot): void {
    const kept = new Uint32Array(decodeSingles(marks).buffer);
    if (kept.length !== ALL) return;
    this.#rings.set(kept);
    KINDS.forEach((_, kind) => {
      this.#next[kind] = next[kind]!;
      this.#again[kind] = again[kind]!;
      this.#ago[kind] = ago[kind]!;
    });
    this.#row = row;
    [this.#time, this.#interval] = [time, interval];
    this.#before = before;
    [this.#learned, this.#most, this.#present] = learned;
  }
}

/** Plain JSON. */
export interface RepetitionSnapshot {
  readonly marks: string;
  readonly next: readonly number[];
  readonly again: readonly number[];
  readonly ago: readonly number[];
  readonly row: number;
  readonly time: number;
  readonly interval: number;
  readonly before: number;
  readonly learned: readonly [rows: number, most: number, present: number];
}

/** Of two numbers one whose bits hang on all of theirs (the finalizer of MurmurHash3). */
function mixed(a: number, b: number): number {
  let x = Math.imul(a ^ b, 0x9e3779b1) + b;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
