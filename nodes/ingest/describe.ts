import type { Ingest } from './core';

interface Shown {
  readonly fill: 'grey' | 'green' | 'yellow';
  readonly shape: 'dot' | 'ring';
  readonly text: string;
}

/**
 * What stands below the node in the editor.
 * @param say a text of the node's catalogue
 */
export function describeNode(
  ingest: Ingest,
  say: (key: string, values: Record<string, string | number>) => string,
): Shown {
  const { format, assets, offline, tags, waiting } = ingest.status();
  const text = (state: string, values = {}): string => say(`status.${state}`, values);
  const blind = ingest.blind();
  if (blind > 0) return { fill: 'yellow', shape: 'dot', text: text('blind', { blind, assets }) };
  if (waiting > 0)
    return { fill: 'yellow', shape: 'ring', text: text(waiting === 1 ? 'mapping' : 'mappings', { kinds: waiting }) };
  if (format === undefined) return { fill: 'grey', shape: 'ring', text: text('waiting') };
  if (offline > 0) return { fill: 'yellow', shape: 'ring', text: text('offline', { offline, assets }) };
  const named = say(`word.${format}`, { defaultValue: format });
  return { fill: 'green', shape: 'dot', text: text(assets === 1 ? 'one' : 'reading', { format: named, assets, tags }) };
}
