/** How far from its limit a record's score is: 'near' on either side of it; 'far' beyond all scores that were ever seen. */
export type Distance = 'near' | 'far';

/** Beyond the limit by less than this part of it. */
const PART = 0.1;
/** The end of the scale of rarities, see lib/tail/rarity.ts. */
const UNSEEN = 100;

/** A score above its limit that is only just beyond it. */
export function isSlight(score: number, limit: number): boolean {
  return limit > 0 && score < (1 + PART) * limit;
}

/** A score of which there was none like it. */
export function isUnseen(rarity: number | undefined): boolean {
  return rarity !== undefined && rarity >= UNSEEN;
}

/**
 * Of a record whose score is beyond its limit; undefined for one that counts as any does.
 * @param unseen see isUnseen @param slight see isSlight @param charted a control chart speaks, too: that is not slight
 */
export function distanceBeyond(unseen: boolean, slight: boolean, charted: boolean): Distance | undefined {
  if (unseen) return 'far';
  return slight && !charted ? 'near' : undefined;
}
