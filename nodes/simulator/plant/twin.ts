import { advance, type Inputs, type Parameters, type ProcessState, within } from './process';
import { NOISE, type Readings } from './tags';

/**
 * Share of the difference to the measurement that the twin takes over each second (a Luenberger observer with a small
 * gain): it stays in step for weeks, yet needs about two minutes to follow a sensor that lies.
 */
const CORRECTION = 0.008;
/** Differences beyond this many standard deviations of the noise pull no harder: a reading of zero is no measurement. */
const LIMIT = 10;

/** Moves the twin on by one second, on the commands that were reported, and pulls it gently towards the measurements. */
export function advanceTwin(
  twin: ProcessState,
  inputs: Readonly<Inputs>,
  parameters: Readonly<Parameters>,
  reported: Readonly<Readings>,
): void {
  advance(twin, inputs, parameters);
  twin.L1 += pull('L1', twin.L1, reported);
  twin.L2 += pull('L2', twin.L2, reported);
  twin.T2 += pull('T2', twin.T2, reported);
}

function pull(tag: 'L1' | 'L2' | 'T2', estimate: number, reported: Readonly<Readings>): number {
  const limit = LIMIT * NOISE[tag];
  return CORRECTION * within(reported[tag] - estimate, -limit, limit);
}
