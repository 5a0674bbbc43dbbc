import { ours } from './ours';
import type { Subject } from './subject';

/** The dual-branch detector with windows of several lengths; 64 is its default. */
export const WINDOWS: readonly { readonly rows: number; readonly subject: Subject }[] = [16, 32, 64, 128].map(
  (rows) => ({
    rows,
    subject: ours('dual-branch', { window: rows }),
  }),
);

/** The dual-branch detector without one of its parts each. */
export const REDUCED: readonly Subject[] = [
  ours('dual-branch'),
  ...['mask', 'gate', 'scales', 'importance', 'reconstruction', 'prediction', 'contrast', 'position'].map((part) =>
    ours('dual-branch', { without: part }, `without ${part}`),
  ),
];
