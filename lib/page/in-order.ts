/**
 * Copies numbers by name into every so many places of a row, NaN where there is none. Going through the members in their own order is
 * three times as fast as asking for each by name, and records of one schema have one order.
 * @param at of the first one
 */
export function copyInOrder(
  names: readonly string[],
  numbers: Readonly<Record<string, number>> | undefined,
  to: Float64Array,
  at: number,
  every = 1,
): void {
  let i = 0;
  for (const name in numbers) {
    if (names[i] !== name) break;
    to[at + every * i++] = numbers[name]!;
  }
  for (; i < names.length; i++) to[at + every * i] = numbers?.[names[i]!] ?? Number.NaN;
}
