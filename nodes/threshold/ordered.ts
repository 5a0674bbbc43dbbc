import type { ThresholdConfig } from './config';
import type { Changes } from './set';

/** What orders have set, as plain JSON. */
export interface OrderedSnapshot {
  /** A limit in place of the calibrated one. */
  readonly limit?: number;
  readonly config: Partial<ThresholdConfig>;
  /** What the dialog said of the same settings when they were ordered. */
  readonly over: Partial<ThresholdConfig>;
}

/**
 * What a person has set by order: it holds from start to start, until another order changes it, or until the same setting
 * is changed in the dialog.
 */
export class Ordered {
  readonly #dialog: ThresholdConfig;
  #limit: number | undefined;
  #config: Partial<ThresholdConfig> = {};

  /** @param ended told the names of settings that do not hold any more, as the dialog says something else now */
  constructor(dialog: ThresholdConfig, from: OrderedSnapshot | undefined, ended: (names: readonly string[]) => void) {
    this.#dialog = dialog;
    this.#limit = from?.limit;
    const kept = Object.entries(from?.config ?? {}) as [keyof ThresholdConfig, never][];
    const holds = (name: keyof ThresholdConfig): boolean => from?.over[name] === dialog[name];
    this.#config = Object.fromEntries(kept.filter(([name]) => holds(name)));
    const gone = kept.filter(([name]) => !holds(name)).map(([name]) => name);
    if (gone.length > 0) ended(gone);
  }

  /** The limit that was set; undefined: the calibrated one holds. */
  get limit(): number | undefined {
    return this.#limit;
  }

  /** The settings that hold. */
  get config(): ThresholdConfig {
    return { ...this.#dialog, ...this.#config };
  }

  change({ config, limit }: Changes): void {
    if (limit !== undefined) this.#limit = limit ?? undefined;
    this.#config = { ...this.#config, ...config };
  }

  /** The calibrated limit holds again. */
  forgetLimit(): void {
    this.#limit = undefined;
  }

  snapshot(): OrderedSnapshot | undefined {
    const names = Object.keys(this.#config) as (keyof ThresholdConfig)[];
    if (names.length === 0 && this.#limit === undefined) return undefined;
    const over = Object.fromEntries(names.map((name) => [name, this.#dialog[name]]));
    return { ...(this.#limit !== undefined && { limit: this.#limit }), config: this.#config, over };
  }
}
