/**
 * A writer for protocol buffers, wire format version 3 (https://protobuf.dev/programming-guides/encoding/): the little
 * that ONNX and Sparkplug need. Our own because it is shorter than the glue to a library, which would be a dependency.
 */

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Fields of one message; call finish() once. */
export class MessageWriter {
  private readonly parts: Uint8Array[] = [];

  /** int32, int64, enum: whole numbers from 0 to 2^53, and negative ones as ten bytes. */
  integer(field: number, value: number): this {
    this.parts.push(varint(field * 8 + VARINT), varint(value));
    return this;
  }

  /** Repeated int64, packed. */
  integers(field: number, values: readonly number[]): this {
    return this.bytes(field, join(values.map(varint)));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.parts.push(varint(field * 8 + FIXED32), bytes);
    return this;
  }

  double(field: number, value: number): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.parts.push(varint(field * 8 + FIXED64), bytes);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    this.parts.push(varint(field * 8 + BYTES), varint(value.length), value);
    return this;
  }

  message(field: number, value: MessageWriter): this {
    return this.bytes(field, value.finish());
  }

  finish(): Uint8Array {
    return join(this.parts);
  }
}

function varint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number that a message can hold`);
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
