import { isPlainObject } from '../input';
import type { OrderRequest } from './api';
import type { Hub } from './hub';
import { Newer } from './newer';

type Entry = Readonly<Record<string, unknown>>;

/** What takes an order back, and by which of its options the two are about the same. */
const OPPOSITE: Readonly<Record<string, { readonly do: string; readonly about?: string }>> = {
  shelve: { do: 'unshelve' },
  'out-of-service': { do: 'in-service' },
  freeze: { do: 'unfreeze' },
  unfreeze: { do: 'freeze' },
  pin: { do: 'unpin', about: 'version' },
  unpin: { do: 'pin', about: 'version' },
};
/** Settings that change others as well: a budget is a number and what it counts, and takes the place of a limit that was set. */
const CHANGES: Readonly<Record<string, readonly string[]>> = { budget: ['budget', 'limit'], per: ['budget', 'limit'] };
const NONE: ReadonlySet<string> = new Set();

/** Orders of the log by which they are taken back; asked from the newest on, as only the newest of what is about the same has one. */
export class Undo {
  readonly #newer = new Newer();
  /** Assets that refused an order whose entry comes next, as it stands before the refusal; by node and order. */
  readonly #refused = new Map<string, Set<string>>();

  constructor(private readonly hub: Hub) {}

  /** @param entry of the audit log */
  of(entry: Entry): OrderRequest | undefined {
    const { event, asset } = entry;
    const node = String(entry['node']);
    if (typeof asset !== 'string') return undefined;
    if (event === 'order-refused') this.#refusedBy(node, entry).add(asset);
    // The dialog was changed: nobody wants back what was there before the one that it ended.
    if (event === 'setting-ended') this.#newer.note(node, asset, ['set']);
    return event === 'order' ? this.#ofOrder(node, asset, entry) : undefined;
  }

  #ofOrder(node: string, asset: string, entry: Entry): OrderRequest | undefined {
    const refused = this.#takeRefused(node, entry);
    // What the posture froze the posture lets go: a person's freeze is another one.
    if (entry['hold'] !== undefined) return undefined;
    const about = aboutOf(entry);
    if (asset === '*') {
      for (const path of about) this.#newer.noteAllBut(node, refused, path);
      return undefined;
    }
    if (refused.has(asset)) return undefined;
    const isOld = about.some((path) => this.#newer.has(node, asset, path));
    for (const path of about) this.#newer.note(node, asset, path);
    return isOld ? undefined : this.#request(node, asset, entry);
  }

  #request(node: string, asset: string, entry: Entry): OrderRequest | undefined {
    const back = backOf(entry);
    const found = this.hub.memberOf(node, asset);
    if (back === undefined || found === undefined) return undefined;
    const { key, member } = found;
    const aside = this.hub.shown(key)?.sight.aside?.state;
    if ((back.do === 'unshelve' && aside !== 'shelved') || (back.do === 'in-service' && aside !== 'out of service'))
      return undefined;
    if (!(member.orders as readonly string[]).includes(back.do)) return undefined;
    return { keys: [key], layer: member.layer, node, ...back };
  }

  #refusedBy(node: string, entry: Entry): Set<string> {
    const key = `${node} ${entry['do']}`;
    const assets = this.#refused.get(key) ?? new Set<string>();
    this.#refused.set(key, assets);
    return assets;
  }

  #takeRefused(node: string, entry: Entry): ReadonlySet<string> {
    const key = `${node} ${entry['do']}`;
    const assets = this.#refused.get(key) ?? NONE;
    this.#refused.delete(key);
    return assets;
  }
}

function backOf(entry: Entry): Pick<OrderRequest, 'do' | 'options'> | undefined {
  const { do: name, before } = entry;
  if (name === 'set') return isPlainObject(before) ? { do: 'set', options: before } : undefined;
  const opposite = oppositeOf(name);
  if (opposite === undefined) return undefined;
  const { about } = opposite;
  return { do: opposite.do, ...(about !== undefined && { options: { [about]: entry[about] } }) };
}

/** What an order is about, as paths of Newer. Of one without `before` every member may be an option; those that are none are of no other. */
function aboutOf(entry: Entry): string[][] {
  const { do: name, before } = entry;
  if (name === 'set') {
    if (typeof entry['tag'] === 'string') return [['set', 'least', entry['tag']]];
    const options = Object.keys(isPlainObject(before) ? before : entry);
    return options.flatMap((option) => CHANGES[option] ?? [option]).map((option) => ['set', option]);
  }
  const opposite = oppositeOf(name);
  if (opposite === undefined) return [];
  const { do: other, about } = opposite;
  const pair = [String(name), other].sort().join(' ');
  return [about === undefined ? [pair] : [pair, String(entry[about])]];
}

function oppositeOf(name: unknown): (typeof OPPOSITE)[string] | undefined {
  return Object.hasOwn(OPPOSITE, String(name)) ? OPPOSITE[String(name)] : undefined;
}
