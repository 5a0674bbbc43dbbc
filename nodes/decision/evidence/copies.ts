import type { Channels } from '../observe/channels';
import type { Recent } from '../observe/recent';
import type { Reference } from '../observe/reference';

/** Rows of an exact copy that cannot be chance. */
const COPY = 6;
/** What stands still in a larger part of the rows is switched: it goes from one end to the other the same way each time. */
const SWITCHED = 0.5;

/**
 * Looks for the newest rows among the earlier ones: an exact copy of a moving signal is a recording, not the plant.
 * @param repeats rows before which all sensors read the same, as far as that is known of what is out of view
 */
export function findCopies(
  channels: Channels,
  recent: Recent,
  reference: Reference,
  repeats: number | undefined,
): { tags: string[]; ago: number } {
  if (repeats !== undefined) {
    return { tags: channels.tags.filter(({ role }) => role === 'sensor').map(({ name }) => name), ago: repeats };
  }
  const byLag = new Map<number, string[]>();
  for (const tag of channels.tags) {
    if ((tag.role !== 'sensor' && tag.role !== 'actuator') || reference.flatShare(tag.value) > SWITCHED) continue;
    for (const lag of lagsOf(recent.series(tag.value))) byLag.set(lag, [...(byLag.get(lag) ?? []), tag.name]);
  }
  let best: { tags: string[]; ago: number } = { tags: [], ago: 0 };
  for (const [ago, tags] of byLag) if (tags.length > best.tags.length) best = { tags, ago };
  return best;
}

/** How many rows earlier the newest values stand once more. A signal that takes few values repeats itself by nature. */
function lagsOf(series: Float64Array): number[] {
  const first = series.length - COPY;
  if (first < COPY) return NONE;
  for (let i = first; i < series.length; i++) if (series.indexOf(series[i]!, first) < i) return NONE;
  const lags: number[] = [];
  for (let at = series.length - 2 * COPY; at >= 0; at--) {
    let same = 0;
    while (same < COPY && series[first + same] === series[at + same]) same++;
    if (same === COPY) lags.push(first - at);
  }
  return lags;
}

const NONE: number[] = [];
