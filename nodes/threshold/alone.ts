import type { TwinRecord } from '../../lib/record/record';

/**
 * Whether one part of several made a score by itself: it has a limit of its own then, and its scores say nothing about how
 * far those of all parts together go.
 */
export function isAlone(parts: TwinRecord['parts']): boolean {
  if (parts === undefined) return false;
  let count = 0;
  let alone = false;
  for (const name in parts) {
    count++;
    alone ||= parts[name] === 1;
  }
  return alone && count > 1;
}
