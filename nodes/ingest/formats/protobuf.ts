/**
 * Reads the protobuf wire format, as far as Sparkplug B needs it. The usual decoder drops the numbers of metrics without a
 * datatype, which is what the specification asks publishers to send, and brings 23 MB along.
 * https://protobuf.dev/programming-guides/encoding/
 */
export class ProtoReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #at: number;
  /** Low and high word of the varint read last. */
  low = 0;
  high = 0;

  constructor(bytes: Uint8Array, from = 0, to = bytes.length, view?: DataView) {
    this.#bytes = bytes;
    // Messages inside of a message share the view: making one costs more than reading them.
    this.#view = view ?? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = from;
    this.#end = to;
  }

  get more(): boolean {
    return this.#at < this.#end;
  }

  /** @throws RangeError at the end of the bytes */
  #byte(): number {
    if (this.#at >= this.#end) throw new RangeError('the message ends too early');
    return this.#bytes[this.#at++]!;
  }

  /** Field number and wire type: field * 8 + type. */
  tag(): number {
    return this.varint();
  }

  /** Up to 64 bits; the exact words are in low and high. */
  varint(): number {
    const first = this.#byte();
    // Nearly all of them: field numbers, aliases, lengths.
    if (first < 0x80) {
      this.low = first;
      this.high = 0;
      return first;
    }
    return this.#long(first);
  }

  #long(first: number): number {
    let low = first & 0x7f;
    let high = 0;
    for (let shift = 7; shift < 70; shift += 7) {
      const byte = this.#byte();
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else high |= bits << 31;
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return this.high * 2 ** 32 + this.low;
      }
    }
    throw new RangeError('a number has more than 64 bits');
  }

  float(): number {
    const at = this.#take(4);
    return this.#view.getFloat32(at, true);
  }

  double(): number {
    const at = this.#take(8);
    return this.#view.getFloat64(at, true);
  }

  text(): string {
    const length = this.varint();
    const at = this.#take(length);
    return TEXT.decode(this.#bytes.subarray(at, at + length));
  }

  /** A message inside of this one. */
  message(): ProtoReader {
    const length = this.varint();
    const at = this.#take(length);
    return new ProtoReader(this.#bytes, at, at + length, this.#view);
  }

  skip(type: number): void {
    if (type === 0) this.varint();
    else if (type === 1) this.#take(8);
    else if (type === 2) this.#take(this.varint());
    else if (type === 5) this.#take(4);
    else throw new RangeError(`there is no wire type ${type}`);
  }

  #take(length: number): number {
    const at = this.#at;
    if (length > this.#end - at) throw new RangeError('the message ends too early');
    this.#at = at + length;
    return at;
  }
}

const TEXT = new TextDecoder();
