import { alarmText, type Episode } from './episodes';
import { type Candidate, scoresOf } from './exam';
import { unpack } from './packed';

/** Share of the rows of a false alarm that may be called abnormal beside those that the model in force does. */
const MORE = 0.1;

/**
 * Measures a new model by what people said of alarms: one that was right it must see if the model in force does, and one that was false it
 * must not call abnormal more than that. Pauses after each slice of rows.
 * @returns why it did not pass, in plain words; empty when it did
 */
export function* examineEpisodes(
  champion: Candidate,
  challenger: Candidate,
  episodes: readonly Episode[],
): Generator<void, string[]> {
  const reasons: string[] = [];
  for (const episode of episodes) {
    const before = yield* shareAbove(champion, episode);
    const after = yield* shareAbove(challenger, episode);
    const alarm = alarmText(episode.from);
    if (episode.right && before > 0 && after === 0) {
      reasons.push(`it does not see ${alarm}, which ${episode.by} called right`);
    }
    if (!episode.right && after > before + MORE) {
      reasons.push(
        `it calls ${percent(after)} of ${alarm} abnormal, which ${episode.by} called false, the model in force ${percent(before)}`,
      );
    }
  }
  return reasons;
}

/** Share of the rows of the alarm that are above the highest normal score. */
function* shareAbove(candidate: Candidate, episode: Episode): Generator<void, number> {
  const scores = (yield* scoresOf(candidate, unpack(episode))).subarray(episode.lead);
  return scores.filter((score) => score > candidate.highest).length / Math.max(1, scores.length);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
