import type { AlarmLine } from '../../lib/page/api';
import { order } from '../state/orders';
import { isUnseen, store } from '../state/store';
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

/** Of an asset with an alarm of the plant and one of the guard, only what was chosen. */
export function acknowledge(alarms: readonly AlarmLine[]): void {
  const chosen = new Set(alarms.map(({ id }) => id));
  const left = [...store.alarms.values()].filter((alarm) => isUnseen(alarm) && !chosen.has(alarm.id));
  const whole = alarms.filter(({ key }) => left.every((alarm) => alarm.key !== key));
  const parts = alarms.filter((alarm) => !whole.includes(alarm));
  give(whole, {});
  give(
    parts.filter(({ blind }) => blind === true),
    { about: 'guard' },
  );
  give(
    parts.filter(({ blind }) => blind !== true),
    { about: 'plant' },
  );
}

function give(alarms: readonly AlarmLine[], options: Readonly<Record<string, unknown>>): void {
  if (alarms.length === 0) return;
  const request = { keys: keysOf(alarms), layer: 'decision', do: 'acknowledge', options } as const;
  void order(request, { text: t('done.acknowledged', { asset: nameOf(alarms) }) });
}

/** @param length minutes, or until they are over */
export function shelve(alarms: readonly AlarmLine[], length: number | 'once', note: string): Promise<boolean> {
  const keys = keysOf(alarms);
  const text = t('done.shelved', { asset: nameOf(alarms) });
  const options = { ...(length === 'once' ? { once: true } : { minutes: length }), ...(note !== '' && { note }) };
  return order({ keys, layer: 'decision', do: 'shelve', options }, { text, undo: () => unshelve(alarms) });
}

export function unshelve(alarms: readonly Named[]): void {
  const request = { keys: keysOf(alarms), layer: 'decision', do: 'unshelve' } as const;
  void order(request, { text: t('done.unshelved', { asset: nameOf(alarms) }) });
}

export function unlatch(alarms: readonly AlarmLine[]): void {
  const request = { keys: keysOf(alarms), layer: 'decision', do: 'unlatch' } as const;
  void order(request, { text: t('done.unlatched', { asset: nameOf(alarms) }) });
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
export function feedback({ key, asset, since }: AlarmLine, said: FeedbackVerdict, note: string): Promise<boolean> {
  const verdict = said === 'true' || said === 'false' ? said === 'true' : said;
  const options = { verdict, since, ...(note !== '' && { note }) };
  return order({ keys: [key], layer: 'decision', do: 'feedback', options }, { text: t('done.feedback', { asset }) });
}
