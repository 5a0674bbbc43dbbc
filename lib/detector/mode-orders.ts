/** How orders are followed by a detector with a model for each operating mode. */

/** Orders that are followed in the modes that they concern. */
export const PARTIAL: ReadonlySet<string> = new Set(['cancel', 'approve', 'decline', 'pin', 'unpin', 'compare']);

/** Orders that mean nothing as long as no mode is known. */
export const NEEDS_MODES: ReadonlySet<string> = new Set([
  'train',
  'retrain',
  'accept',
  'cancel',
  'rollback',
  'pin',
  'unpin',
  'import',
]);
