import type { AlarmLine } from '../../lib/page/api';

/** Alarms of several assets that begin so soon after each other have one cause more often than not, ms. */
const SOON = 60_000;

/**
 * Puts alarms of different assets that began within a minute of the one before together. Each incident stands where the first of its alarms
 * does in the list.
 */
export function incidentsOf(alarms: readonly AlarmLine[]): AlarmLine[][] {
  const groups = new Map<string, AlarmLine[]>();
  let group: AlarmLine[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const alarm of [...alarms].sort((a, b) => a.since - b.since)) {
    if (alarm.since - last > SOON || group.some(({ key }) => key === alarm.key)) group = [];
    group.push(alarm);
    groups.set(alarm.id, group);
    last = alarm.since;
  }
  const found = new Map<AlarmLine[], AlarmLine[]>();
  for (const alarm of alarms) {
    const of = groups.get(alarm.id)!;
    found.set(of, [...(found.get(of) ?? []), alarm]);
  }
  return [...found.values()];
}
