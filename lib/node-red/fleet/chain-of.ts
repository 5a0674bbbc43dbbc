import type { NodeAPI } from 'node-red';
import { Chain } from '../../fleet/chain';

/** One for each runtime: tests start several in one process. */
const chains = new WeakMap<object, Chain>();

/** All nodes of this Node-RED that keep state by asset. */
export function chainOf(RED: NodeAPI): Chain {
  const { events } = RED;
  let chain = chains.get(events);
  if (chain === undefined) {
    chain = new Chain();
    chains.set(events, chain);
  }
  return chain;
}
