import { Seldom } from '../../lib/seldom';
import type { ThresholdConfig } from './config';
import { Limit, type LimitSnapshot } from './limit';

/** Operating modes that get a limit of their own; later ones use the common one. */
const MAX_MODES = 32;

/** As plain JSON, by mode. */
export type ModeLimitsSnapshot = readonly (readonly [mode: string, limit: LimitSnapshot])[];

/** Limits that operating modes have for themselves. */
export class ModeLimits {
  readonly #limits: Seldom<Limit>;

  /** @param interval ms between records */
  constructor(config: ThresholdConfig, interval: number, from: ModeLimitsSnapshot = []) {
    this.#limits = new Seldom(from.map(([mode, limit]) => [mode, new Limit(config, limit)]));
    for (const limit of this.#limits.values()) limit.prepare(interval);
  }

  /** That of a mode, which may collect its scores still; undefined where it gets none. @param interval ms between records */
  of(mode: string, config: ThresholdConfig, interval: number): Limit | undefined {
    const known = this.#limits.get(mode);
    if (known !== undefined || this.#limits.size >= MAX_MODES) return known;
    const limit = new Limit(config);
    limit.prepare(interval);
    this.#limits.set(mode, limit);
    return limit;
  }

  /** See Limit. @param interval ms between records */
  follow(interval: number): void {
    for (const limit of this.#limits.values()) limit.follow(interval);
  }

  /** See Limit. @param interval ms between records */
  change(config: ThresholdConfig, interval: number): void {
    for (const limit of this.#limits.values()) limit.change(config, interval);
  }

  /** The modes learn theirs anew. */
  clear(): void {
    this.#limits.clear();
  }

  snapshot(): ModeLimitsSnapshot {
    return [...this.#limits].map(([mode, limit]) => [mode, limit.snapshot()] as const);
  }
}
