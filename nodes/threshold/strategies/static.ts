import type { Strategy, StrategyKind } from './strategy';

/** A limit set by a person. */
export const staticLimit: StrategyKind = {
  ordered: false,
  fit: (_scores, { value }) => create(value),
  restore: (_snapshot, { value }) => create(value),
};

function create(limit: number): Strategy {
  return {
    limit,
    typical: 0,
    observe: (score) => score > limit,
    snapshot: () => ({ limit, typical: 0 }),
  };
}
