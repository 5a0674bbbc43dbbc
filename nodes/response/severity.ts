import type { Severity } from '../../lib/record';

/** From the least to the most severe. */
export const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high'];

/** Whether a severity is `least` or graver. */
export function atLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
