import { LiveRoom, leverage, leverages, Workbench } from '../../engine/wasm/live-numbers';
import { coarse, fine, type Root } from '../root';

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

  /** @param rows one behind the other, each with its stride  @returns the leverage of each */
  ofRows(rows: Float64Array): Float64Array {
    const { padded } = this.#workbench;
    const count = rows.length / padded;
    const said = Float64Array.BYTES_PER_ELEMENT * (count + 1);
    const room = new LiveRoom(rows.byteLength + 8 * padded + said + 8 * padded);
    const single = rows.byteLength + 8 * padded;
    const from = single + 8 * padded;
    room.doubles(0, rows.length).set(rows);
    const { at } = this.#room;
    leverages(at + this.#steps, at, room.at, room.at + single, room.at + from, padded, count);
    const found = room.doubles(from, count).slice();
    room.dispose();
    return found;
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

  dispose(): void {
    this.#room.dispose();
  }
}
