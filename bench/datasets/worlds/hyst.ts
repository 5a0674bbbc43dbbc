import { autoregression, deviationOf, evenly, type Signal, signal, type World } from './signals';

/** Half of the play, in deviations of the drive. */
const PLAY = 0.5;

/** A drive with play, and a sluggish effect; in the segments the play is gone and only the swing is kept. */
export const hyst: World = (random, broken) => {
  const rows = broken.length;
  const u = autoregression(random, rows, 0.985, 1);
  const p = withPlay(u);
  const ratio = deviationOf(p) / deviationOf(u);
  const q = signal(rows, (t) => (broken[t] ? u[t]! * ratio : p[t]!));
  let f = q[0]!;
  const effect = signal(rows, (t) => {
    f += 0.3 * (q[t]! - f);
    return Math.tanh(f);
  });
  return evenly(0.06, u, q, effect, autoregression(random, rows, 0.95, 1), autoregression(random, rows, 0.9, 1));
};

function withPlay(u: Signal): Signal {
  let p = u[0]!;
  return u.map((drive) => {
    p += Math.max(0, drive - PLAY - p) - Math.max(0, p - drive - PLAY);
    return p;
  });
}
