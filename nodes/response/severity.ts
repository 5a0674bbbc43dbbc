import type { Severity } from '../../lib/record';

/** From the least to the most severe. */
export const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high'];

export function atLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
