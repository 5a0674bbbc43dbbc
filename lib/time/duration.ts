const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** A time span for people, in one unit: '40 s', '6 min', '2.5 h', '3 d'. @param ms 0 or more */
export function duration(ms: number): string {
  const [name, unit] = UNITS.find(([, size]) => ms >= size) ?? ['s', 1000];
  const amount = ms / unit;
  return `${amount < 9.95 && unit >= 3_600_000 ? Number(amount.toFixed(1)) : Math.round(amount)} ${name}`;
}
