import { type Matrix, rowsOf } from '../../lib/data/matrix';
import { createRandom, type Random } from '../../lib/math/random';
import { numberedTags } from '../../lib/record/features';
import { labelRows, type Recording, steadyTimes } from './recording';
import { chaos } from './worlds/chaos';
import { gate } from './worlds/gate';
import { hyst } from './worlds/hyst';
import { mixing } from './worlds/mixing';
import { order } from './worlds/order';
import { product } from './worlds/product';
import { ring } from './worlds/ring';
import type { Plant, World } from './worlds/signals';
import { transport } from './worlds/transport';

/** Generated plants with a law that each tag by itself does not show. */
export const WORLDS: Readonly<Record<string, World>> = {
  product,
  ring,
  gate,
  chaos,
  order,
  hyst,
  mixing,
  transport,
};

/** The six that the mean is over: whoever compares with figures of others compares these. */
export const SIX: readonly string[] = ['product', 'ring', 'gate', 'chaos', 'order', 'hyst'];

/** Rows to learn from, and rows to judge. */
const NORMAL = 6000;
const JUDGED = 8000;
/** A segment of LENGTH broken rows in each stretch of EVERY judged ones. */
const EVERY = 400;
const LENGTH = 100;
/** First and last row of a stretch at which its segment may begin, half open. */
const EARLIEST = 50;
const LATEST = 280;
/** A record a second. */
const PERIOD = 1000;

/** A recording of a world, and where its law is broken: [start, end) of the judged rows. */
export interface WorldRecording extends Recording {
  readonly segments: readonly (readonly [start: number, end: number])[];
}

/** @param name one of WORLDS */
export function generateWorld(name: string, seed: number): WorldRecording {
  const world = WORLDS[name];
  if (world === undefined) throw new RangeError(`there is no world ${name}; one of ${Object.keys(WORLDS).join(', ')}`);
  // Another world of the same seed is not to get the same numbers.
  const random = createRandom(1000 * seed + [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0));
  const segments = Array.from({ length: JUDGED / EVERY }, (_, i) => {
    const start = EVERY * i + EARLIEST + random.below(LATEST - EARLIEST);
    return [start, start + LENGTH] as const;
  });
  const labels = labelRows(JUDGED, segments);
  const broken = new Uint8Array(NORMAL + JUDGED);
  broken.set(labels, NORMAL);
  const rows = measured(world(random, broken), random);
  return {
    name,
    train: rowsOf(rows, 0, NORMAL),
    test: rowsOf(rows, NORMAL, NORMAL + JUDGED),
    trainTimes: steadyTimes(NORMAL, PERIOD),
    testTimes: steadyTimes(JUDGED, PERIOD, NORMAL),
    labels,
    segments,
  };
}

/** What the sensors show. */
function measured({ tags, noise }: Plant, random: Random): Matrix {
  const width = tags.length;
  const rows = tags[0]!.length;
  const data = new Float64Array(rows * width);
  for (let at = 0; at < data.length; at++) {
    const i = at % width;
    data[at] = tags[i]![Math.floor(at / width)]! + noise[i]! * random.normal();
  }
  return { columns: numberedTags(width), rows, width, data };
}
