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

/** Keeps the last few, so that a person who opens the dialog sees why nothing arrives without the debug bar. */
export function noteRefusal(node: string, text: string, at: number): void {
  const list = kept.get(node) ?? [];
  const said = text.slice(0, LONGEST);
  const last = list[0];
  if (last?.text === said) {
    last.at = at;
    last.count++;
    return;
  }
  kept.set(node, [{ at, text: said, count: 1 }, ...list].slice(0, MOST));
}

/** The newest first. */
export function refusalsOf(node: string): readonly Refusal[] {
  return kept.get(node) ?? [];
}

/** The node closes. */
export function forgetRefusals(node: string): void {
  kept.delete(node);
}
