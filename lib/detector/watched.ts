import { featureName, tagOf } from '../features';
import type { TwinRecord } from '../record';
import type { Blueprint } from './blueprint';

/** What the plant is told to do. */
const ORDERS: ReadonlySet<string | undefined> = new Set(['command', 'setpoint']);

/**
 * Fits a blueprint to what is known of the features. All of them go into the network, but not all are judged:
 * - Commands and setpoints: a new one is an operator's order, not an anomaly. (Whether feedback follows a command, and a
 *   measurement its setpoint, are features of their own.)
 * - Measurements that a twin predicts: the residual is judged, so that a state of the plant that was not there while
 *   learning is no anomaly as long as the twin goes along.
 * Where nothing else would be left, everything is judged.
 */
export function watchOutcomes(
  blueprint: Blueprint,
  features: readonly string[],
  roles: NonNullable<TwinRecord['roles']>,
): Blueprint {
  const known = new Set(features);
  const watched = features.flatMap((name, i) => {
    const tag = tagOf(name);
    const ordered = ORDERS.has(Object.hasOwn(roles, tag) ? roles[tag] : undefined);
    return ordered || known.has(featureName(name, 'twin')) ? [] : [i];
  });
  return watched.length === 0 || watched.length === features.length ? blueprint : { ...blueprint, watched };
}
