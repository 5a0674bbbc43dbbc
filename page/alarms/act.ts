import type { AlarmLine, OrderRequest } from '../../lib/page/api';
import { order } from '../state/orders';
import { t } from '../texts/texts';

/** What an operator does about alarms. One order goes to the guards of all that are chosen. */

/** What is meant: an alarm, or the asset itself. */
type Named = Pick<AlarmLine, 'key' | 'asset'>;

function keysOf(alarms: readonly Named[]): string[] {
  return [...new Set(alarms.map(({ key }) => key))];
}

/** "Tank 1, Tank 2 and 5 more". */
export function nameOf(alarms: readonly Named[]): string {
  const names = [...new Set(alarms.map(({ asset }) => asset))];
  return names.length <= 3
    ? names.join(', ')
    : t('names-more', { names: names.slice(0, 2).join(', '), n: names.length - 2 });
}

export function acknowledge(alarms: readonly AlarmLine[]): void {
  for (const meant of oneOfEach(alarms))
    void order({ ...about(meant), do: 'acknowledge' }, { text: t('done.acknowledged', { asset: nameOf(meant) }) });
}

/** An order to the decisions about just these alarms: one that has begun meanwhile is another one. */
function about(alarms: readonly AlarmLine[]): Pick<OrderRequest, 'keys' | 'layer' | 'since'> {
  return {
    keys: keysOf(alarms),
    layer: 'decision',
    since: Object.fromEntries(alarms.map(({ key, since }) => [key, since])),
  };
}

/** An asset may have an alarm of the plant and one of the guard: those go in an order of their own. */
function oneOfEach(alarms: readonly AlarmLine[]): AlarmLine[][] {
  const groups: AlarmLine[][] = [];
  for (const alarm of alarms) {
    const group = groups.find((one) => one.every(({ key }) => key !== alarm.key));
    if (group === undefined) groups.push([alarm]);
    else group.push(alarm);
  }
  return groups;
}

/** @param length minutes, or until they are over */
export function shelve(alarms: readonly AlarmLine[], length: number | 'once', note: string): Promise<boolean> {
  const text = t('done.shelved', { asset: nameOf(alarms) });
  const options = { ...(length === 'once' ? { once: true } : { minutes: length }), ...(note !== '' && { note }) };
  return order({ ...about(alarms), do: 'shelve', options }, { text, undo: () => unshelve(alarms) });
}

export function unshelve(alarms: readonly Named[]): void {
  const request = { keys: keysOf(alarms), layer: 'decision', do: 'unshelve' } as const;
  void order(request, { text: t('done.unshelved', { asset: nameOf(alarms) }) });
}

export function unlatch(alarms: readonly AlarmLine[]): void {
  void order({ ...about(alarms), do: 'unlatch' }, { text: t('done.unlatched', { asset: nameOf(alarms) }) });
}

export function outOfService(asset: Named, note: string): void {
  const options = note === '' ? {} : { note };
  const request = { keys: [asset.key], layer: 'decision', do: 'out-of-service', options } as const;
  void order(request, { text: t('done.out-of-service', { asset: asset.asset }), undo: () => inService(asset) });
}

export function inService(asset: Named): void {
  const request = { keys: [asset.key], layer: 'decision', do: 'in-service' } as const;
  void order(request, { text: t('done.in-service', { asset: asset.asset }) });
}

export const VERDICTS = ['true', 'false', 'maintenance', 'new-normal'] as const;
export type FeedbackVerdict = (typeof VERDICTS)[number];

/** Tells the guard what the alarm was. What is the new normal it learns. */
export function feedback(alarm: AlarmLine, said: FeedbackVerdict, note: string): Promise<boolean> {
  const verdict = said === 'true' || said === 'false' ? said === 'true' : said;
  const options = { verdict, ...(note !== '' && { note }) };
  const text = t('done.feedback', { asset: alarm.asset });
  return order({ ...about([alarm]), do: 'feedback', options }, { text });
}
