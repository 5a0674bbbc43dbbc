import { type Tag, tagTableToJson } from '../../lib/record/tags';
import type { Ingest } from './core';
import type { PairProposal } from './pairs';

/** What the dialog and the order status show of an asset. */
export interface LearnedTable {
  /** As tags.json. */
  readonly tags: Record<string, Omit<Tag, 'name'>>;
  readonly features: readonly string[];
  readonly proposals: readonly PairProposal[];
  /** Messages, and how many were late, dropped, filled, ... */
  readonly counts: Readonly<Record<string, number>>;
}

/** What was learned of an asset's tags and the features that follow. */
export function learnedTable(ingest: Ingest, asset: string): LearnedTable {
  const schema = ingest.schema(asset);
  return {
    tags: tagTableToJson(schema?.tags ?? []),
    features: schema?.features ?? [],
    proposals: ingest.proposals(asset),
    counts: ingest.counts(asset),
  };
}
