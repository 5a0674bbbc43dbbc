import { describe, InputError } from '../../../lib/input';
import { FORMAT_EXAMPLES } from '../../../lib/time/format';
import type { ParseContext } from '../reading';

/** What sources without a clock send in the place of a time: nothing, or the first day of their calendar. */
const NO_TIME =
  /^(?:|null|none|n\/a|nan|-|0|(?:0001|1601|1753|1899|1900)-.*|1970-01-01(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:?00)?)?|1\/1\/(?:0001|1601|1900)\b.*)$/i;

/**
 * The time of a plain message or of a row.
 * @param format that the name or the tag table tells
 * @returns undefined where the source says that it has none: the arrival stands in
 * @throws InputError for a time that cannot be read: guessing it would put the values in the wrong place
 */
export function timeOf(
  raw: unknown,
  name: string,
  field: string,
  context: ParseContext,
  format?: string,
): number | undefined {
  const declared = context.timeTag?.name === name ? context.timeTag.format : undefined;
  const time = context.time(raw, declared ?? format);
  if (time !== undefined) return time;
  if (raw === null || raw === undefined || raw === 0 || (typeof raw === 'string' && NO_TIME.test(raw.trim()))) {
    context.note(`no time ${name}`, `${name} holds no time (${describe(raw)}); the time of arrival stands in for it`);
    return undefined;
  }
  const how = declared === undefined ? 'as ISO 8601 or seconds, ms, us or ns since 1970' : `as ${declared}`;
  throw new InputError(
    `${field}.${name}`,
    `is ${describe(raw)}, which was tried ${how} and is no time, or could be two; give its format in the tag table, for example ${FORMAT_EXAMPLES}`,
  );
}
