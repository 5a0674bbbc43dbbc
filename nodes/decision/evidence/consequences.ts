import { deviating, deviation, SILENT, STILL } from './deviation';
import type { Picture, TagPicture } from './picture';

/** Tags of which their own values say that they are broken, whatever the others tell: they stand still, or are not there. The most affected first. */
export function brokenByItself({ tags }: Picture): TagPicture[] {
  const broken = tags.filter(
    ({ role, value }) => value.missing >= SILENT || (role === 'sensor' && value.flat >= STILL),
  );
  return deviating(broken);
}

/**
 * A picture without what follows from a tag that is broken by itself: others are told from it, so that they only differ from what is
 * told of them, while their own values are as usual and did not move when it broke.
 */
export function withoutConsequences(picture: Picture): Picture {
  if (brokenByItself(picture).length === 0) return picture;
  return { ...picture, tags: picture.tags.filter((tag) => !(tag.by === 'others' && follows(tag))) };
}

function follows(tag: TagPicture): boolean {
  const { value } = tag;
  return value.flat < STILL && value.missing < SILENT && tag.itself !== true && isUsualItself(tag);
}

/** Its own value does not deviate, whatever is told of it. */
export function isUsualItself(tag: TagPicture): boolean {
  return deviation({ ...tag, residual: tag.value, compared: false }) < 1;
}
