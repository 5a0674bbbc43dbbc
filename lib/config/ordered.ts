/** Who set something, and when. */
export interface Given {
  readonly by?: string;
  /** ms since the epoch. */
  readonly at?: number;
}

/** What orders have set, as plain JSON. */
export interface OrderedSnapshot<Settings> {
  readonly config: Partial<Settings>;
  /** What the dialog said of what they stand on when they were ordered. */
  readonly over: Partial<Settings>;
  /** Absent in what older versions kept. */
  readonly given?: Partial<Record<keyof Settings, Given>>;
}

/** Of most assets nothing is ordered, and they share that. */
const NOTHING = Object.freeze({});

/**
 * What a person has set by order in place of a node's dialog: it holds from start to start, until another order changes it, or until
 * the same setting is changed in the dialog.
 */
export class Ordered<Settings extends object> {
  #config: Partial<Settings> = NOTHING;
  #given: Partial<Record<keyof Settings, Given>> = NOTHING;

  /**
   * @param dialog what the dialog says; what it does not know is undefined there
   * @param standsOn what the dialog must go on saying for what was set to hold, where that is more or other than the setting itself: a
   * budget is a number and what it counts
   * @param ended told the names of what does not hold any more, as the dialog says something else now
   */
  constructor(
    private readonly dialog: Settings,
    private readonly standsOn: Readonly<Partial<Record<keyof Settings, readonly (keyof Settings)[]>>>,
    from: OrderedSnapshot<Settings> | undefined,
    ended: (names: readonly string[]) => void,
  ) {
    const { config = {}, over = {}, given } = from ?? {};
    if (from !== undefined) {
      this.#config = { ...config } as Partial<Settings>;
      this.#given = { ...given } as Partial<Record<keyof Settings, Given>>;
    }
    const said = over as Partial<Settings>;
    const gone = this.#names.filter((name) =>
      this.#standsOn(name).some((one) => Object.hasOwn(said, one) && said[one] !== dialog[one]),
    );
    for (const name of gone) this.forget(name);
    if (gone.length > 0) ended(gone.map(String));
  }

  /** The settings that hold. */
  get config(): Settings {
    return this.#config === NOTHING ? this.dialog : { ...this.dialog, ...this.#config };
  }

  /** One of them; costs nothing. */
  value<Name extends keyof Settings>(name: Name): Settings[Name] {
    return Object.hasOwn(this.#config, name) ? (this.#config[name] as Settings[Name]) : this.dialog[name];
  }

  change(config: Partial<Settings>, given: Given): void {
    this.#config = { ...this.#config, ...config };
    const each = Object.fromEntries(Object.keys(config).map((name) => [name, given]));
    this.#given = { ...this.#given, ...each };
  }

  /** The dialog holds again. */
  forget(name: keyof Settings): void {
    delete this.#config[name];
    delete this.#given[name];
  }

  /** What holds in place of the dialog: its value, who gave it and when, and what the dialog says. */
  report(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      this.#names.map((name) => [
        name,
        { value: this.#config[name], ...this.#given[name], ...(name in this.dialog && { dialog: this.dialog[name] }) },
      ]),
    );
  }

  snapshot(): OrderedSnapshot<Settings> | undefined {
    const names = this.#names;
    if (names.length === 0) return undefined;
    const over = Object.fromEntries(
      names.flatMap((name) => this.#standsOn(name)).map((one) => [one, this.dialog[one]]),
    );
    return { config: this.#config, over: over as Partial<Settings>, given: this.#given };
  }

  get #names(): (keyof Settings)[] {
    return Object.keys(this.#config) as (keyof Settings)[];
  }

  #standsOn(name: keyof Settings): readonly (keyof Settings)[] {
    return this.standsOn[name] ?? [name];
  }
}
