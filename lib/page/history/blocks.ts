import { isUnseen } from '../../alarm/distance';
import type { TwinRecord } from '../../record/record';
import { copyInOrder } from '../in-order';
import { type Column, FLAG, HEAD, type ToThread } from './messages';

/** How fine is handed over, by how far the thread is behind: everything, or tags by the second, minute or hour. */
export const LEVELS = [0, 1000, 60_000, 3_600_000] as const;
export type Level = 0 | 1 | 2 | 3;

/** Columns that every record has. */
const OWN: readonly Column[] = [
  { what: 'score', tag: '' },
  { what: 'limit', tag: '' },
  { what: 'rarity', tag: '' },
];
/** Rows of a block at most. */
const MOST_ROWS = 4096;
const FIRST_ROWS = 4;
/** Tags of a key at most; what an asset has more is not kept. */
const MOST_TAGS = 10_000;
/** Numbers of a cell: lowest, highest, sum, count. */
const PARTS = 4;

export type Post = (message: ToThread, transfer?: ArrayBuffer) => void;

/** Copies the numbers of one key's records into blocks and hands them over. */
export class Blocks {
  readonly #key: string;
  readonly #post: Post;
  readonly #newId: () => number;
  readonly #values = new Set<string>();
  readonly #expected = new Set<string>();
  readonly #shares = new Set<string>();
  #names: readonly (readonly string[])[] = [[], [], []];
  /** Numbers of the columns: with all tags, and with OWN only. */
  #all = 0;
  #own = 0;
  #width = 0;
  #level: Level = 0;
  #data = new Float64Array(0);
  #rows = 0;
  #usual = FIRST_ROWS;
  #cells: Float64Array | undefined;
  #cellsAt = 0;
  #features: readonly string[] | undefined;

  constructor(key: string, post: Post, newId: () => number) {
    this.#key = key;
    this.#post = post;
    this.#newId = newId;
  }

  take(record: TwinRecord, flags: number, level: Level): void {
    if (level !== this.#level) this.#change(level);
    if (this.#all === 0 || record.features !== this.#features || this.#rows === 0) this.#meet(record);
    if (level < 3) this.#copy(record, flags);
    if (level > 0) this.#add(record);
  }

  /** Hands over the rows so far. */
  flush(): void {
    if (this.#rows === 0) return;
    const data = this.#data;
    const columns = this.#level === 0 ? this.#all : this.#own;
    this.#post({ kind: 'rows', columns, rows: this.#rows, data }, data.buffer as ArrayBuffer);
    this.#usual = Math.max(FIRST_ROWS, this.#rows);
    this.#rows = 0;
    this.#data = new Float64Array(0);
  }

  /** Hands over what is collected, the open second, minute or hour too. */
  finish(): void {
    this.flush();
    this.#flushCells();
  }

  #change(level: Level): void {
    this.finish();
    this.#level = level;
    this.#width = HEAD + OWN.length + (level === 0 ? this.#tags() : 0);
  }

  #tags(): number {
    return this.#names.reduce((sum, names) => sum + names.length, 0);
  }

  /** Tags come with the schema, and with a block: looking at each record for new ones would cost more than the copy. */
  #meet(record: TwinRecord): void {
    this.#features = record.features;
    const sets = [this.#values, this.#expected, this.#shares];
    const before = sets.reduce((sum, set) => sum + set.size, 0);
    for (const [i, part] of [record.values, record.expected, record.contributions].entries()) {
      for (const name in part) if (sets[i]!.size < MOST_TAGS) sets[i]!.add(name);
    }
    if (this.#all !== 0 && sets.reduce((sum, set) => sum + set.size, 0) === before) return;
    this.finish();
    this.#names = sets.map((set) => [...set]);
    const what = ['value', 'expected', 'share'] as const;
    const tags = this.#names.flatMap((names, i) => names.map((tag) => ({ what: what[i]!, tag })));
    this.#all = this.#newId();
    this.#post({ kind: 'columns', id: this.#all, key: this.#key, columns: [...OWN, ...tags] });
    if (this.#own === 0) {
      this.#own = this.#newId();
      this.#post({ kind: 'columns', id: this.#own, key: this.#key, columns: OWN });
    }
    this.#width = HEAD + OWN.length + (this.#level === 0 ? tags.length : 0);
  }

  #copy(record: TwinRecord, flags: number): void {
    const width = this.#width;
    let data = this.#data;
    let at = this.#rows * width;
    if (at + width > data.length) {
      const rows = Math.min(MOST_ROWS, this.#rows === 0 ? this.#usual + (this.#usual >> 2) : 2 * this.#rows);
      const more = new Float64Array(rows * width);
      more.set(data.subarray(0, at));
      data = more;
      this.#data = more;
    }
    data[at++] = record.time;
    data[at++] = flags;
    data[at++] = record.score ?? Number.NaN;
    data[at++] = record.threshold ?? Number.NaN;
    data[at++] = record.rarity ?? Number.NaN;
    if (this.#level === 0) {
      const { values, expected, contributions } = record;
      const [first, second, third] = this.#names as [readonly string[], readonly string[], readonly string[]];
      copyInOrder(first, values, data, at);
      copyInOrder(second, expected, data, at + first.length);
      copyInOrder(third, contributions, data, at + first.length + second.length);
    }
    if (++this.#rows === MOST_ROWS) this.flush();
  }

  #add(record: TwinRecord): void {
    const ms = LEVELS[this.#level];
    const at = Math.floor(record.time / ms) * ms;
    if (this.#cells !== undefined && at !== this.#cellsAt) this.#flushCells();
    this.#cellsAt = at;
    this.#cells ??= emptyCells(OWN.length + this.#tags());
    const cells = this.#cells;
    let place = 0;
    const add = (value: number | undefined): void => {
      if (value !== undefined && Number.isFinite(value)) {
        cells[place] = Math.min(cells[place]!, value);
        cells[place + 1] = Math.max(cells[place + 1]!, value);
        cells[place + 2] = cells[place + 2]! + value;
        cells[place + 3] = cells[place + 3]! + 1;
      }
      place += PARTS;
    };
    // What goes over as rows is not told twice.
    const own = this.#level === 3;
    add(own ? record.score : undefined);
    add(own ? record.threshold : undefined);
    add(own ? record.rarity : undefined);
    for (const name of this.#names[0]!) add(record.values[name]);
    for (const name of this.#names[1]!) add(record.expected?.[name]);
    for (const name of this.#names[2]!) add(record.contributions?.[name]);
  }

  #flushCells(): void {
    const data = this.#cells;
    if (data === undefined) return;
    this.#cells = undefined;
    const { buffer } = data;
    this.#post(
      { kind: 'cells', columns: this.#all, at: this.#cellsAt, ms: LEVELS[this.#level], data },
      buffer as ArrayBuffer,
    );
  }
}

function emptyCells(columns: number): Float64Array {
  const cells = new Float64Array(columns * PARTS);
  for (let i = 0; i < cells.length; i += PARTS) {
    cells[i] = Number.POSITIVE_INFINITY;
    cells[i + 1] = Number.NEGATIVE_INFINITY;
  }
  return cells;
}

/** What became of a record, see FLAG. */
export function flagsOf(record: TwinRecord): number {
  const { masked, verdict } = record;
  return (
    (record.anomaly === true ? FLAG.anomaly : 0) |
    (record.chart === true ? FLAG.chart : 0) |
    (masked !== undefined && masked.off !== true ? FLAG.masked : 0) |
    (verdict === 'fault' ? FLAG.fault : 0) |
    (masked?.off === true ? FLAG.off : 0) |
    (verdict === 'learning' ? FLAG.learning : 0) |
    (record.excused === true ? FLAG.excused : 0) |
    (record.away === true ? FLAG.away : 0) |
    (isUnseen(record.rarity) ? FLAG.unseen : 0)
  );
}
