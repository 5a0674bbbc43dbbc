import { readAudit } from '../store/audit-read';
import type { AuditLine, OrderRequest } from './api';
import type { Shown } from './sights';

/** Lines in one answer. */
const MOST = 1000;
/**
 * After so many lines in a row that are of an earlier time no more are looked at. Fewer are what a clock that was wrong for a while has
 * written: what was before them may be of the time that is asked for.
 */
const MOST_EARLIER = 10_000;

export interface AuditQuery {
  /** ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Only what concerns this asset and the nodes of its chain. */
  readonly only?: Shown | undefined;
  /** What takes an entry back; asked for each from the newest on. */
  readonly undo: (entry: Readonly<Record<string, unknown>>) => OrderRequest | undefined;
}

/** What stands in the audit log, the newest first. @param file undefined where the host keeps none */
export async function auditLines(file: string | undefined, { from, to, only, undo }: AuditQuery): Promise<AuditLine[]> {
  const lines: AuditLine[] = [];
  if (file === undefined) return lines;
  const nodes = only && new Set(only.members.map(({ id }) => id));
  let earlier = 0;
  await readAudit(file, (entry) => {
    const at = Date.parse(String(entry['at']));
    const back = undo(entry);
    if (at < from) return ++earlier < MOST_EARLIER;
    earlier = 0;
    if (at > to) return true;
    const { asset, node } = entry;
    if (only !== undefined && ((asset !== '*' && asset !== only.sight.asset) || !nodes!.has(String(node)))) return true;
    lines.push({ ...lineOf(entry), ...(back && { undo: back }) });
    return lines.length < MOST;
  });
  return lines;
}

function lineOf(entry: Record<string, unknown>): AuditLine {
  const { seq, previous: _previous, at, by, event, asset, node, type, text, sentence, ...facts } = entry;
  const told = [text, sentence].find((one) => typeof one === 'string') as string | undefined;
  return {
    seq: Number(seq),
    at: String(at ?? ''),
    ...(typeof by === 'string' && { by }),
    event: String(event ?? ''),
    asset: String(asset ?? ''),
    node: String(node ?? ''),
    type: String(type ?? ''),
    text: told ?? (event === 'order' ? orderText(facts) : ''),
    facts: { ...(text !== undefined && { text }), ...(sentence !== undefined && { sentence }), ...facts },
  };
}

/** 'set: budget 3, per days'. */
function orderText({ do: name, via: _via, verified: _verified, ...options }: Record<string, unknown>): string {
  const told = Object.entries(options).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return told.length === 0 ? String(name) : `${name}: ${told.join(', ')}`;
}
