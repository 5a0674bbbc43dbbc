import type { AlarmLine } from '../../lib/page/api';

/** Alarms of several assets that begin so soon after each other have one cause more often than not, ms. */
const SOON = 60_000;

/** What the incidents that were drawn last are called, by the ids of their alarms. */
let names: ReadonlyMap<string, string> = new Map();

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

/**
 * An incident keeps its name as long as one of its alarms is there: when its first one ends, a press on its line is not lost. Of one that falls
 * apart the first part keeps it.
 */
export function namedIncidents(incidents: readonly AlarmLine[][]): [name: string, incident: readonly AlarmLine[]][] {
  const next = new Map<string, string>();
  const taken = new Set<string>();
  const found = incidents.map((incident): [string, readonly AlarmLine[]] => {
    const known = incident.map(({ id }) => names.get(id)).find((name) => name !== undefined && !taken.has(name));
    const name = known ?? incident.map(({ id }) => id).find((id) => !taken.has(id))!;
    taken.add(name);
    for (const { id } of incident) next.set(id, name);
    return [name, incident];
  });
  names = next;
  return found;
}
