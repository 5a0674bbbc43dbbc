import type { OrderAnswer, OrderRequest } from '../../lib/page/api';

/** Orders after which each node has again what it had of each asset; undefined where a node has not said what that was. */
export function backOf({ layer, do: name }: OrderRequest, { done }: OrderAnswer): readonly OrderRequest[] | undefined {
  const groups = new Map<string, OrderRequest>();
  for (const { key, node, before } of done) {
    if (before === undefined) return undefined;
    const mark = JSON.stringify([node, before]);
    const keys = [...(groups.get(mark)?.keys ?? []), key];
    groups.set(mark, { keys, layer, node, do: name, options: before });
  }
  return [...groups.values()];
}
