/** Messages after which another clock counts as one. */
const PROVEN = 10;
/** A clock goes on when its step is at most so many times what has passed elsewhere meanwhile. */
const PACE = 3;
/** It is gone when so many messages and so much time, ms, have passed without it. */
const GONE_MESSAGES = 50;
const GONE_MS = 60_000;
/** Other clocks that are followed at once; of more, the one that was heard least lately goes. */
const MOST = 4;

interface Lane {
  time: number;
  arrival: number;
  /** Where it began: its own time, that of the asset's clock, and arrival. */
  from: { readonly time: number; readonly own: number; readonly arrival: number };
  count: number;
  seen: number;
}

/**
 * Recognises that messages of an asset come from two clocks at once: a shadow stream, two gateways whose clocks are apart, or
 * an old clock that goes on beside a forged one. Old values that are sent afterwards are no clock: they come faster than time
 * passes.
 */
export class SecondClock {
  #lanes: Lane[] = [];
  #messages = 0;
  /** How far the other clock is ahead of the asset's own, ms; undefined while there is none. */
  apart: number | undefined;

  /** Takes note of a message that is not on the asset's own clock. */
  add(time: number, arrival: number, own: number, usual: number): void {
    this.#messages++;
    let lane = this.#lanes.find((one) => continues(one, time, arrival, usual));
    if (lane === undefined) {
      if (this.#lanes.length >= MOST) this.#lanes.splice(this.#leastLately(), 1);
      lane = { time, arrival, from: { time, own, arrival }, count: 0, seen: 0 };
      this.#lanes.push(lane);
    }
    lane.time = time;
    lane.arrival = arrival;
    lane.count++;
    lane.seen = this.#messages;
    const passed = Math.max(Math.abs(arrival - lane.from.arrival), Math.abs(own - lane.from.own));
    if (lane.count >= PROVEN && time - lane.from.time <= PACE * (passed + usual)) this.apart = time - own;
    else this.#expire(arrival);
  }

  /** A message came on the asset's own clock. */
  passed(arrival: number): void {
    this.#messages++;
    if (this.#lanes.length > 0) this.#expire(arrival);
  }

  #expire(arrival: number): void {
    this.#lanes = this.#lanes.filter(
      (lane) => this.#messages - lane.seen <= GONE_MESSAGES || Math.abs(arrival - lane.arrival) <= GONE_MS,
    );
    if (!this.#lanes.some(({ count }) => count >= PROVEN)) this.apart = undefined;
  }

  #leastLately(): number {
    let least = 0;
    this.#lanes.forEach(({ seen }, i) => {
      if (seen < this.#lanes[least]!.seen) least = i;
    });
    return least;
  }
}

function continues(lane: Lane, time: number, arrival: number, usual: number): boolean {
  const step = time - lane.time;
  return step >= 0 && step <= PACE * Math.max(usual, Math.abs(arrival - lane.arrival));
}
