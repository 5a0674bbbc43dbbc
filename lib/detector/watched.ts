import { featureName, tagOf } from '../features';
import type { TwinRecord } from '../record';
import { type Blueprint, watchedOf } from './blueprint';

/** What the plant is told to do. */
const ORDERS: ReadonlySet<string | undefined> = new Set(['command', 'setpoint']);

/**
 * Fits a blueprint to what is known of the features. All of them go into the network, but not all are judged:
 * - Commands and setpoints: a new one is an operator's order, not an anomaly. (Whether feedback follows a command, and a
 *   measurement its setpoint, are features of their own.)
 * - Measurements that a twin predicts: the residual is judged, so that a state of the plant that was not there while
 *   learning is no anomaly as long as the twin goes along.
 * Where nothing else would be left, everything is judged.
 *
 * Flags, which were nothing but 0 and 1 while learning, have no bands of their own: the first change of one that never
 * moved would outshout all that is measured.
 * @param flags positions of the features that are flags
 */
export function watchOutcomes(
  blueprint: Blueprint,
  features: readonly string[],
  roles: NonNullable<TwinRecord['roles']>,
  flags: readonly number[],
): Blueprint {
  const known = new Set(features);
  const watched = features.flatMap((name, i) => {
    const tag = tagOf(name);
    const ordered = ORDERS.has(Object.hasOwn(roles, tag) ? roles[tag] : undefined);
    return ordered || known.has(featureName(name, 'twin')) ? [] : [i];
  });
  const all = watched.length === 0 || watched.length === features.length;
  const plan = all ? blueprint : { ...blueprint, watched };
  return flags.length === 0 ? plan : withoutBands(plan, features.length, flags);
}

function withoutBands(blueprint: Blueprint, width: number, flags: readonly number[]): Blueprint {
  const { envelope, ...rest } = blueprint;
  const features = watchedOf(blueprint, width).filter((i) => !flags.includes(i));
  return envelope === undefined || features.length === 0 ? rest : { ...rest, envelope: { ...envelope, features } };
}
