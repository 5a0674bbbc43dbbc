import type { Random } from '../../../../lib/math/random';
import type { Setpoints } from '../controller';
import type { Inputs, Parameters } from '../process';
import type { Loop, Measurement, Readings } from '../tags';

/** What a guard should call it. */
export type DrillKind = 'attack' | 'fault' | 'drift';

/** A drill that is running. Plain data: it is part of the plant's snapshot. */
export interface Drill {
  readonly name: string;
  readonly kind: DrillKind;
  /** The measurement that it acts on; undefined where it acts on the whole plant. */
  readonly tag: Measurement | undefined;
  /** In standard deviations of the tag's noise, or in the drill's own unit; may be negative. */
  readonly magnitude: number;
  /** Seconds of plant time since the start of the simulation; the end may come earlier by an order. */
  readonly start: number;
  end: number;
  /** What the drill notes while it runs. */
  readonly memory: Record<string, number>;
}

/** What leaves the plant's network in one second. */
export interface View {
  /** Shared with what the twin hears: an attack that the twin shall not see replaces it by a copy. */
  measured: Readings;
  /** The twin's estimates. */
  readonly twin: Readings;
  readonly commands: Setpoints;
  readonly setpoints: Setpoints;
  /** What was measured one replay span ago. */
  readonly past: Readonly<Readings>;
  /** What the last message showed. */
  readonly last: Readonly<{ measured: Readings; commands: Setpoints; setpoints: Setpoints }>;
  /** ms that the message is late. */
  latency: number;
  /** The message does not arrive. */
  lost: boolean;
}

/** The model parameters in force for one second, free to change. */
export interface Conditions {
  readonly plant: Parameters;
  readonly twin: Parameters;
  /** What acts on the real process: demand and inflow temperature are open to drifts, targets to attacks. */
  readonly inputs: Inputs;
}

/**
 * How a drill acts, by the place where it enters: the physics, the PLC, the instruments or the network. `drill` gives
 * magnitude and tag, `strength` (0 to 1) how far it has developed.
 */
export interface DrillModel {
  readonly kind: DrillKind;
  /** One line for people. */
  readonly text: string;
  readonly magnitude: number;
  /** How long it runs unless told otherwise, s. */
  readonly seconds: number;
  /** Where it can act; the first is the default. Empty: it takes no tag. */
  readonly tags: readonly Measurement[];
  physics?(conditions: Conditions, drill: Drill, strength: number): void;
  setpoints?(setpoints: Setpoints, drill: Drill): void;
  instruments?(readings: Readings, drill: Drill, random: Random, second: number): void;
  network?(view: View, drill: Drill, random: Random, second: number): void;
}

/** True for a tag that one of the control loops holds. */
export function isLoop(tag: Measurement | undefined): tag is Loop {
  return tag === 'L1' || tag === 'L2' || tag === 'T2';
}
