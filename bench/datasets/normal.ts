import { type Matrix, rowsOf } from '../../lib/data/matrix';
import { createRandom } from '../../lib/math/random';
import { numberedTags } from '../../lib/record/features';
import { batches } from './normal/batches';
import { counters } from './normal/counters';
import { daily } from './normal/daily';
import { heavyTails } from './normal/heavy-tails';
import { setPoints } from './normal/set-points';
import { DAY, type NormalPlant } from './normal/signals';
import { startStop } from './normal/start-stop';
import { stationary } from './normal/stationary';
import { wear } from './normal/wear';
import { weekly } from './normal/weekly';
import { type Recording, steadyTimes } from './recording';

/** Generated plants in which nothing is ever wrong. */
export const NORMAL_PLANTS: Readonly<Record<string, NormalPlant>> = {
  stationary,
  'heavy-tails': heavyTails,
  'set-points': setPoints,
  daily,
  weekly,
  'start-stop': startStop,
  batches,
  wear,
  counters,
};

/** Days that are judged. */
export const JUDGED_DAYS = 28;
/** Five minutes, ms. */
const PERIOD = 300_000;

/**
 * A recording without any anomaly, of records to learn from and JUDGED_DAYS behind them.
 * @param name one of NORMAL_PLANTS
 * @param learned records before those that are judged
 */
export function generateNormal(name: string, learned: number, seed: number): Recording {
  const plant = NORMAL_PLANTS[name];
  if (plant === undefined) {
    throw new RangeError(`there is no plant ${name}; one of ${Object.keys(NORMAL_PLANTS).join(', ')}`);
  }
  const random = createRandom(1000 * seed + [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0));
  const judged = JUDGED_DAYS * DAY;
  const tags = plant(random, learned + judged);
  const width = tags.length;
  const data = new Float64Array((learned + judged) * width);
  for (let at = 0; at < data.length; at++) data[at] = tags[at % width]![Math.floor(at / width)]!;
  const rows: Matrix = { columns: numberedTags(width), rows: learned + judged, width, data };
  return {
    name,
    train: rowsOf(rows, 0, learned),
    test: rowsOf(rows, learned, learned + judged),
    trainTimes: steadyTimes(learned, PERIOD),
    testTimes: steadyTimes(judged, PERIOD, learned),
    labels: new Uint8Array(judged),
  };
}
