import { mismatched } from '../process';
import type { DrillModel } from './drill';

/** The plant or its surroundings change slowly. All instruments are right, and the physics still holds. */

export const DRIFTS = {
  'pump-wear': {
    kind: 'drift',
    text: 'the pump delivers less at the same speed',
    magnitude: 6,
    seconds: 600,
    tags: [],
    physics({ plant }, { magnitude }, strength) {
      plant.pump *= 1 - 0.012 * magnitude * strength;
    },
  },
  'valve-fouling': {
    kind: 'drift',
    text: 'deposits narrow the valve',
    magnitude: 6,
    seconds: 600,
    tags: [],
    physics({ plant }, { magnitude }, strength) {
      plant.valve *= 1 - 0.012 * magnitude * strength;
    },
  },
  'demand-shift': {
    kind: 'drift',
    text: 'the consumers take more than ever before',
    magnitude: 6,
    seconds: 600,
    tags: [],
    physics({ inputs }, { magnitude }, strength) {
      inputs.demand *= 1 + 0.02 * magnitude * strength;
    },
  },
  'inlet-temperature': {
    kind: 'drift',
    text: 'the inflow becomes colder',
    magnitude: 6,
    seconds: 600,
    tags: [],
    physics({ inputs }, { magnitude }, strength) {
      inputs.inlet -= 0.4 * magnitude * strength;
    },
  },
  'twin-ageing': {
    kind: 'drift',
    text: 'the twin no longer matches the plant it was fitted to',
    magnitude: 6,
    seconds: 600,
    tags: [],
    physics(conditions, { magnitude }, strength) {
      Object.assign(conditions.twin, mismatched(conditions.twin, 0.012 * magnitude * strength));
    },
  },
} satisfies Record<string, DrillModel>;
