import { describe, InputError, own } from '../../../../lib/input';
import type { Measurement } from '../tags';
import { ATTACKS } from './attacks';
import { DRIFTS } from './drifts';
import type { Drill, DrillModel } from './drill';
import { FAULTS } from './faults';

/** Every drill by name. */
export const DRILLS: Readonly<Record<string, DrillModel>> = { ...ATTACKS, ...FAULTS, ...DRIFTS };

/** A drift develops over this many seconds, and is mended over half as many. */
const RAMP = 60;
const MAX_MAGNITUDE = 1000;
const MAX_SECONDS = 1e7;

/**
 * Reads the order { drill, tag?, magnitude?, seconds? }.
 * @param second plant time at which the drill starts
 * @throws InputError naming what is known
 */
export function parseDrill(options: Readonly<Record<string, unknown>>, second: number): Drill {
  const name = own(options, 'drill');
  const model = typeof name === 'string' ? own(DRILLS, name) : undefined;
  if (model === undefined) {
    throw new InputError('control.drill', `${describe(name)} is not a drill; known: ${Object.keys(DRILLS).join(', ')}`);
  }
  const { kind, tags, magnitude, seconds } = model as DrillModel;
  return {
    name: name as string,
    kind,
    tag: chosenTag(own(options, 'tag'), tags),
    magnitude: ranged(own(options, 'magnitude'), 'magnitude', magnitude, -MAX_MAGNITUDE, MAX_MAGNITUDE),
    start: second,
    end: second + ranged(own(options, 'seconds'), 'seconds', seconds, 1, MAX_SECONDS),
    memory: {},
  };
}

function chosenTag(tag: unknown, known: readonly Measurement[]): Measurement | undefined {
  if (tag === undefined || tag === '') return known[0];
  if ((known as readonly unknown[]).includes(tag)) return tag as Measurement;
  const fix = known.length > 0 ? `one of ${known.join(', ')}` : 'this drill takes no tag';
  throw new InputError('control.tag', `is ${describe(tag)}; ${fix}`);
}

function ranged(value: unknown, name: string, fallback: number, min: number, max: number): number {
  if (value === undefined || value === '') return fallback;
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw new InputError(`control.${name}`, `is ${describe(value)}; a number from ${min} to ${max}`);
}

/** What a drill does to the plant; drills are checked when they are made, so there is one. */
export function modelOf(drill: Pick<Drill, 'name'>): DrillModel {
  return DRILLS[drill.name]!;
}

/** How far a drill has developed, 0 to 1. */
export function strengthOf(drill: Drill, second: number): number {
  if (drill.kind !== 'drift') return 1;
  const developed = Math.min(1, (second - drill.start) / RAMP);
  const mended = Math.max(0, (second - drill.end) / (RAMP / 2));
  return Math.max(0, developed * (1 - mended));
}

/** True when nothing of the drill is left. */
export function isOver(drill: Drill, second: number): boolean {
  return second >= drill.end + (drill.kind === 'drift' ? RAMP / 2 : 0);
}
