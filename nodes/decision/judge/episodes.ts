import type { Verdict } from '../../../lib/alarm/feedback';
import type { DecisionKind } from '../../../lib/record/words';
import type { Picture } from '../evidence/picture';

/** An alarm that a person has judged. Plain JSON. */
export interface KnownEpisode {
  /** Source time at which it began. */
  readonly time: number;
  readonly verdict: Verdict;
  /** What the person noted; empty where nothing was. */
  readonly note: string;
  /** Who said so, as far as the order told. */
  readonly by?: string;
  /** When it was said, on the clock on the wall; absent in what older versions kept. */
  readonly at?: number;
  readonly kind?: DecisionKind;
  /** Deviation by tag; the fingerprint of the episode. */
  readonly print: Fingerprint;
}

/** What older versions kept. */
interface OldEpisode {
  readonly time: number;
  readonly correct: boolean;
  readonly label: string;
  readonly print: Fingerprint;
}

/** Judged alarms kept per asset. */
const MOST = 16;
/** Cosine of two fingerprints from which on they count as the same thing. */
const ALIKE = 0.9;

/** Which tags deviate, in which direction and how far, on a logarithmic scale. */
export type Fingerprint = Readonly<Record<string, number>>;

export function fingerprint(picture: Picture): Fingerprint {
  const print: Record<string, number> = {};
  for (const { name, residual } of picture.tags) {
    const size = Math.abs(residual.shift) > 2 ? residual.shift : Math.abs(residual.step) > 4 ? residual.step : 0;
    if (size !== 0) print[name] = Math.sign(size) * Math.log1p(Math.abs(size));
  }
  return print;
}

/** Adds an episode, in the place of what was said of the same alarm before; the oldest beyond the last few goes. */
export function remember(known: readonly KnownEpisode[], episode: KnownEpisode): KnownEpisode[] {
  return [...known.filter(({ time }) => time !== episode.time), episode].slice(-MOST);
}

/** Episodes of a snapshot, also of an older version. */
export function restoredEpisodes(kept: readonly (KnownEpisode | OldEpisode)[]): KnownEpisode[] {
  return kept.map((one) => {
    if (!('correct' in one)) return one;
    return { time: one.time, verdict: one.correct, note: one.label, print: one.print };
  });
}

/** The judged alarm that this one resembles most, if any does. */
export function mostAlike(known: readonly KnownEpisode[], print: Fingerprint): KnownEpisode | undefined {
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

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const CALLED: Readonly<Record<string, string>> = {
  true: 'confirmed',
  false: 'called false',
  maintenance: 'called maintenance',
  'new-normal': 'called the new normal',
};

/** A sentence for the evidence. */
export function resemblance({ time, verdict, note, by = 'somebody' }: KnownEpisode): string {
  const noted = note === '' ? '' : `: ${JSON.stringify(note)}`;
  return `Like the alarm of ${DAY.format(time)}, which ${by} ${CALLED[String(verdict)]}${noted}.`;
}
