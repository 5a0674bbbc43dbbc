import { ofRole, type Picture, type TagPicture } from './picture';

/** Rows between the steps of two sensors that were swapped: they step with the same message. */
const APART = 1;
/** One reads what the other did within this part of what was between them, and so many deviations of such means. */
const NEAR = 0.03;
const WANDER = 4;
/** They were clearly apart before: so many times that room. */
const APART_BEFORE = 2;

/** Two sensors of which each reads, from one message to the next, what the other one did: their wires or addresses were swapped. */
export function swappedOf(picture: Picture): [TagPicture, TagPicture] | undefined {
  const sensors = ofRole(picture, 'sensor').filter(({ jump }) => jump !== undefined);
  for (const [i, a] of sensors.entries()) {
    const b = sensors.slice(i + 1).find((other) => isSwapped(a, other));
    if (b !== undefined) return [a, b];
  }
  return undefined;
}

function isSwapped(a: TagPicture, b: TagPicture): boolean {
  const [from, to] = [a.jump!, b.jump!];
  if (Math.abs(a.value.stepAgo - b.value.stepAgo) > APART) return false;
  const room = NEAR * Math.abs(from.was - to.was) + WANDER * (from.wander + to.wander);
  // Of two that read the same before, or went the same way, nobody could tell that they were swapped.
  const clear = Math.abs(from.was - to.was) > APART_BEFORE * room && (from.is - from.was) * (to.is - to.was) < 0;
  return clear && Math.abs(from.is - to.was) <= room && Math.abs(to.is - from.was) <= room;
}
