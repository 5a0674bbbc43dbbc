import { isPlainObject, own } from '../../../lib/input';
import { createRandom } from '../../../lib/math/random';
import { type ControllerState, type Setpoints, startController } from './controller';
import type { Drill } from './drills/drill';
import { PARAMETERS, type ProcessState, readings, steadyState } from './process';
import { type SurroundingsState, startSurroundings } from './surroundings';
import type { Readings } from './tags';

export interface PlantConfig {
  readonly seed: number;
  /** Factor on the noise of all instruments; 0 = perfect ones. */
  readonly noise: number;
  /** How far the twin's parameters err, as a share. */
  readonly mismatch: number;
  /** Adds the truth as the tag `drill`: 0 none, 1 attack, 2 fault, 3 drift. */
  readonly label: boolean;
}

type RandomState = readonly [number, number, number, number];

/** All that a plant remembers; plain JSON. */
export interface PlantState {
  /** Plant time, s since the start. */
  second: number;
  random: RandomState;
  /** Drills draw from a stream of their own: apart from their effect, the plant lives the same life. */
  drillRandom: RandomState;
  process: ProcessState;
  twin: ProcessState;
  controller: ControllerState;
  surroundings: SurroundingsState;
  drills: Drill[];
  /** Ring of what was measured in the last seconds: what an attacker can replay. */
  history: Readings[];
  /** What the last message showed. */
  last: { measured: Readings; commands: Setpoints; setpoints: Setpoints };
  /** When the last message arrived, ms since the start. */
  arrival: number;
}

export interface PlantSnapshot {
  readonly config: PlantConfig;
  readonly state: PlantState;
}

/** @param second where the clock stands; nothing else depends on it */
export function startState(seed: number, second: number): PlantState {
  const surroundings = startSurroundings(second);
  const process = steadyState();
  return {
    second,
    random: createRandom(seed).snapshot(),
    drillRandom: createRandom(seed + 1).snapshot(),
    process,
    twin: steadyState(),
    controller: startController(surroundings.setpoints),
    surroundings,
    drills: [],
    history: [],
    last: {
      measured: readings(process, PARAMETERS, 1),
      commands: { L1: 0.5, L2: 0.5, T2: 0.5 },
      setpoints: surroundings.setpoints,
    },
    arrival: 1000 * second,
  };
}

/** The state in a snapshot, when it is one of a plant with this config. */
export function stateOf(snapshot: unknown, config: PlantConfig): PlantState | undefined {
  if (!isPlainObject(snapshot)) return undefined;
  const same = JSON.stringify(own(snapshot, 'config')) === JSON.stringify(config);
  return same ? structuredClone((snapshot as unknown as PlantSnapshot).state) : undefined;
}
