import { isOther, toGrain } from '../../../lib/math/digits';
import type { Reference } from '../observe/reference';
import { meanOf } from '../observe/step';
import { growth, isSharp, LEAST_LEVEL, RESTLESS } from './deviation';
import { BUSY, LIMIT, type Measured, SHARP } from './measure';
import type { Level, TagPicture } from './picture';

/** A step stays that has not grown by more than this part of its size. */
const GROWN = 0.4;
/** What stays has been seen for so many rows: until then it may be a spike, or a contact. */
const SEEN = 12;
/** Another instrument has another noise: so much of the usual one, or so many times. */
const QUIETER = 0.5;
const NOISIER = 1.6;

/** What units that are taken for each other differ by: new = times x old + plus. */
interface Conversion {
  readonly times: number;
  readonly plus: number;
}

/** Prefixes, times, angles, lengths, masses, volumes, pressures, powers. */
const FACTORS = [
  1000, 1e6, 100, 10, 60, 3600, 24, 3.6, 57.29578, 25.4, 2.54, 0.3048, 1.609344, 0.45359237, 3.785412, 4.546092,
  6.894757, 14.50377, 101.325, 1.01325, 133.3224, 0.7456999, 4.1868,
];
const CONVERSIONS: readonly Conversion[] = [
  ...FACTORS.flatMap((times) => [
    { times, plus: 0 },
    { times: 1 / times, plus: 0 },
  ]),
  // Celsius, Fahrenheit, Kelvin.
  { times: 1.8, plus: 32 },
  { times: 1 / 1.8, plus: -32 / 1.8 },
  { times: 1, plus: 273.15 },
  { times: 1, plus: -273.15 },
];
/** A level is where a conversion leads within this part of the way, and so many deviations of such levels. */
const NEAR = 0.01;
const WANDER = 3;
/** Deviations that are more than this part of the way would let any level fit. */
const BLURRED = 0.1;
/** The same of what other tags tell, which is off itself at times. */
const EXACT = 0.02;
/** Noise goes along with the unit: within so many times. */
const ALONG = 1.35;
/** The same where what is measured moves meanwhile, or a controller answers: that makes noise that grew larger still, and hides one that became less. */
const ROUGHLY = 2;
/** It is no conversion that hardly leads anywhere: so many usual deviations. */
const FAR = 5;

/** @param rows of the episode; of its last third is the present level @returns undefined where there is no value */
export function levelOf(series: Float64Array, reference: Reference, channel: number, rows: number): Level | undefined {
  const third = Math.max(1, Math.floor(rows / 3));
  const is = meanOf(series, series.length - third, series.length);
  if (Number.isNaN(is)) return undefined;
  return levelAt(reference.mean(channel), is, reference.deviation(channel), reference.levelDeviation(channel, third));
}

/** As part of what is usual, where nothing is told apart by less. */
const GRAIN = 1e-3;

/** Without the digits that say nothing. */
export function levelAt(was: number, is: number, deviation: number, wander: number): Level {
  const grain = GRAIN * Math.min(deviation, wander);
  return {
    was: toGrain(was, grain),
    is: toGrain(is, grain),
    deviation: toGrain(deviation, grain),
    wander: toGrain(wander, grain),
  };
}

/** One step that stays is no unrest, large as it may be. */
export function isJump({ residual }: TagPicture): boolean {
  return residual.unrest < RESTLESS && stays(residual);
}

function stays({ shift, late }: TagPicture['residual']): boolean {
  return Math.abs(late) >= Math.abs(shift) / 2 && Math.abs(late) >= LEAST_LEVEL;
}

/** Whether a tag went to another level from one moment to the next and is as quiet there as it was. */
export function isLevelShift(tag: TagPicture): boolean {
  return isJump(tag) && isSharp(tag) && growth(tag) < GROWN;
}

/** Whether a tag never moved while it was learned, and has another value now, or had one lately. */
export function isOtherConstant({ constant, level, reads }: TagPicture): boolean {
  return (
    constant === true && level !== undefined && (isOther(level.is, level.was) || isOther(reads ?? level.is, level.was))
  );
}

/** Whether a tag went to another level and is steadily quieter or noisier there than it ever was, as another instrument would be. */
export function isReplaced(tag: TagPicture): boolean {
  const { unrest, busy, late, step, stepAgo } = tag.residual;
  // Of what hardly ever moved nobody could tell.
  if (tag.seldom === true) return false;
  const other = unrest <= QUIETER || (unrest >= NOISIER && isNoise(unrest, busy));
  // Noise moves means by chance as far as it is large.
  const far = Math.min(Math.abs(late) / LEAST_LEVEL, Math.abs(step) / SHARP) >= Math.max(1, unrest);
  return other && far && stepAgo >= SEEN && growth(tag) < GROWN && stays(tag.residual);
}

/** A counter counts at another pace whose mean is so many times what it was. */
const SLOWER = 0.8;
const FASTER = 1.25;

/** How many times as fast as it did a counter counts, where that is another pace than it ever had. */
export function paceOf({ byRate, level, value }: TagPicture): number | undefined {
  if (byRate === undefined || level === undefined || !(level.was > 0) || Math.abs(value.late) < LEAST_LEVEL)
    return undefined;
  const pace = level.is / level.was;
  return pace <= SLOWER || pace >= FASTER ? pace : undefined;
}

/** Noise changes most rows: so many, or this part of what normal noise of that size would. */
const MOST = 0.5;
const NOISE = 0.8;

/**
 * Whether many small changes make the unrest, or a few large ones.
 * @param unrest size of the changes, 1 = as usual @param busy see Measured
 */
export function isNoise(unrest: number, busy: number): boolean {
  // Of normal noise; the logistic curve is near enough to the normal one.
  return busy >= Math.min(MOST, (2 * NOISE) / (1 + Math.exp((1.702 * BUSY) / unrest)));
}

/** "1.8 times as much and 32": how the new level comes of the old one where that is how two units differ, and the noise went along. */
export function conversionOf(tag: TagPicture): string | undefined {
  const { level, jump, beside, by, value, residual } = tag;
  const other =
    residual.stepAgo < SEEN ? undefined : conversionTo(beside, by === 'twin' ? BLURRED : EXACT, value, ROUGHLY);
  if (other !== undefined) return inWords(other);
  const isOver = stays(value) && value.stepAgo >= SEEN;
  const found = isOver ? conversionTo(jump ?? level, BLURRED, value, ALONG) : undefined;
  return found && inWords(found);
}

/** How two units differ of which one reads what was, and the other one what is. @param blurred see BLURRED @param room how much larger than that the noise may be */
function conversionTo(
  level: Level | undefined,
  blurred: number,
  { unrest }: Measured,
  room: number,
): Conversion | undefined {
  if (level === undefined) return undefined;
  const { was, is, deviation, wander } = level;
  return CONVERSIONS.find(({ times, plus }) => {
    const expected = times * was + plus;
    const way = Math.abs(expected - was);
    const along = unrest / Math.min(times, LIMIT);
    return (
      way >= FAR * Math.max(1, times) * deviation &&
      WANDER * times * wander <= blurred * way &&
      Math.abs(is - expected) <= NEAR * Math.min(way, Math.abs(expected)) + WANDER * times * wander &&
      along >= 1 / ALONG &&
      along <= (times > 1 ? room : ALONG)
    );
  });
}

function inWords({ times, plus }: Conversion): string {
  const part = `${Number(times.toPrecision(4))} times`;
  if (times === 1) return `${Math.abs(plus)} ${plus > 0 ? 'more' : 'less'}`;
  return plus === 0 ? part : `${part} and ${Number(Math.abs(plus).toPrecision(4))} ${plus > 0 ? 'more' : 'less'}`;
}
