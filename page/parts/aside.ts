import type { Aside } from '../../lib/page/api';
import { full } from '../texts/format';
import { spoken, t } from '../texts/texts';

/** Why alarms are put aside: "Shelved until 15:55, anna: sensor is cleaned". */
export function asideText({ state, by, note, at, until, once, why }: Aside): string {
  const what =
    state === 'suppressed by design'
      ? t('aside.suppressed', { why: spoken(why ?? '') })
      : state === 'out of service'
        ? t('aside.out-of-service', { time: at === undefined ? '' : full(at) })
        : once === true
          ? t('aside.once')
          : t('aside.shelved', { time: until === undefined ? '' : full(until) });
  const who = by === undefined ? what : `${what}, ${by}`;
  return note === undefined ? who : `${who}: ${note}`;
}
