/** How many records are due, from time that has passed; pure, the clock is the caller's. */
export interface Pace {
  /**
   * @param now ms of any clock that only moves forward
   * @returns records to send now
   */
  due(now: number): number;
}

/** After a pause of the whole process at most this much is made up for, ms. */
const MAX_CATCH_UP_MS = 1000;
/** Records in one round at most: a round blocks everything else for a few ms only. The rest follows in the next ones. */
const MAX_ROUND = 500;

/** @param speed records per second, at present */
export function createPace(speed: () => number, now: number): Pace {
  let last = now;
  let owed = 0;
  return {
    due(at) {
      const second = (speed() * MAX_CATCH_UP_MS) / 1000;
      owed = Math.min(owed + ((at - last) / 1000) * speed(), second + 1);
      last = at;
      const whole = Math.min(Math.floor(owed), MAX_ROUND);
      owed -= whole;
      return whole;
    },
  };
}
