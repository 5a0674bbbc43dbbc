import { type Tag, tagTableToJson } from '../../lib/tags';
import type { Ingest } from './core';

/** What was learned of an asset's tags, as tags.json, and the features that follow. */
export function learnedTable(
  ingest: Ingest,
  asset: string,
): { tags: Record<string, Omit<Tag, 'name'>>; features: readonly string[] } {
  const schema = ingest.schema(asset);
  return { tags: tagTableToJson(schema?.tags ?? []), features: schema?.features ?? [] };
}
