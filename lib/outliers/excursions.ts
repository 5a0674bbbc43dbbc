import { ascending, quantile } from '../math/quantile';
import { maskOf, type Span, spansOf } from './span';

/** An excursion: away by a jump, and back by one soon after. */
export interface Excursion extends Span {
  /** How far it went, signed, from where the value was before. */
  readonly size: number;
}

/** Jumps that follow each other so closely, and so many of them, are one restless spell. */
const CLOSE = 3;
const LEAST_JUMPS = 6;
/** A third of them turn back at least: a start that rises in leaps is not restless. */
const TURNS = 1 / 3;

/** Spells in which a value jumps up and down all the time. */
export function restlessSpells(values: Float64Array, cut: number): Span[] {
  const spells: Span[] = [];
  const n = values.length;
  let jumps: number[] = [];
  const close = (): void => {
    if (jumps.length < LEAST_JUMPS || turns(values, jumps) < TURNS * jumps.length) return;
    const [first, last] = [jumps[0]!, jumps.at(-1)!];
    spells.push({ from: first === 1 ? 0 : first, to: last + 1 < n ? last : n });
  };
  for (let t = 1; t < n; t++) {
    if (!(Math.abs(values[t]! - values[t - 1]!) > cut)) continue;
    if (jumps.length > 0 && t - jumps.at(-1)! > CLOSE) {
      close();
      jumps = [];
    }
    jumps.push(t);
  }
  close();
  return spells;
}

function turns(values: Float64Array, jumps: readonly number[]): number {
  const isUp = (t: number): boolean => values[t]! > values[t - 1]!;
  return jumps.filter((t, k) => k > 0 && isUp(t) !== isUp(jumps[k - 1]!)).length;
}

/**
 * Excursions of at most `longest` rows, found forwards and backwards: one at the very beginning has no row before it that
 * it left from, one at the end none that it came back to.
 * @param drift how far the value wanders in so many rows without any jump
 */
export function excursionsOf(
  values: Float64Array,
  cut: number,
  longest: number,
  drift: (rows: number) => number,
): Excursion[] {
  const n = values.length;
  const real = (spans: Span[], of: Float64Array): Span[] => spans.filter((span) => isAway(of, span, cut));
  const turned = values.slice().reverse();
  const forwards = real(walk(values, cut, longest, drift), values);
  const backwards = real(walk(turned, cut, longest, drift), turned);
  const all = [...forwards, ...backwards.map(({ from, to }) => ({ from: n - to, to: n - from }))];
  return spansOf(maskOf(all, n)).map((span) => ({ ...span, size: sizeOf(values, span) }));
}

/** Rows at each end of an excursion that tell whether it stays away. */
const EDGE = 5;

/**
 * Whether an excursion is elsewhere than the rows around it, as a whole or, where the value swings meanwhile, at both of
 * its ends: two small spikes are no excursion of what lies between.
 */
function isAway(values: Float64Array, { from, to }: Span, cut: number): boolean {
  const rows = to - from;
  if (rows <= 2) return true;
  const around = [...values.subarray(Math.max(0, from - rows), from), ...values.subarray(to, to + rows)];
  if (Math.abs(median(values.subarray(from, to)) - median(around)) > cut) return true;
  if (rows < EDGE || from < EDGE || to + EDGE > values.length) return false;
  const out = median(values.subarray(from, from + EDGE)) - median(values.subarray(from - EDGE, from));
  const back = median(values.subarray(to - EDGE, to)) - median(values.subarray(to, to + EDGE));
  return Math.min(Math.abs(out), Math.abs(back)) > cut && out > 0 === back > 0;
}

function median(values: Iterable<number>): number {
  return quantile(ascending(values), 0.5);
}

function walk(values: Float64Array, cut: number, longest: number, drift: (rows: number) => number): Span[] {
  const n = values.length;
  const spans: Span[] = [];
  for (let t = 1; t < n; t++) {
    const home = values[t - 1]!;
    if (!(Math.abs(values[t]! - home) > cut)) continue;
    let back = t + 1;
    const isBack = (u: number): boolean =>
      Math.abs(values[u]! - values[u - 1]!) > cut && Math.abs(values[u]! - home) <= cut + drift(u - t);
    while (back < n && back - t <= longest && !isBack(back)) back++;
    if (back - t > longest || (back === n && !isLeap(values, t))) continue;
    spans.push({ from: t, to: back });
    t = back;
  }
  return spans;
}

/** Whether the jump at t is most of the way to where the value is at the end: the rise of a start-up is not. */
function isLeap(values: Float64Array, t: number): boolean {
  const home = values[t - 1]!;
  let most = 0;
  for (let u = t; u < values.length; u++) most = Math.max(most, Math.abs(values[u]! - home));
  return Math.abs(values[t]! - home) >= most / 2;
}

function sizeOf(values: Float64Array, { from, to }: Span): number {
  const before = values[from - 1] ?? values[to] ?? 0;
  const after = values[to] ?? before;
  return values[(from + to) >> 1]! - (before + after) / 2;
}
