const BITS = 32;
/** What does not fit: so many ones, then the number itself. */
const ESCAPE = 24;
/** Bits in which the number of bits of a column's parts is written. */
const HEAD = 5;

/**
 * Writes a column of whole numbers in as few bits as it needs: how far each is from the one before it, in a Rice code (Rice 1979, "Some
 * practical universal noiseless coding techniques", JPL 79-22), which takes about as many bits for each as it has digits.
 */
export function writeColumn(out: BitWriter, column: Int32Array): void {
  const low = lowBits(column);
  out.write(low, HEAD);
  let before = 0;
  for (let row = 0; row < column.length; row++) {
    out.rice(folded(column[row]! - before), low);
    before = column[row]!;
  }
}

/** 0, -1, 1, -2, 2 ... as 0, 1, 2, 3, 4 ... */
function folded(by: number): number {
  return ((by << 1) ^ ((by | 0) >> 31)) >>> 0;
}

/** @throws Error when it is not whole */
export function readColumn(from: BitReader, count: number): Int32Array {
  const column = new Int32Array(count);
  const low = from.read(HEAD);
  let number = 0;
  for (let row = 0; row < count; row++) {
    const difference = from.rice(low);
    number = (number + ((difference >>> 1) ^ -(difference & 1))) | 0;
    column[row] = number;
  }
  return column;
}

/** What a number that is so many bits longer than those that are written as they are adds to them: it is about three quarters of the largest of its length. */
const ADDED = Float64Array.from({ length: BITS + 1 }, (_, longer) => Math.min(ESCAPE + BITS, 0.75 * 2 ** longer));
/** How many differences have each length, filled anew each time. */
const lengths = new Int32Array(BITS + 1);

/** How many bits of each difference are written as they are, so that all take the fewest. */
function lowBits(column: Int32Array): number {
  lengths.fill(0);
  let longest = 0;
  let before = 0;
  for (let row = 0; row < column.length; row++) {
    const length = BITS - Math.clz32(folded(column[row]! - before));
    before = column[row]!;
    lengths[length]!++;
    if (length > longest) longest = length;
  }
  let best = 0;
  let fewest = Number.POSITIVE_INFINITY;
  // More than the longest one has are written for nothing, and those alone may already be too many.
  for (let low = 0; low <= longest && low < BITS && low * column.length < fewest; low++) {
    let bits = low * column.length;
    for (let length = low + 1; length <= longest; length++) bits += lengths[length]! * ADDED[length - low]!;
    if (bits >= fewest) continue;
    fewest = bits;
    best = low;
  }
  return best;
}

/** A double, and its bits. */
const double = new Float64Array(1);
const bitsOfDouble = new Uint16Array(double.buffer);

/** Bits one after the other, the highest of a byte first. */
export class BitWriter {
  #bytes: Uint8Array;
  #at = 0;
  /** Bits that wait for their byte, and how many. */
  #open = 0;
  #count = 0;

  /** @param numbers that are expected */
  constructor(numbers: number) {
    this.#bytes = new Uint8Array(16 + 4 * numbers);
  }

  rice(value: number, low: number): void {
    const ones = low === BITS ? 0 : value >>> low;
    if (ones >= ESCAPE) {
      this.write((1 << ESCAPE) - 1, ESCAPE);
      this.write(value >>> 16, 16);
      this.write(value & 0xffff, 16);
      return;
    }
    if (ones + 1 + low <= 24) {
      this.write((((1 << (ones + 1)) - 2) << low) | (value & ((1 << low) - 1)), ones + 1 + low);
      return;
    }
    this.write((1 << (ones + 1)) - 2, ones + 1);
    if (low > 16) this.write((value >>> 16) & ((1 << (low - 16)) - 1), low - 16);
    const last = low < 16 ? low : 16;
    this.write(value & ((1 << last) - 1), last);
  }

  /** @param count up to 24 */
  write(value: number, count: number): void {
    this.#open = (this.#open << count) | value;
    this.#count += count;
    while (this.#count >= 8) {
      this.#count -= 8;
      this.#put((this.#open >>> this.#count) & 0xff);
      this.#open &= (1 << this.#count) - 1;
    }
  }

  double(value: number): void {
    double[0] = value;
    for (let part = 0; part < bitsOfDouble.length; part++) this.write(bitsOfDouble[part]!, 16);
  }

  /** Base64. */
  text(): string {
    this.#end();
    return Buffer.from(this.#bytes.buffer, 0, this.#at).toString('base64');
  }

  /** A copy. */
  bytes(): Uint8Array {
    this.#end();
    return this.#bytes.slice(0, this.#at);
  }

  #end(): void {
    if (this.#count > 0) this.write(0, 8 - this.#count);
  }

  #put(byte: number): void {
    if (this.#at === this.#bytes.length) {
      const more = new Uint8Array(2 * this.#bytes.length);
      more.set(this.#bytes);
      this.#bytes = more;
    }
    this.#bytes[this.#at++] = byte;
  }
}

const POWERS = Float64Array.from({ length: BITS + 1 }, (_, low) => 2 ** low);

export class BitReader {
  readonly #bytes: Uint8Array;
  /** The next bit, and how many there are. */
  #at = 0;
  readonly #end: number;

  /** @param from bytes, or base64 */
  constructor(from: unknown) {
    if (from instanceof Uint8Array) this.#bytes = from;
    else if (typeof from === 'string') this.#bytes = Buffer.from(from, 'base64');
    else throw new Error('the stored rows are no text');
    this.#end = 8 * this.#bytes.length;
  }

  rice(low: number): number {
    const ones = Math.clz32(~this.#next());
    if (ones >= ESCAPE) {
      this.#pass(ESCAPE);
      return this.read(16) * 2 ** 16 + this.read(16);
    }
    this.#pass(ones + 1);
    if (low <= 24) return ones * POWERS[low]! + this.read(low);
    return ones * POWERS[low]! + this.read(low - 16) * 2 ** 16 + this.read(16);
  }

  /** @param count up to 24 */
  read(count: number): number {
    const value = count === 0 ? 0 : this.#next() >>> (32 - count);
    this.#pass(count);
    return value;
  }

  double(): number {
    for (let part = 0; part < bitsOfDouble.length; part++) bitsOfDouble[part] = this.read(16);
    return double[0]!;
  }

  /** All that is there was read. */
  end(): void {
    if (this.#end - this.#at >= 8 || this.#next() !== 0) throw new Error('the stored rows do not fit');
  }

  /** The next 25 bits and some more, the first one the highest; zeros behind the last. */
  #next(): number {
    const bytes = this.#bytes;
    const at = this.#at >>> 3;
    return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) << (this.#at & 7);
  }

  #pass(bits: number): void {
    this.#at += bits;
    if (this.#at > this.#end) throw new Error('the stored rows are incomplete');
  }
}
