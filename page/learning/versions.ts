import { h, type VNode } from '../dom/h';
import { actions } from '../parts/action';
import { isObject, listOf, numberOf, type Report, textOf } from '../parts/report';
import { smallTable } from '../parts/small-table';
import { full } from '../texts/format';
import { counted, named, t } from '../texts/texts';
import type { Ordering } from './ordering';

/** The versions that are kept: when each came into force, why, and by whom. */
export function versions(report: Report, { action }: Ordering): VNode | undefined {
  const kept = listOf(report['versions']).filter((version): version is number => typeof version === 'number');
  if (kept.length === 0) return undefined;
  const newest = [...kept].reverse();
  const activations = listOf(report['activations']).filter(isObject);
  const pins = listOf(report['pinned']).filter(isObject);
  const present = numberOf(report, 'version');
  return h(
    'details',
    { class: 'versions' },
    h('summary', {}, counted('learning.versions', kept.length)),
    smallTable(
      [t('learning.version-head'), t('learning.since'), t('learning.why'), ''],
      newest.map((version) => {
        const last = activations.findLast((one) => one['version'] === version);
        const pin = pins.find((one) => one['version'] === version);
        const at = last && numberOf(last, 'at');
        const why = last && textOf(last, 'why');
        const by = last && textOf(last, 'by');
        return [
          `${version}${version === present ? ` (${t('learning.in-force')})` : ''}`,
          at === undefined ? '' : full(at),
          [
            why === undefined ? '' : named('cause', why),
            by ?? '',
            pin === undefined ? '' : t('learning.pinned', { name: textOf(pin, 'by') ?? '' }),
          ]
            .filter((text) => text !== '')
            .join(', '),
          actions(
            'tune',
            version === present
              ? undefined
              : action('rollback', t('learning.to-version', { version }), t('learning.rollback-text'), { version }),
            version === present || present === undefined
              ? undefined
              : action('compare', t('learning.compare'), undefined, { versions: [version, present] }),
            pin === undefined
              ? action('pin', t('learning.pin'), t('learning.pin-text'), { version })
              : action('unpin', t('learning.unpin'), undefined, { version }),
          ),
        ];
      }),
      newest,
    ),
  );
}
