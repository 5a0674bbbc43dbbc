import { describe } from '../input';

/** Numbers as a text that JSON keeps exactly, NaN included. */
export function encodeNumbers(numbers: Float64Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');
}

/** @throws Error when the text does not hold whole numbers */
export function decodeNumbers(text: unknown): Float64Array {
  return new Float64Array(bytesOf(text, Float64Array.BYTES_PER_ELEMENT));
}

/** Numbers in single precision as such a text. */
export function encodeSingles(numbers: Float32Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');
}

/** @throws Error when the text does not hold whole numbers */
export function decodeSingles(text: unknown): Float32Array {
  return new Float32Array(bytesOf(text, Float32Array.BYTES_PER_ELEMENT));
}

/** A copy with a buffer of its own: numbers must begin at a multiple of their size. */
function bytesOf(text: unknown, size: number): ArrayBuffer {
  if (typeof text !== 'string') throw new Error(`the stored numbers are ${describe(text)}`);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length % size !== 0) throw new Error('the stored numbers are incomplete');
  return new Uint8Array(bytes).buffer;
}
