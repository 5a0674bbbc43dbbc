import type { Picture, TagPicture } from './picture';

/** Rows that a second witness must have spoken in: as many as an alarm takes. */
const SPOKEN = 3;
/** From this part of its rows on a value stands still; a twin that moves meanwhile makes their difference move. */
const STILL = 0.6;
/** How far a residual may be off and still agree with the twin: shift and step in standard deviations, unrest, missing values. */
const SHIFT = 4;
const STEP = 5;
const RESTLESS = 2;
const MISSING = 0.1;

/**
 * Tags on whom two witnesses contradict each other: the supplied twin agrees with them, and the other tags do not. Whoever changes
 * a measurement and its twin's value together leaves the other tags behind. An honest instrument that fails takes no twin along,
 * so there are none where any tag has left its own twin: that one explains what the others say. So does one that stands still while its
 * twin moves on, and stays near it only because that follows what is measured. The most disputed first.
 */
export function forgedWithTwin({ tags }: Picture): TagPicture[] {
  const twinned = tags.filter(({ by }) => by === 'twin');
  if (twinned.some((tag) => hasLeft(tag) || sticks(tag))) return [];
  return twinned.filter(({ disputed = 0 }) => disputed >= SPOKEN).sort((a, b) => (b.disputed ?? 0) - (a.disputed ?? 0));
}

function sticks({ value, residual }: TagPicture): boolean {
  return value.flat >= STILL && residual.flat < STILL;
}

function hasLeft({ residual: { shift, step, restless, missing } }: TagPicture): boolean {
  return Math.abs(shift) >= SHIFT || Math.abs(step) >= STEP || restless >= RESTLESS || missing >= MISSING;
}
