/** Colours for what is drawn on a canvas: those of the style sheet, so that both are changed in one place. */

type Role =
  | 'text'
  | 'muted'
  | 'axis'
  | 'trend'
  | 'limit'
  | 'high'
  | 'medium'
  | 'low'
  | 'blind'
  | 'learning'
  | 'fill'
  | 'panel'
  | 'grid'
  | 'heat';

let known = new Map<Role, string>();

export function colour(role: Role): string {
  let found = known.get(role);
  if (found === undefined) {
    found = getComputedStyle(document.documentElement).getPropertyValue(`--${role}`).trim();
    known.set(role, found);
  }
  return found;
}

const watched = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
watched.addEventListener('change', () => {
  known = new Map();
  for (const listener of listeners) listener();
});

/** Day has become night, or the other way round. @returns ends it */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
