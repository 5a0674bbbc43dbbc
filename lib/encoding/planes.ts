import { decodeSingles } from './numbers-text';

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/**
 * Rows of single-precision numbers as older versions kept them: column by column, and of each the first bytes of all numbers, then the
 * second ones ... (as the shuffle of HDF5 and Blosc).
 * @param width numbers of a row
 * @returns row-major
 * @throws Error when the text holds no whole rows
 */
export function decodePlanes(text: unknown, width: number): Float32Array {
  const planes = decodeSingles(text);
  if (width === 0 ? planes.length > 0 : planes.length % width > 0) throw new Error('the stored rows are incomplete');
  const count = width === 0 ? 0 : planes.length / width;
  const bytes = new Uint8Array(planes.buffer);
  const rows = new Float32Array(planes.length);
  const out = new Uint8Array(rows.buffer);
  for (let i = 0, from = 0; i < width; i++) {
    for (let byte = 0; byte < BYTES; byte++) {
      for (let row = 0; row < count; row++) out[(row * width + i) * BYTES + byte] = bytes[from++]!;
    }
  }
  return rows;
}
