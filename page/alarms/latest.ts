import { now, store } from '../state/store';

/** A clock that is further ahead than that is wrong, ms. */
const AHEAD = 86_400_000;

/** Up to when there may be alarms: the newest source time of all assets, as a recording or a simulated plant has a clock of its own. */
export function latest(): number {
  const times = [...store.fleet.values()].flatMap(({ time }) =>
    time !== undefined && time < now() + AHEAD ? [time] : [],
  );
  return times.length === 0 ? now() : Math.max(...times);
}
