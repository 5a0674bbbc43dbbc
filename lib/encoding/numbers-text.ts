import { describe } from '../input';

/** Numbers as a text that JSON keeps exactly, NaN included. */
export function encodeNumbers(numbers: Float64Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');
}

/** @throws Error when the text does not hold whole numbers */
export function decodeNumbers(text: unknown): Float64Array {
  if (typeof text !== 'string') throw new Error(`the stored numbers are ${describe(text)}`);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length % 8 !== 0) throw new Error('the stored numbers are incomplete');
  const numbers = new Float64Array(bytes.length / 8);
  new Uint8Array(numbers.buffer).set(bytes);
  return numbers;
}

/** The same in single precision. @throws Error when the text does not hold whole numbers */
export function decodeSingles(text: unknown): Float32Array {
  if (typeof text !== 'string') throw new Error(`the stored numbers are ${describe(text)}`);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length % 4 !== 0) throw new Error('the stored numbers are incomplete');
  return new Float32Array(new Uint8Array(bytes).buffer);
}

/** @see decodeSingles */
export function encodeSingles(numbers: Float32Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');
}
