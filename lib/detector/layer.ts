import type { Layer } from '../layer/layer';
import type { Order } from '../layer/orders';
import type { DetectorConfig } from './settings';

/** What makes one kind of detector. */
export interface DetectorSpec<Config extends DetectorConfig> {
  /** Type of its node. */
  readonly node: string;
  /** Records that the network sees together. Asked for every asset and mode: a blueprint takes longer to draw. */
  window(config: Config): number;
  /** Drawn in the thread that trains. */
  readonly blueprint: BlueprintSource;
}

/** A function of a compiled module that draws a detector's Blueprint for a number of features and the node's settings. */
export interface BlueprintSource {
  /** Absolute path of the module's JavaScript. */
  readonly module: string;
  readonly name: string;
}

/** A layer whose learning runs in the background. */
export interface DetectorLayer extends Layer {
  /**
   * Checks an order without changing anything.
   * @param only positions of the payload's rows that it is for; all when absent
   * @returns what follows the order and gives the answer
   * @throws InputError when it cannot be followed
   */
  plan(order: Order, payload: unknown, only?: readonly number[]): () => Record<string, unknown>;
  /**
   * Resolves when no training runs or waits: for tools that go through a recording at full speed. It does not keep the
   * process alive by itself.
   */
  settled(): Promise<void>;
}
