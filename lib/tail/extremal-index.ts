/**
 * Extremal index: scores above a level come in clusters, and this is one over their mean size; 1 where they come
 * independently. Intervals estimator, from the times between them (Ferro, Segers 2003, DOI 10.1111/1467-9868.00401).
 * @param scores in order of time
 * @returns above 0, at most 1; 1 where fewer than three scores lie above the level
 */
export function extremalIndex(scores: ArrayLike<number>, level: number): number {
  let last = -1;
  let count = 0;
  let longest = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < scores.length; i++) {
    if (!(scores[i]! > level)) continue;
    if (last >= 0) {
      const gap = i - last;
      count++;
      longest = Math.max(longest, gap);
      sum += gap;
      squares += gap * gap;
    }
    last = i;
  }
  if (count < 2) return 1;
  // Short gaps only: there is no room for the estimator's correction of the gaps within a cluster.
  if (longest <= 2) return Math.min(1, (2 * sum * sum) / (count * squares));
  return Math.min(1, (2 * (sum - count) ** 2) / (count * (squares - 3 * sum + 2 * count)));
}
