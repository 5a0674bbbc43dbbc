import { ConfigError, parseField } from '../../lib/config/fields';
import { meant, readNames } from '../../lib/config/names';
import { Ordered, type OrderedSnapshot } from '../../lib/config/ordered';
import { describe, InputError } from '../../lib/input';
import type { Order } from '../../lib/layer/orders';
import { type DecisionConfig, FIELDS } from './config';
import { ANY, type Least, type LeastDeviations, leastOf, leastText, readLeast, WAYS, withLeast } from './least';

/** Members of any order. */
const OF_ANY_ORDER: readonly string[] = ['do', 'asset', 'by'];
/** What the order set may change for one tag. */
const OF_A_TAG: readonly string[] = ['tag', 'least', 'way'];
/** What the order set may change, as text and numbers. */
const SETTABLE = ['least', 'settling', 'suppress', 'latch'] as const;
type Name = (typeof SETTABLE)[number];

interface Settings {
  readonly least: string;
  readonly settling: number;
  readonly suppress: string;
  readonly latch: boolean;
}

export type OrderedMasksSnapshot = OrderedSnapshot<Settings>;

/** What of an asset alarms, and when: as the dialog says, or as a person has set it since by order. */
export class OrderedMasks {
  readonly #ordered: Ordered<Settings>;
  #least: LeastDeviations;

  /** @param ended told why what was set by order holds no more */
  constructor(
    { least, settling, suppress, latch }: DecisionConfig,
    from: OrderedMasksSnapshot | undefined,
    ended: (why: string) => void,
  ) {
    const { kept, lost } = readable(from);
    if (lost.length > 0)
      ended(`${lost.join(', ')}: what was set by order cannot be read, so that the dialog holds again`);
    this.#ordered = new Ordered<Settings>({ least: leastText(least), settling, suppress, latch }, {}, kept, (names) =>
      ended(`${names.join(', ')}: changed in the dialog, so that what was set by order holds no more`),
    );
    this.#least = readLeast(this.#ordered.value('least'));
  }

  get least(): LeastDeviations {
    return this.#least;
  }

  get settling(): number {
    return this.#ordered.value('settling');
  }

  /** Operating modes in which alarms are suppressed by design. */
  get suppressed(): ReadonlySet<string> {
    return meant(readNames(this.#ordered.value('suppress')));
  }

  get latch(): boolean {
    return this.#ordered.value('latch');
  }

  /**
   * Follows { do: 'set', settling: 60 }, or for one tag { do: 'set', tag: 'T1', least: 2, way: 'high' }.
   * @param tags of the asset; undefined where none is known yet
   * @param at ms since the epoch
   * @throws InputError or ConfigError naming what cannot be set, and what can
   */
  change({ options, by }: Order, tags: readonly string[] | undefined, at: number): void {
    const changes =
      options['tag'] === undefined
        ? readChanges(options)
        : { least: leastText(withLeast(this.#least, ...readTag(options, tags))) };
    // Before anything is stored: with one tag more there may be too many.
    const least = changes.least === undefined ? this.#least : readLeast(changes.least);
    this.#least = least;
    this.#ordered.change(changes, { ...(by !== undefined && { by }), at });
  }

  /** Options with which the order set would bring back what another one changes. */
  before({ options }: Order): Record<string, unknown> {
    const { tag } = options;
    if (typeof tag === 'string') {
      const { size, way } = leastOf(this.least, tag) ?? ANY;
      return { tag, least: size, way };
    }
    const names = SETTABLE.filter((name) => name in options);
    return Object.fromEntries(names.map((name) => [name, this.#ordered.value(name)]));
  }

  report(): Record<string, unknown> {
    const ordered = this.#ordered.report();
    return {
      least: Object.fromEntries(this.least),
      settling: this.settling,
      suppress: this.#ordered.value('suppress'),
      latch: this.latch,
      ordered,
    };
  }

  snapshot(): OrderedMasksSnapshot | undefined {
    return this.#ordered.snapshot();
  }
}

/** What was kept, and the names of what no order could have set: another version wrote it, or somebody else. */
function readable(from: OrderedMasksSnapshot | undefined): { kept: OrderedMasksSnapshot | undefined; lost: string[] } {
  const config: Readonly<Record<string, unknown>> = from?.config ?? {};
  const lost = Object.keys(config).filter((name) => {
    try {
      readChanges({ [name]: config[name] });
      return false;
    } catch (error) {
      if (error instanceof InputError || error instanceof ConfigError) return true;
      throw error;
    }
  });
  const left = Object.entries(config).filter(([name]) => !lost.includes(name));
  return { kept: from && { ...from, config: Object.fromEntries(left), over: rewritten(from.over) }, lost };
}

/** What the dialog said, as it would be written today: another way to write the same is no change. */
function rewritten(over: Partial<Settings> = {}): Partial<Settings> {
  if (over.least === undefined) return over;
  try {
    return { ...over, least: leastText(readLeast(over.least)) };
  } catch (error) {
    if (error instanceof InputError) return over;
    throw error;
  }
}

function readChanges(options: Readonly<Record<string, unknown>>): Partial<Settings> {
  const names = Object.keys(options).filter((name) => !OF_ANY_ORDER.includes(name));
  const unknown = names.find((name) => !(SETTABLE as readonly string[]).includes(name));
  if (unknown !== undefined || names.length === 0) {
    throw new InputError(
      unknown === undefined ? 'control' : `control.${unknown}`,
      `cannot be set; settable: ${SETTABLE.join(', ')}, and for one tag { tag, least, way }`,
    );
  }
  return Object.fromEntries(
    (names as Name[]).map((name) => {
      const value = parseField(`control.${name}`, FIELDS[name], options[name]);
      return [name, name === 'least' ? leastText(value as LeastDeviations) : value];
    }),
  );
}

function readTag(options: Readonly<Record<string, unknown>>, tags: readonly string[] | undefined): [string, Least] {
  const { tag, least = 0, way = 'both' } = options;
  const other = Object.keys(options).find((name) => ![...OF_ANY_ORDER, ...OF_A_TAG].includes(name));
  if (other !== undefined)
    throw new InputError(
      `control.${other}`,
      'cannot be set for one tag; give { tag, least, way } alone, and set it by another order',
    );
  if (typeof tag !== 'string' || tag.trim() === '' || tags?.includes(tag) === false) {
    const known = tags === undefined ? '' : `; known: ${tags.slice(0, 20).join(', ')}`;
    throw new InputError('control.tag', `is ${describe(tag)}; name a tag of the asset${known}`);
  }
  if (typeof least !== 'number' || !(least >= 0 && Number.isFinite(least)))
    throw new InputError('control.least', `is ${describe(least)}; give a deviation from 0 in the tag's own unit`);
  if (!(WAYS as readonly unknown[]).includes(way))
    throw new InputError('control.way', `is ${describe(way)}; give one of ${WAYS.join(', ')}`);
  return [tag, { size: least, way: way as Least['way'] }];
}
