import type { AlarmRows } from '../../guarded/episodes';
import { countOf } from '../../guarded/rows';
import type { Kept } from './left-out';

/** Where they are laid in, as shares of the rows: whatever block is held out, the rest has seen each of them. */
const PLACES = [0.25, 0.75];
/** They are at most such a part of the rows: a few odd hours must not outweigh normal operation. */
const MOST = 0.25;

/** Rows to learn from, some of which are of false alarms. */
export interface LaidIn extends Kept {
  readonly excused: {
    /** Alarms, and the rows that are laid in of them. */
    readonly alarms: number;
    readonly rows: number;
    /** Alarms that had to be left out. */
    readonly left: number;
    /** The first rows of what is laid in, and the ones behind it, ascending: no window runs over these, but averages do, which would not
     * warm up in so few rows. */
    readonly joins: readonly number[];
  };
}

/**
 * Adds the rows of false alarms, each as a stretch of its own.
 * @param alarms newest last; where there is no room for all, the newest come first, and one that lacks a feature is left out
 * @param window records that the network sees together: so many rows before an alarm come along
 */
export function layIn(kept: Kept, alarms: readonly AlarmRows[], window: number): LaidIn {
  const { features, rows } = kept;
  const width = features.length;
  const count = rows.length / width;
  const stretches: Float64Array[] = [];
  const begins: number[] = [];
  const cuts: number[] = [];
  let length = 0;
  for (const { rows: alarm, lead } of [...alarms].reverse()) {
    const from = features.map((name) => alarm.features.indexOf(name));
    const begin = Math.max(0, lead - window);
    const size = countOf(alarm) - begin;
    if (from.includes(-1) || PLACES.length * (length + size) > MOST * count) continue;
    const stretch = Float64Array.from({ length: size * width }, (_, at) => {
      return alarm.values[(begin + Math.floor(at / width)) * alarm.features.length + from[at % width]!]!;
    });
    begins.push(length);
    cuts.push(...alarm.seams.filter((seam) => seam > begin).map((seam) => length + seam - begin));
    stretches.push(stretch);
    length += size;
  }
  const places = PLACES.map((share) => Math.floor(share * count));
  const all = new Float64Array(rows.length + places.length * length * width);
  let [read, written] = [0, 0];
  for (const place of [...places, count]) {
    all.set(rows.subarray(read * width, place * width), written * width);
    written += place - read;
    read = place;
    if (place === count) break;
    for (const stretch of stretches) {
      all.set(stretch, written * width);
      written += stretch.length / width;
    }
  }
  const behind = (marks: readonly number[], more: readonly number[]): number[] => {
    const moved = marks.map((mark) => mark + length * places.filter((place) => place <= mark).length);
    return [...new Set([...moved, ...more])].sort((a, b) => a - b);
  };
  const laid = (marks: readonly number[]): number[] => {
    return length === 0 ? [] : places.flatMap((place, k) => marks.map((mark) => place + k * length + mark));
  };
  const joins = laid([...begins, length]);
  const gaps = laid(cuts);
  const left = alarms.length - stretches.length;
  const excused = { alarms: stretches.length, left, rows: places.length * length, joins };
  return {
    ...kept,
    rows: all,
    seams: behind(kept.seams, gaps),
    skips: behind(kept.skips, [...gaps, ...joins]),
    excused,
  };
}
