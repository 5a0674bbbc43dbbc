import type { Picture } from '../evidence/picture';

/** An alarm that a person has judged. */
export interface KnownEpisode {
  readonly time: number;
  readonly correct: boolean;
  readonly label: string;
  /** Deviation by tag; the fingerprint of the episode. */
  readonly print: Readonly<Record<string, number>>;
}

/** Judged alarms kept per asset. */
const MOST = 16;
/** Cosine of two fingerprints from which on they count as the same thing. */
const ALIKE = 0.9;

/** Which tags deviate, in which direction and how far, on a logarithmic scale. */
export function fingerprint(picture: Picture): Record<string, number> {
  const print: Record<string, number> = {};
  for (const { name, residual } of picture.tags) {
    const size = Math.abs(residual.shift) > 2 ? residual.shift : Math.abs(residual.step) > 4 ? residual.step : 0;
    if (size !== 0) print[name] = Math.sign(size) * Math.log1p(Math.abs(size));
  }
  return print;
}

/** Adds an episode; the oldest beyond the last few goes. */
export function remember(known: readonly KnownEpisode[], episode: KnownEpisode): KnownEpisode[] {
  return [...known, episode].slice(-MOST);
}

/** The judged alarm that this one resembles most, if any does. */
export function mostAlike(
  known: readonly KnownEpisode[],
  print: Readonly<Record<string, number>>,
): KnownEpisode | undefined {
  let best: KnownEpisode | undefined;
  let closest = ALIKE;
  for (const episode of known) {
    const likeness = cosine(episode.print, print);
    if (likeness < closest) continue;
    closest = likeness;
    best = episode;
  }
  return best;
}

function cosine(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): number {
  const size = (of: Readonly<Record<string, number>>): number => Math.hypot(...Object.values(of));
  const dot = Object.keys(a).reduce((sum, tag) => sum + (Object.hasOwn(b, tag) ? a[tag]! * b[tag]! : 0), 0);
  return dot === 0 ? 0 : dot / (size(a) * size(b));
}

/** A sentence for the evidence. */
export function resemblance({ time, correct, label }: KnownEpisode): string {
  const day = new Date(time).toISOString().slice(0, 16).replace('T', ' ');
  const verdict = label === '' ? (correct ? 'a true alarm' : 'a false alarm') : JSON.stringify(label);
  return `Most like the alarm of ${day}, which was judged ${verdict}.`;
}
