import { derivationOf, featureName, tagOf } from '../record/features';
import type { TwinRecord } from '../record/record';
import type { Feature, FeatureKind } from './part';

/**
 * What each feature is to the judge. All of them go into the network, but not all are judged:
 * - Commands and setpoints: a new one is an operator's order, not an anomaly. (Whether feedback follows a command, and a
 *   measurement its setpoint, are features of their own.)
 * - Measurements that a twin predicts: the residual is judged, so that a state of the plant that was not there while
 *   learning is no anomaly as long as the twin goes along.
 * Where nothing else would be left, everything is judged.
 * @param flags positions of the features that were nothing but 0 and 1, or that never moved
 */
export function kindsOf(
  features: readonly string[],
  roles: NonNullable<TwinRecord['roles']>,
  flags: readonly number[],
): FeatureKind[] {
  const known = new Set(features);
  const measured = features.map((_, i): FeatureKind => (flags.includes(i) ? 'flag' : 'measured'));
  const kinds = features.map((name, i): FeatureKind => {
    const tag = tagOf(name);
    const role = Object.hasOwn(roles, tag) ? roles[tag] : undefined;
    if (isOrder(role)) return role;
    return known.has(featureName(name, 'twin')) ? 'modelled' : measured[i]!;
  });
  return kinds.some(isJudged) ? kinds : measured;
}

/** Commands and set points among the features, and what tells how far the plant is from them. */
export function ordersAmong(features: readonly string[], roles: NonNullable<TwinRecord['roles']>): string[] {
  return features.filter((name) =>
    isOrder(derivationOf(name) ?? (Object.hasOwn(roles, name) ? roles[name] : undefined)),
  );
}

function isOrder(role: string | undefined): role is 'command' | 'setpoint' {
  return role === 'command' || role === 'setpoint';
}

/** Features with their kinds; all are measured where no kinds are given. */
export function featuresOf(names: readonly string[], kinds: readonly FeatureKind[] | undefined): Feature[] {
  return names.map((name, i) => ({ name, kind: kinds?.[i] ?? 'measured' }));
}

const REFERENCES: readonly (string | undefined)[] = ['twin', 'command', 'setpoint', 'told'];

/** Positions of the features that are judged. */
export function judgedOf(features: readonly Feature[]): number[] {
  return features.flatMap(({ kind }, i) => (isJudged(kind) ? [i] : []));
}

/** Positions of the features that are measured: judged, and no flags. */
export function measuredOf(features: readonly Feature[]): number[] {
  return features.flatMap(({ kind }, i) => (kind === 'measured' ? [i] : []));
}

/** Positions of what an instrument reads, be it judged itself or by its distance from a twin. */
export function readingsOf(features: readonly Feature[]): number[] {
  return features.flatMap(({ kind }, i) => (kind === 'measured' || kind === 'modelled' ? [i] : []));
}

/** Positions of the judged features whose place nothing tells: a distance from a twin, a command or a set point belongs at zero. */
export function placelessOf(features: readonly Feature[]): number[] {
  return judgedOf(features).filter((i) => !REFERENCES.includes(derivationOf(features[i]!.name)));
}

function isJudged(kind: FeatureKind): boolean {
  return kind === 'measured' || kind === 'flag';
}

/** Some columns of row-major rows, in their order. */
export function columns<M extends Float32Array | Float64Array>(rows: M, width: number, picked: readonly number[]): M {
  if (picked.length === width) return rows;
  const out = rows.slice(0, (rows.length / width) * picked.length) as M;
  for (let at = 0, row = 0; at < out.length; row += width) for (const i of picked) out[at++] = rows[row + i]!;
  return out;
}
