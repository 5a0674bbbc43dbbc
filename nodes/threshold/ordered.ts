import { type Given, Ordered, type OrderedSnapshot } from '../../lib/config/ordered';
import type { ThresholdConfig } from './config';
import type { Changes } from './set';

/** What an order may set: settings of the dialog, and a limit in place of the calibrated one, which the dialog does not know. */
type Settings = ThresholdConfig & { readonly limit?: number };

/** A budget is a number and what it counts, and a limit was set in place of what all of these gave. */
const STANDS_ON = {
  budget: ['budget', 'per'],
  per: ['budget', 'per'],
  limit: ['strategy', 'value', 'budget', 'per'],
} as const;

/** What orders have set, as plain JSON. Older versions kept the limit beside the settings. */
export type OrderedLimitSnapshot = OrderedSnapshot<Settings> & { readonly limit?: number };

/** What a person has set by order of an asset's limit. */
export class OrderedLimit {
  readonly #ordered: Ordered<Settings>;

  /** @param ended see Ordered */
  constructor(
    dialog: ThresholdConfig,
    from: OrderedLimitSnapshot | undefined,
    ended: (names: readonly string[]) => void,
  ) {
    const kept = from?.limit === undefined ? from : { ...from, config: { ...from.config, limit: from.limit } };
    this.#ordered = new Ordered<Settings>(dialog, STANDS_ON, kept, ended);
  }

  /** The limit that was set; undefined: the calibrated one holds. */
  get limit(): number | undefined {
    return this.#ordered.value('limit');
  }

  /** The settings that hold. */
  get config(): ThresholdConfig {
    const { config } = this.#ordered;
    if (this.limit === undefined) return config;
    const { limit: _, ...others } = config;
    return others;
  }

  change({ config, limit }: Changes, given: Given): void {
    this.#ordered.change({ ...config, ...(typeof limit === 'number' && { limit }) }, given);
    // Who asks for alarms in a time asks for the limit that gives them, in place of the one that was set.
    const follows = limit === undefined && (config.budget !== undefined || config.per !== undefined);
    if (limit === null || follows) this.forgetLimit();
  }

  /** The calibrated limit holds again. */
  forgetLimit(): void {
    this.#ordered.forget('limit');
  }

  report(): Readonly<Record<string, unknown>> {
    return this.#ordered.report();
  }

  snapshot(): OrderedLimitSnapshot | undefined {
    return this.#ordered.snapshot();
  }
}
