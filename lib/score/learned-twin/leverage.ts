import { LiveRoom, leverage, Workbench } from '../../engine/wasm/live-numbers';
import type { Root } from '../root';

/**
 * How far inputs are from what was learned: h = x'(A'A + penalty)^-1 x = |R x|^2. One over h is about the number of learned
 * rows that speak for this point; the variance of a prediction is the noise times 1 + h.
 */
export class Leverage {
  readonly #workbench: Workbench;
  readonly #room: LiveRoom;
  readonly #size: number;

  /** @param n columns */
  constructor(root: Root, n: number) {
    this.#workbench = Workbench.of(n);
    this.#room = new LiveRoom(root.byteLength);
    this.#size = root.length;
    this.#room.singles(0, root.length).set(root);
  }

  /** @param x columns */
  of(x: Float64Array): number {
    this.#workbench.x.fill(0, x.length).set(x);
    return this.ofX();
  }

  /** Of what was written to x of the workbench for so many columns, with 0 behind it. */
  ofX(): number {
    const workbench = this.#workbench;
    return leverage(this.#room.at, workbench.xAt, workbench.singleAt, workbench.saidAt, workbench.padded);
  }

  /** A copy. */
  root(): Root {
    return this.#room.singles(0, this.#size).slice();
  }

  dispose(): void {
    this.#room.dispose();
  }
}
