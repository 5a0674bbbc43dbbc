/** Who works with keys must not be thrown back to the top of the page because what has the focus goes, or cannot be pressed any more. */

const FOCUSABLE = 'a[href], button:not(:disabled), summary, [tabindex="0"]';

/** Inputs in which no letters are typed. */
const NO_TEXT = /^(button|checkbox|color|file|image|radio|range|reset|submit)$/;

/** Who types makes no longer pause within a word than this, ms: what comes after it is meant for what stands there. */
const PAUSE_MS = 2000;

/** What has the focus since a field was taken from who types there: the rest of the words is no order, and no space presses a button. */
let stranded: Element | null = null;
/** When a letter of those came last. */
let typed = 0;

/** Where something stood: in each element around it, behind how many others. */
type Way = readonly (readonly [around: Element, behind: number])[];

/** Draws; what had the focus has it still. When it goes, the next thing that stood there has it; after a field only what cannot be pressed. */
export function keepFocus(root: Element, draw: () => void): void {
  const had = document.activeElement;
  const isInside = had instanceof HTMLElement && had !== root && root.contains(had);
  const way = isInside ? wayTo(had, root) : [];
  draw();
  const now = document.activeElement;
  if (!isInside || (now === had && !had.matches(':disabled'))) return;
  // A dialog that has opened, or who took it away, has put it somewhere else.
  if (now !== null && now !== document.body && now !== had) return;
  if (had.isConnected && !had.matches(':disabled')) had.focus({ preventScroll: true });
  else if (isText(had)) {
    stillAround(way)?.focus({ preventScroll: true });
    stranded = document.activeElement;
    typed = performance.now();
  } else nextTo(way)?.focus({ preventScroll: true });
}

/** Whether letters are meant for a field, also for one that is gone. */
export function isTyping({ target, key }: KeyboardEvent): boolean {
  if (isText(target) || target instanceof HTMLSelectElement) return true;
  if (target !== stranded || performance.now() > typed + PAUSE_MS) stranded = null;
  const isStranded = stranded !== null;
  if (key === 'Escape') stranded = null;
  typed = performance.now();
  return isStranded;
}

/** Who takes the mouse has seen that the field is gone. */
export function startAnew(): void {
  stranded = null;
}

function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !NO_TEXT.test(target.type));
}

function wayTo(element: Element, root: Element): Way {
  const way: [Element, number][] = [];
  for (let one = element; one !== root && one.parentElement !== null; one = one.parentElement)
    way.push([one.parentElement, [...one.parentElement.children].indexOf(one)]);
  return way;
}

function stillAround(way: Way): HTMLElement | undefined {
  const found = way.find(([around]) => around.isConnected && around.matches('[tabindex]'))?.[0];
  return found instanceof HTMLElement ? found : undefined;
}

function nextTo(way: Way): HTMLElement | undefined {
  for (const [around, behind] of way) {
    if (!around.isConnected) continue;
    const parts = [...around.children];
    for (const part of [...parts.slice(behind), ...parts.slice(0, behind).reverse()]) {
      const found = part.matches(FOCUSABLE) ? part : part.querySelector(FOCUSABLE);
      if (found instanceof HTMLElement) return found;
    }
  }
  return undefined;
}
