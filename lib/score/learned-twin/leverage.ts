import { LiveRoom, leverage, Workbench } from '../../engine/wasm/live-numbers';
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

  /** @param x columns */
  of(x: Float64Array): number {
    this.#workbench.x.fill(0, x.length).set(x);
    return this.ofX();
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
