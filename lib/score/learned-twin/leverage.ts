import { LiveRoom, leverage, leverages, Workbench } from '../../engine/wasm/live-numbers';
import { coarse, fine, type Root } from '../root';

/** Rows that are looked at together, an even number: the kernel takes two at a time. */
export const ROWS_TOGETHER = 128;

/**
 * How far inputs are from what was learned: h = x'(A'A + penalty)^-1 x = |R x|^2. One over h is about the number of learned
 * rows that speak for this point; the variance of a prediction is the noise times 1 + h.
 */
export class Leverage {
  readonly #workbench: Workbench;
  readonly #room: LiveRoom;
  /** Numbers in the root, and the byte position at which it begins; before it stands what its steps are worth. */
  readonly #size: number;
  readonly #steps: number;
  /** Rows that are looked at together, room for one in single precision, and what comes of them; only where rows come. */
  #together: LiveRoom | undefined;

  /** @param n columns */
  constructor(root: Root, n: number) {
    const { steps, scales } = coarse(root, n);
    this.#workbench = Workbench.of(n);
    this.#size = steps.length;
    this.#steps = scales.byteLength;
    this.#room = new LiveRoom(scales.byteLength + steps.byteLength);
    this.#room.singles(0, scales.length).set(scales);
    this.#room.shorts(this.#steps, steps.length).set(steps);
  }

  /** Numbers that a row of columns takes: what is behind the columns is 0. */
  get stride(): number {
    return this.#workbench.padded;
  }

  /** Room for rows, one behind the other, each with its stride: 0 at first. To be asked for each time, as memory may move. */
  get rows(): Float64Array {
    return this.#placeOf().room.doubles(0, ROWS_TOGETHER * this.stride);
  }

  /** The leverage of each of the first so many of the rows, ROWS_TOGETHER at most. */
  ofRows(count: number): Float64Array {
    const { room, single, said } = this.#placeOf();
    const { at } = this.#room;
    leverages(at + this.#steps, at, room.at, room.at + single, room.at + said, this.stride, count);
    return room.doubles(said, count).slice();
  }

  /** Of what was written to x of the workbench for so many columns, with 0 behind it. */
  ofX(): number {
    const { xAt, singleAt, padded } = this.#workbench;
    const { at } = this.#room;
    return leverage(at + this.#steps, at, xAt, singleAt, padded);
  }

  /** What it works with. */
  root(): Root {
    const scales = this.#room.singles(0, this.#workbench.padded);
    return fine({ scales, steps: this.#room.shorts(this.#steps, this.#size) });
  }

  /** Of one size, however few rows there are: the memory uses again what is as large as before, and never shrinks. */
  #placeOf(): { readonly room: LiveRoom; readonly single: number; readonly said: number } {
    const single = ROWS_TOGETHER * this.stride * Float64Array.BYTES_PER_ELEMENT;
    const said = single + this.stride * Float64Array.BYTES_PER_ELEMENT;
    this.#together ??= new LiveRoom(said + ROWS_TOGETHER * Float64Array.BYTES_PER_ELEMENT);
    return { room: this.#together, single, said };
  }

  dispose(): void {
    this.#room.dispose();
    this.#together?.dispose();
  }
}
