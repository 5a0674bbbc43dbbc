/**
 * Time zones.
 * @param zone 'UTC', 'Z', 'local', an offset such as '+02:00', or a name such as 'Europe/Berlin'
 * @returns ms by which the zone's clocks are ahead of UTC at an instant
 * @throws RangeError for a zone that does not exist
 */
export function zoneOffset(zone: string): (utc: number) => number {
  const name = zone.trim();
  if (name === '' || /^(utc|gmt|z)$/i.test(name)) return () => 0;
  if (/^local$/i.test(name)) return (utc) => -new Date(utc).getTimezoneOffset() * 60_000;
  if (/^[+-]\d{2}(:?\d{2})?$/.test(name)) {
    const minutes = Number(name.slice(1, 3)) * 60 + Number(name.slice(3).replace(':', ''));
    const ms = (name.startsWith('-') ? -minutes : minutes) * 60_000;
    return () => ms;
  }
  return namedZone(name);
}

function namedZone(name: string): (utc: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return cachedByQuarter((utc) => {
    const at: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(utc)) at[type] = Number(value);
    const wall = Date.UTC(at['year']!, at['month']! - 1, at['day']!, at['hour']!, at['minute']!, at['second']!);
    return wall - Math.floor(utc / 1000) * 1000;
  });
}

/** More than one look at an instant and around it. */
const KEPT = 64;

/** Offsets change at full quarters of an hour only, and Intl is slow. */
function cachedByQuarter(offset: (utc: number) => number): (utc: number) => number {
  const known = new Map<number, number>();
  return (utc) => {
    const now = Math.floor(utc / 900_000);
    let found = known.get(now);
    if (found === undefined) {
      found = offset(now * 900_000);
      if (known.size >= KEPT) known.clear();
      known.set(now, found);
    }
    return found;
  };
}
