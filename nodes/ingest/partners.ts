import type { Tag } from '../../lib/record/tags';
import { PAIRED_ROLES } from '../../lib/record/tags';

/** A tag that would be another's second set point, command or twin. */
export interface Spare {
  readonly tag: string;
  readonly of: string;
  /** The one that the other is compared with. */
  readonly first: string;
}

/**
 * A tag is compared with one set point, one command and one twin, the first of each: two differences would have one name. What
 * is beyond stays a tag of its own; a twin's estimate that nothing is compared with is read like a sensor.
 */
export function withOnePartner(tags: readonly Tag[]): { readonly tags: Tag[]; readonly spares: readonly Spare[] } {
  const firsts = new Map<string, string>();
  const spares: Spare[] = [];
  const kept = tags.map((tag): Tag => {
    const { name, role, of, ...rest } = tag;
    if (of === undefined || !PAIRED_ROLES.has(role)) return tag;
    const key = JSON.stringify([of, role]);
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, name);
      return tag;
    }
    spares.push({ tag: name, of, first });
    return { name, role: role === 'twin' ? 'sensor' : role, ...rest };
  });
  return { tags: kept, spares };
}
