import type { ThresholdConfig } from './config';
import type { Changes } from './set';

/** What an order may set: settings of the dialog, and a limit in their place. */
type Name = keyof ThresholdConfig | 'limit';

/** What the dialog must go on saying for what was set to hold: a budget is a number and what it counts. */
const STANDS_ON: Readonly<Partial<Record<Name, readonly (keyof ThresholdConfig)[]>>> = {
  budget: ['budget', 'per'],
  per: ['budget', 'per'],
  limit: ['strategy', 'value', 'budget', 'per'],
};

/** Who set something, and when. */
interface Given {
  readonly by?: string;
  /** ms since the epoch. */
  readonly at?: number;
}

/** What orders have set, as plain JSON. */
export interface OrderedSnapshot {
  /** A limit in place of the calibrated one. */
  readonly limit?: number;
  readonly config: Partial<ThresholdConfig>;
  /** What the dialog said of what they stand on when they were ordered. */
  readonly over: Partial<ThresholdConfig>;
  /** Absent in what older versions kept. */
  readonly given?: Partial<Record<Name, Given>>;
}

/**
 * What a person has set by order: it holds from start to start, until another order changes it, or until the same setting
 * is changed in the dialog.
 */
export class Ordered {
  readonly #dialog: ThresholdConfig;
  #limit: number | undefined;
  #config: Partial<ThresholdConfig> = {};
  #given: Partial<Record<Name, Given>>;

  /** @param ended told the names of what does not hold any more, as the dialog says something else now */
  constructor(dialog: ThresholdConfig, from: OrderedSnapshot | undefined, ended: (names: readonly string[]) => void) {
    this.#dialog = dialog;
    this.#given = { ...from?.given };
    const { over = {} } = from ?? {};
    const holds = (name: Name): boolean =>
      standsOn(name).every((one) => !Object.hasOwn(over, one) || over[one] === dialog[one]);
    const kept = Object.entries(from?.config ?? {}) as [keyof ThresholdConfig, never][];
    this.#config = Object.fromEntries(kept.filter(([name]) => holds(name)));
    const gone: Name[] = kept.filter(([name]) => !holds(name)).map(([name]) => name);
    if (from?.limit !== undefined && !holds('limit')) gone.push('limit');
    else this.#limit = from?.limit;
    for (const name of gone) delete this.#given[name];
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

  change({ config, limit }: Changes, given: Given): void {
    if (limit !== undefined) this.#limit = limit ?? undefined;
    this.#config = { ...this.#config, ...config };
    for (const name of Object.keys(config) as Name[]) this.#given[name] = given;
    if (limit !== undefined) this.#given.limit = given;
  }

  /** The calibrated limit holds again. */
  forgetLimit(): void {
    this.#limit = undefined;
  }

  /** What holds in place of the dialog: its value, who gave it and when, and what the dialog says. */
  report(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      this.#names.map((name) => {
        const isLimit = name === 'limit';
        const value = isLimit ? this.#limit : this.#config[name];
        return [name, { value, ...this.#given[name], ...(!isLimit && { dialog: this.#dialog[name] }) }];
      }),
    );
  }

  snapshot(): OrderedSnapshot | undefined {
    const names = this.#names;
    if (names.length === 0) return undefined;
    const over = Object.fromEntries(names.flatMap(standsOn).map((name) => [name, this.#dialog[name]]));
    const given = Object.fromEntries(names.flatMap((name) => (this.#given[name] ? [[name, this.#given[name]]] : [])));
    return { ...(this.#limit !== undefined && { limit: this.#limit }), config: this.#config, over, given };
  }

  get #names(): readonly Name[] {
    const names: Name[] = Object.keys(this.#config) as Name[];
    return this.#limit === undefined ? names : [...names, 'limit'];
  }
}

function standsOn(name: Name): readonly (keyof ThresholdConfig)[] {
  return STANDS_ON[name] ?? (name === 'limit' ? [] : [name]);
}
