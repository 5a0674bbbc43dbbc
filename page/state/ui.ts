import type { VNode } from '../dom/h';
import { redraw } from '../dom/redraw';

/** What is open on this screen only: a dialog, messages. */

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'refused';
  readonly undo?: (() => void) | undefined;
}

interface Ui {
  /** Drawn anew with the page, so that it shows what is true now. */
  dialog: (() => VNode) | undefined;
  toasts: readonly Toast[];
}

export const ui: Ui = { dialog: undefined, toasts: [] };

const DONE_MS = 8000;
/** What one may answer, or has to read: as long as it takes the slow (WCAG 2.2.1). */
const READ_MS = 20_000;
/** Looks again so soon whether a person is at it still. */
const HELD_MS = 3000;
/** A pointer may rest there although nobody is: no longer than this, ms. */
const HELD_AT_MOST_MS = 300_000;
let lastId = 0;

/** Where the focus was before the dialog. */
let before: Element | null = null;

export function openDialog(draw: () => VNode): void {
  if (ui.dialog === undefined) before = document.activeElement;
  ui.dialog = draw;
  redraw();
}

/** The focus goes back to where it was, or to the content: the page takes the dialog away, so the browser does not do it. */
export function closeDialog(): void {
  if (ui.dialog === undefined) return;
  ui.dialog = undefined;
  redraw();
  const back = before;
  before = null;
  requestAnimationFrame(() => {
    const there = back?.isConnected === true && back !== document.body ? back : document.getElementById('main');
    if (there instanceof HTMLElement) there.focus({ preventScroll: true });
  });
}

export function toast(text: string, kind: Toast['kind'], undo?: () => void): void {
  const id = ++lastId;
  ui.toasts = [...ui.toasts, { id, text, kind, undo }].slice(-4);
  if (kind === 'done' && undo === undefined) setTimeout(() => closeToast(id), DONE_MS);
  else expire(id, READ_MS, HELD_AT_MOST_MS);
  redraw();
}

/** It stays while it has the focus or the pointer. @param held how long at most, ms */
function expire(id: number, ms: number, held: number): void {
  setTimeout(() => {
    const isHeld = document.getElementById(`toast-${id}`)?.matches(':hover, :focus-within') === true;
    if (isHeld && held > 0) expire(id, HELD_MS, held - HELD_MS);
    else closeToast(id);
  }, ms);
}

export function closeToast(id: number): void {
  ui.toasts = ui.toasts.filter((toast) => toast.id !== id);
  redraw();
}
