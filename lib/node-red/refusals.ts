/** What a node could not use, for its dialog. */
export interface Refusal {
  /** When it was so the last time, ms since the epoch. */
  at: number;
  readonly text: string;
  /** How often in a row. */
  count: number;
}

const MOST = 5;
const LONGEST = 300;
/** By node, while it runs. */
const kept = new Map<string, Refusal[]>();

/** Since the start, by type of node. */
const counts = new Map<string, number>();

/** Keeps the last few, so that a person who opens the dialog sees why nothing arrives without the debug bar. */
export function noteRefusal(
  { id, type }: { readonly id: string; readonly type: string },
  text: string,
  at: number,
): void {
  counts.set(type, (counts.get(type) ?? 0) + 1);
  const list = kept.get(id) ?? [];
  const said = text.slice(0, LONGEST);
  const last = list[0];
  if (last?.text === said) {
    last.at = at;
    last.count++;
    return;
  }
  kept.set(id, [{ at, text: said, count: 1 }, ...list].slice(0, MOST));
}

/** How many messages nodes of each type have refused since the start. */
export function refusalCounts(): ReadonlyMap<string, number> {
  return counts;
}

/** The newest first. */
export function refusalsOf(node: string): readonly Refusal[] {
  return kept.get(node) ?? [];
}

/** The node closes. */
export function forgetRefusals(node: string): void {
  kept.delete(node);
}
