import { isUsualItself } from './consequences';
import { deviating } from './deviation';
import type { Picture, TagPicture } from './picture';

/**
 * A picture without tags that a person has excluded. Where one of them is off, what it makes the others seem to be goes, too: a tag
 * that only differs from what the others tell of it, while its own value is as usual.
 */
export function without(picture: Picture, excluded: ReadonlySet<string>): Picture {
  if (excluded.size === 0) return picture;
  const misleads = deviating(picture.tags).some(({ name }) => excluded.has(name));
  const stays = (tag: TagPicture): boolean =>
    !excluded.has(tag.name) && !(misleads && tag.by === 'others' && isUsualItself(tag));
  const { tags, ago } = picture.repeated;
  return {
    ...picture,
    tags: picture.tags.filter(stays),
    repeated: { tags: tags.filter((name) => !excluded.has(name)), ago },
  };
}
