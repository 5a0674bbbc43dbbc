import type { Channels } from '../observe/channels';
import type { Recent } from '../observe/recent';

/** Rows of an exact copy that cannot be chance. */
const COPY = 6;

/** Looks for the newest rows among the earlier ones: an exact copy of a moving signal is a recording, not the plant. */
export function findCopies(channels: Channels, recent: Recent): { tags: string[]; ago: number } {
  const byLag = new Map<number, string[]>();
  for (const tag of channels.tags) {
    if (tag.role !== 'sensor' && tag.role !== 'actuator') continue;
    if (!moves(recent, tag.value)) continue;
    for (let lag = COPY; lag + COPY <= recent.length; lag++) {
      if (copies(recent, tag.value, lag)) byLag.set(lag, [...(byLag.get(lag) ?? []), tag.name]);
    }
  }
  let best: { tags: string[]; ago: number } = { tags: [], ago: 0 };
  for (const [ago, tags] of byLag) if (tags.length > best.tags.length) best = { tags, ago };
  return best;
}

/** A signal that stands still or takes few values repeats itself by nature. */
function moves(recent: Recent, channel: number): boolean {
  const values = new Set<number>();
  for (let ago = 0; ago < COPY && ago < recent.length; ago++) values.add(recent.at(channel, ago));
  return values.size === COPY;
}

function copies(recent: Recent, channel: number, lag: number): boolean {
  for (let ago = 0; ago < COPY; ago++) if (recent.at(channel, ago) !== recent.at(channel, ago + lag)) return false;
  return true;
}
