import { isPlainObject } from '../input';
import type { OrderRequest } from './api';
import type { Hub } from './hub';

/** What takes an order back, and by which of its options the two are about the same. */
const OPPOSITE: Readonly<Record<string, { readonly do: string; readonly about?: string }>> = {
  shelve: { do: 'unshelve' },
  'out-of-service': { do: 'in-service' },
  freeze: { do: 'unfreeze' },
  unfreeze: { do: 'freeze' },
  pin: { do: 'unpin', about: 'version' },
  unpin: { do: 'pin', about: 'version' },
};

/** Orders of the log by which they are taken back; asked from the newest on, as only the newest of what is about the same has one. */
export class Undo {
  readonly #seen = new Set<string>();

  constructor(private readonly hub: Hub) {}

  /** @param entry of the audit log */
  of(entry: Readonly<Record<string, unknown>>): OrderRequest | undefined {
    const { event, asset, node, do: name, before } = entry;
    // What the posture froze the posture lets go: a person's freeze is another one.
    if (event !== 'order' || typeof name !== 'string' || typeof asset !== 'string' || entry['hold'] !== undefined)
      return undefined;
    const found = this.hub.memberOf(String(node), asset);
    if (found === undefined) return undefined;
    const request = this.#request(name, entry, before);
    const marks = aboutOf(name, request?.options ?? {}).map((about) => `${node} ${asset} ${about}`);
    const isOld = marks.some((mark) => this.#seen.has(mark));
    for (const mark of marks) this.#seen.add(mark);
    if (request === undefined || isOld) return undefined;
    const aside = this.hub.shown(found.key)?.sight.aside?.state;
    if ((name === 'shelve' && aside !== 'shelved') || (name === 'out-of-service' && aside !== 'out of service'))
      return undefined;
    if (!(found.member.orders as readonly string[]).includes(request.do)) return undefined;
    return { keys: [found.key], layer: found.member.layer, ...request };
  }

  #request(
    name: string,
    entry: Readonly<Record<string, unknown>>,
    before: unknown,
  ): Pick<OrderRequest, 'do' | 'options'> | undefined {
    if (name === 'set') return isPlainObject(before) ? { do: 'set', options: before } : undefined;
    const opposite = Object.hasOwn(OPPOSITE, name) ? OPPOSITE[name] : undefined;
    if (opposite === undefined) return undefined;
    const { about } = opposite;
    return { do: opposite.do, ...(about !== undefined && { options: { [about]: entry[about] } }) };
  }
}

/** What an order is about, so that a newer one about the same is found. */
function aboutOf(name: string, options: Readonly<Record<string, unknown>>): string[] {
  if (name === 'set') {
    const { tag } = options;
    return typeof tag === 'string' ? [`tag ${tag}`] : Object.keys(options).map((option) => `set ${option}`);
  }
  for (const [one, other] of Object.entries(OPPOSITE)) {
    if (one !== name && other.do !== name) continue;
    const pair = [one, other.do].sort().join(' ');
    return [`${pair} ${other.about === undefined ? '' : String(options[other.about])}`];
  }
  return [];
}
