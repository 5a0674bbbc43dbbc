/** Rows [from, to). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Spans as a mask over n rows. */
export function maskOf(spans: readonly Span[], n: number): Uint8Array {
  const mask = new Uint8Array(n);
  for (const { from, to } of spans) mask.fill(1, from, to);
  return mask;
}

/** The runs of ones in a mask. */
export function spansOf(mask: Uint8Array): Span[] {
  const spans: Span[] = [];
  for (let t = 0; t < mask.length; t++) {
    if (mask[t] === 0) continue;
    const from = t;
    while (t < mask.length && mask[t] === 1) t++;
    spans.push({ from, to: t });
  }
  return spans;
}
