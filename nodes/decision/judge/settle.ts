import type { Judged, Judgement } from './judge';

/** What is said of an alarm, and what speaks against it. Plain data. */
export interface Standing {
  readonly judgement: Judgement;
  /** Another name that the newest evidence gives it, and since which row of the episode. */
  readonly rival?: { readonly name: string; readonly since: number };
  /** Row of the episode since which the evidence has been well for an attack. */
  readonly attackSince?: number;
  /** Its name says no more than that something lasts. */
  readonly vague?: true;
}

/** Rows for which another name must have been the better one before it is said: more than a step takes to be seen. */
const CONFIRM_ROWS = 8;
/** After so many rows a well-supported attack also keeps the name of what it does. */
const SETTLED_ROWS = 64;
/** Another kind must be this likely. */
const SURE = 0.6;
/** An attack that was this likely for CONFIRM_ROWS stays one: its traces leave the memory, its consequences stay. */
const WELL_SUPPORTED = 0.75;

/**
 * Takes in what the newest evidence says of an alarm. A name changes when the evidence for the new one has stood for some rows
 * and the cause is still there: what an alarm looks like while it clears says nothing. A well-supported attack remains one until a
 * person has acknowledged it. That nothing is to be seen at the moment is no evidence for another name.
 * @param lasted rows since the episode began
 * @param present whether what began the episode is there still
 */
export function settle(
  before: Standing | undefined,
  { judgement: now, vague }: Judged,
  lasted: number,
  present: boolean,
  acknowledged: boolean,
): Standing {
  const as = (judgement: Judgement, rival: Standing['rival'], attack: number | undefined): Standing => ({
    judgement,
    ...(rival && { rival }),
    ...(attack !== undefined && { attackSince: attack }),
    ...((judgement === now ? vague : before?.vague === true) && { vague: true }),
  });
  if (before === undefined) return as(now, undefined, attackSince(undefined, now, lasted));
  if (!present) return before;
  const old = before.judgement;
  const kept = old.kind === 'cyber-attack' && before.attackSince !== undefined && isLong(before.attackSince, lasted);
  const since = kept ? before.attackSince : attackSince(before.attackSince, now, lasted);
  if (vague && before.vague !== true && old.kind !== 'undetermined') return as(old, undefined, since);
  // How grave it is may still change.
  if (nameOf(now) === nameOf(old) || old.kind === 'undetermined') return as(now, undefined, since);
  if (kept && !acknowledged && (now.kind !== 'cyber-attack' || lasted > SETTLED_ROWS)) return before;
  const rival = before.rival?.name === nameOf(now) ? before.rival : { name: nameOf(now), since: lasted };
  const sure = now.kind === old.kind || now.confidence >= SURE;
  if (sure && isLong(rival.since, lasted)) return as(now, undefined, since);
  return as(old, sure ? rival : undefined, since);
}

function attackSince(before: number | undefined, { kind, confidence }: Judgement, lasted: number): number | undefined {
  const well = kind === 'cyber-attack' && confidence >= WELL_SUPPORTED;
  return well ? (before ?? lasted) : undefined;
}

function isLong(since: number, lasted: number): boolean {
  return lasted - since >= CONFIRM_ROWS;
}

function nameOf({ kind, pattern }: Judgement): string {
  return `${kind}/${pattern}`;
}
