import type { AlarmLine } from '../../lib/page/api';
import { full } from '../texts/format';
import { named, t } from '../texts/texts';

/** Who has said what of an alarm, a line each. */
export function people({ acknowledged, feedback }: AlarmLine): string[] {
  return [
    ...(acknowledged === undefined ? [] : [acknowledgedBy(acknowledged)]),
    ...(feedback === undefined
      ? []
      : [
          [named('verdict', feedback.verdict), feedback.by, feedback.note]
            .filter((text) => text !== undefined)
            .join(', '),
        ]),
  ];
}

/** "by anna", or when, where nobody was signed in. */
function acknowledgedBy({ by, at }: NonNullable<AlarmLine['acknowledged']>): string {
  return by === undefined ? t('alarm.seen-at', { time: full(at) }) : t('alarm.by', { name: by });
}
