import type { PollingSnapshot } from './polling';
import type { Block } from './skew';
import type { StoppedClockSnapshot } from './stopped-clock';

/** What is kept of the time of an asset. */
export interface TimelineSnapshot {
  readonly newest: number;
  /** The longest usual step, ms; 0 until it is known. */
  readonly usual: number;
  /** Absent where the source's clock does not go with the one on the wall. */
  readonly skew?: Block;
  /** Absent where nothing is known of it. */
  readonly polling?: PollingSnapshot;
  /** Arrival of the message with which the source's time rose last; absent where it tells none. */
  readonly rose?: number;
  /** How far it has come by arrival; absent where that is no further than the newest time. */
  readonly reached?: number;
  readonly stopped?: StoppedClockSnapshot;
}
