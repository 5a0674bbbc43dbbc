/** Beyond the limit by less than this part of it. */
const PART = 0.1;

/** A score above its limit that is only just beyond it. */
export function isSlight(score: number, limit: number): boolean {
  return limit > 0 && score < (1 + PART) * limit;
}
