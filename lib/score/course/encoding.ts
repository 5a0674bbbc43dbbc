/** What was learned: the typical courses, and the distance that held-out ones reach once in a hundred. */
export interface Course {
  readonly prototypes: Float32Array;
  readonly unit: number;
}

/** Parts of the window whose means make up its course. */
export const PARTS = 8;
/** Below this deviation a window counts as flat: normalising would blow up its noise. */
export const FLAT = 0.05;

/**
 * Means of the last parts of the window, normalised together.
 * @param out parts x width
 */
export function writeCourse(window: Float32Array, width: number, out: Float32Array): void {
  const parts = out.length / width;
  const rows = Math.floor(window.length / width / parts);
  let at = window.length - parts * rows * width;
  let sum = 0;
  for (let p = 0; p < parts; p++) {
    for (let i = 0; i < width; i++) {
      let mean = 0;
      for (let r = 0; r < rows; r++) mean += window[at + r * width + i]!;
      out[p * width + i] = mean / rows;
      sum += mean / rows;
    }
    at += rows * width;
  }
  const mean = sum / out.length;
  let squares = 0;
  for (let i = 0; i < out.length; i++) squares += (out[i]! - mean) ** 2;
  const deviation = Math.sqrt(squares / out.length + FLAT ** 2);
  for (let i = 0; i < out.length; i++) out[i] = (out[i]! - mean) / deviation;
}
