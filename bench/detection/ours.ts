import type { Subject } from './subject';

/** Our detectors in their chain of layers. */
export const OURS: readonly Subject[] = [];
