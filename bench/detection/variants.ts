import type { Subject } from './subject';

/** The dual-branch detector with windows of several lengths; 64 is its default. */
export const WINDOWS: readonly { readonly rows: number; readonly subject: Subject }[] = [];
