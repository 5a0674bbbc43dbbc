import { DETECTOR_NAMES } from '../../cli/chain';
import { FIELDS } from '../../nodes/dual-branch/config';
import { ours } from './ours';
import type { Subject } from './subject';
import { WITHOUT_NETWORK } from './without';

export const DEFAULT_WINDOW = FIELDS.window.default;

/** The dual-branch detector with windows of other lengths. */
export const OTHER_WINDOWS: readonly { readonly rows: number; readonly subject: Subject }[] = [16, 32, 128].map(
  (rows) => ({
    rows,
    subject: ours('dual-branch', { window: rows }, 'dual-branch'),
  }),
);

/** The dual-branch detector without one of its parts each. */
export const REDUCED: readonly Subject[] = [
  ours('dual-branch'),
  ...['mask', 'gate', 'scales', 'importance', 'reconstruction', 'prediction', 'contrast', 'position', 'envelope'].map(
    (part) => ours('dual-branch', { without: part }, `without ${part}`),
  ),
];

/** Networks as they were before the training: one epoch in which next to nothing moves. */
const UNTRAINED = { epochs: 1, rate: 1e-6 };

/** Our detectors as they come, and without what was learned: what a part is worth shows only without the whole group. */
export const VARIANTS: readonly Subject[] = DETECTOR_NAMES.flatMap((name) => [
  ours(name),
  ours(name, { score: 'paper' }, `${name}/paper`),
  ours(WITHOUT_NETWORK[name], UNTRAINED, `${name}/without-network`),
  ours(name, UNTRAINED, `${name}/untrained`),
  ours(name, { learnTwin: false }, `${name}/without-learned-twin`),
  ours(WITHOUT_NETWORK[name], { ...UNTRAINED, learnTwin: false }, `${name}/without-learned-parts`),
]);
