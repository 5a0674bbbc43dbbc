import { SEVERITIES, type Severity } from '../../lib/record/words';

/** Whether a severity is `least` or graver. */
export function atLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
