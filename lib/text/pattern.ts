/** 'pump*' style patterns; compiled once. */
const patterns = new Map<string, RegExp>();
const MOST = 1000;

/** @param pattern a name in which * stands for anything */
export function matches(pattern: string, name: string): boolean {
  let matcher = patterns.get(pattern);
  if (matcher === undefined) {
    matcher = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*')}$`, 's');
    if (patterns.size < MOST) patterns.set(pattern, matcher);
  }
  return matcher.test(name);
}
