/** Who works with keys must not be thrown back to the top of the page because what has the focus goes, or cannot be pressed any more. */

const FOCUSABLE = 'a[href], button:not(:disabled), summary, [tabindex="0"]';

/** What has the focus since a field was taken from who types there: the rest of the words is no order, and no space presses a button. */
let stranded: Element | null = null;

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
  else if (isField(had)) {
    stillAround(way)?.focus({ preventScroll: true });
    stranded = document.activeElement;
  } else nextTo(way)?.focus({ preventScroll: true });
}

/** Whether letters are meant for a field, also for one that is gone. */
export function isTyping({ target }: KeyboardEvent): boolean {
  if (target !== stranded) stranded = null;
  return stranded !== null || isField(target);
}

/** Who takes the mouse has seen that the field is gone. */
export function startAnew(): void {
  stranded = null;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(input|textarea|select)$/i.test(target.tagName);
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
