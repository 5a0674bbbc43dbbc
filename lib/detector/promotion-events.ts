const DECISIONS = new Set([
  'new-normal',
  'learning-drift',
  'learning-drift-over',
  'learning-return',
  'golden-lost',
  'alarms-forgotten',
  'relearning',
]);

/** Whether an event says what became of a model, or of what it is measured against: that is logged. */
export function isPromotionEvent(event: unknown): boolean {
  return typeof event === 'string' && (event.startsWith('model-') || DECISIONS.has(event));
}
