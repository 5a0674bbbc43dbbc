import { ascending, quantile } from '../../../lib/math/quantile';
import { Follower, type FollowerSnapshot, follow } from './follower';
import type { StrategyKind } from './strategy';

/**
 * The score that a share `risk` of the calibration exceeds. n scores cannot tell of risks below 1/n: the limit then is the
 * largest of them, and the true rate of false alarms about 1/n.
 */
export const quantileLimit: StrategyKind = {
  ordered: false,
  fit(scores, options) {
    const sorted = ascending(scores);
    return follow(quantile(sorted, 1 - options.risk), quantile(sorted, 0.5), scores, options);
  },
  restore: (snapshot, options) => new Follower(snapshot as FollowerSnapshot, options),
};
