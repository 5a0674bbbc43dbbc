import type { Activation } from '../../lib/detector/models/activations';
import type { ModelsSnapshot } from '../../lib/detector/models/model-keeper';
import type { Pin } from '../../lib/detector/models/pins';
import { type GateSnapshot, goldenIn } from '../../lib/guarded/gate-snapshot';
import type { Golden } from '../../lib/guarded/golden';

/** What a detector keeps beside its models. */
export interface Beside {
  /** The version in force; undefined where none is. */
  readonly inForce: number | undefined;
  /** The version that waits for a person. */
  readonly waiting: number | undefined;
  readonly pins: readonly Pin[];
  readonly activations: readonly Activation[];
  /** What models are measured against; changed: it is not what was kept. */
  readonly golden: Golden | 'changed' | undefined;
}

/** @param state of a detector, hashed by the store that it came from */
export function besideOf(state: unknown): Beside | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { version, pins = [], activations = [], gate } = state as ModelsSnapshot & { gate?: GateSnapshot };
  const golden = gate?.golden && (goldenIn(gate) ?? 'changed');
  return { inForce: version, waiting: gate?.pending?.version, pins, activations, golden };
}
