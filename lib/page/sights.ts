import { type Chain, membersFor } from './chains';
import type { Member } from './member';
import { Sight } from './sight';

/** An asset with the members of its chain that have seen it. */
export interface Shown {
  readonly sight: Sight;
  readonly judge: Member;
  readonly members: readonly Member[];
}

/** What the last judge of each chain says of its assets, by judge and asset, and by the key that the page has for both. */
export class Sights {
  #chains: ReadonlyMap<string, Chain> = new Map();
  readonly #sights = new Map<string, Map<string, Sight>>();
  readonly #byKey = new Map<string, { sight: Sight; node: string }>();

  /** @param gone told of an asset that is not there any more */
  constructor(private readonly gone: (sight: Sight) => void) {}

  /** Other nodes belong together now. */
  rewire(chains: ReadonlyMap<string, Chain>): void {
    this.#chains = chains;
    for (const [node, sights] of this.#sights) {
      const chain = chains.get(node);
      for (const sight of sights.values()) {
        sight.guard = chain?.judge.name ?? sight.guard;
        sight.stale = true;
        if (chain === undefined) this.#drop(node, sight);
      }
    }
    for (const node of chains.keys()) if (!this.#sights.has(node)) this.#sights.set(node, new Map());
  }

  /** Asks the judges which assets there are. */
  meet(): void {
    for (const [node, { judge }] of this.#chains) {
      const sights = this.#sights.get(node)!;
      const names = judge.assets();
      for (const asset of names) this.open(node, asset);
      if (sights.size > names.length) {
        for (const sight of sights.values()) if (!judge.has(sight.asset)) this.#drop(node, sight);
      }
    }
  }

  /** That of a judge, made where there was none; undefined for a node that is no last judge. */
  open(node: string, asset: string): Sight | undefined {
    const chain = this.#chains.get(node);
    if (chain === undefined) return undefined;
    const sights = this.#sights.get(node)!;
    let sight = sights.get(asset);
    if (sight === undefined) {
      const key = keyOf(node, asset);
      sight = new Sight(key, asset, chain.judge.name);
      sights.set(asset, sight);
      this.#byKey.set(key, { sight, node });
    }
    return sight;
  }

  of(node: string, asset: string): Sight | undefined {
    return this.#sights.get(node)?.get(asset);
  }

  shown(key: string): Shown | undefined {
    const found = this.#byKey.get(key);
    const chain = found && this.#chains.get(found.node);
    if (found === undefined || chain === undefined) return undefined;
    return { sight: found.sight, judge: chain.judge, members: membersFor(chain, found.sight.asset) };
  }

  *all(): Generator<Shown> {
    for (const [node, chain] of this.#chains) {
      for (const sight of this.#sights.get(node)!.values()) {
        yield { sight, judge: chain.judge, members: membersFor(chain, sight.asset) };
      }
    }
  }

  /** Those whose decision has something to say that was not asked for yet. */
  *stale(): Generator<{ readonly judge: Member; readonly sight: Sight }> {
    for (const [node, { judge }] of this.#chains) {
      if (judge.layer !== 'decision') continue;
      for (const sight of this.#sights.get(node)!.values()) if (sight.stale) yield { judge, sight };
    }
  }

  /** The key of an asset of a node, by any chain that it belongs to. */
  keyOf(member: string, asset: string): string | undefined {
    for (const { key } of this.behind(member, asset)) return key;
    return undefined;
  }

  /** What the chains that a member belongs to say of an asset. */
  *behind(member: string, asset: string): Generator<Sight> {
    for (const [node, chain] of this.#chains) {
      const sight = chain.members.some(({ id }) => id === member) ? this.of(node, asset) : undefined;
      if (sight !== undefined) yield sight;
    }
  }

  #drop(node: string, sight: Sight): void {
    this.#sights.get(node)?.delete(sight.asset);
    this.#byKey.delete(sight.key);
    this.gone(sight);
  }
}

/** Two nodes may judge assets of one name; a name may hold anything. */
function keyOf(node: string, asset: string): string {
  return `${node}~${encoded(asset)}`;
}

/** The node that a key is of: there is no ~ in the id of a node, and there may be in the name of an asset. */
export function nodeOf(key: string): string {
  return key.slice(0, key.indexOf('~'));
}

function encoded(asset: string): string {
  try {
    return encodeURIComponent(asset);
  } catch {
    // Half of a pair of code units is no text in Unicode; nothing else begins with %x.
    return `%x${Buffer.from(asset, 'utf16le').toString('hex')}`;
  }
}
