import type { Dataset } from '../engine';
import type { Loaded, Machine } from './machine';

/** A data set in a machine's memory, from which batches are gathered without a detour through JavaScript. */
export class Examples {
  private readonly rows: number;
  private readonly starts: number;
  private readonly order: number;
  private view: Int32Array;
  private generation: number;

  /** @param batch largest number of examples gathered at a time */
  constructor(
    private readonly machine: Machine,
    private readonly data: Dataset,
    private readonly batch: number,
  ) {
    this.rows = machine.allocate(data.rows.byteLength);
    this.starts = machine.allocate(data.starts.byteLength);
    this.order = machine.allocate(batch * 4);
    machine.floats(this.rows, data.rows.length).set(data.rows);
    machine.ints(this.starts, data.starts.length).set(data.starts);
    this.view = machine.ints(this.order, batch);
    this.generation = machine.generation;
  }

  /** Fills the inputs of a plan with these examples. */
  gather({ plan, buffers }: Loaded, examples: Int32Array): void {
    const { machine, data } = this;
    if (this.generation !== machine.generation) {
      this.view = machine.ints(this.order, this.batch);
      this.generation = machine.generation;
    }
    this.view.set(examples);
    for (const [name, buffer] of plan.inputs) {
      const { offset, length } = data.inputs[name]!;
      machine.kernels.gather(
        buffers + buffer.offset,
        this.rows,
        this.starts,
        this.order,
        examples.length,
        offset,
        data.width,
        length * data.width,
      );
    }
  }
}
