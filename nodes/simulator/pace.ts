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

/** @param speed records per second, at present */
export function createPace(speed: () => number, now: number): Pace {
  let last = now;
  let owed = 0;
  return {
    due(at) {
      owed += (Math.min(at - last, MAX_CATCH_UP_MS) / 1000) * speed();
      last = at;
      const whole = Math.floor(owed);
      owed -= whole;
      return whole;
    },
  };
}
