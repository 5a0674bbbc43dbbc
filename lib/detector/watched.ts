import { tagOf } from '../features';
import type { TwinRecord } from '../record';
import type { Blueprint } from './blueprint';

/** What the plant is told to do. */
const ORDERS: ReadonlySet<string | undefined> = new Set(['command', 'setpoint']);

/**
 * Fits a blueprint to the roles of the tags: what the plant does is judged, given what it is told to do. Commands and
 * setpoints go into the network; a new one is an operator's order, not an anomaly. (Whether feedback follows a command, and
 * a measurement its setpoint, are features of their own.) Where there is nothing but orders, they are judged.
 */
export function watchOutcomes(
  blueprint: Blueprint,
  features: readonly string[],
  roles: NonNullable<TwinRecord['roles']>,
): Blueprint {
  const watched = features.flatMap((name, i) => {
    const tag = tagOf(name);
    return ORDERS.has(Object.hasOwn(roles, tag) ? roles[tag] : undefined) ? [] : [i];
  });
  return watched.length === 0 || watched.length === features.length ? blueprint : { ...blueprint, watched };
}
