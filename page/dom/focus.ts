/** Who works with keys must not be thrown back to the top of the page because what has the focus goes, or cannot be pressed any more. */

/** Not a field: there the letters that are keys of the page would be typed. */
const FOCUSABLE = 'a[href], button:not(:disabled), summary, [tabindex="0"]';

/** Where something stood: in each element around it, behind how many others. */
type Way = readonly (readonly [around: Element, behind: number])[];

/** Draws; when that takes away what has the focus, the next thing that stood there has it. */
export function keepFocus(root: Element, draw: () => void): void {
  const had = document.activeElement;
  const isInside = had instanceof HTMLElement && had !== root && root.contains(had);
  const way = isInside ? wayTo(had, root) : [];
  draw();
  if (!isInside || (had.isConnected && !had.matches(':disabled'))) return;
  const now = document.activeElement;
  // A dialog that has opened, or who took it away, has put it somewhere else.
  if (now !== null && now !== document.body && now !== had) return;
  nextTo(way)?.focus({ preventScroll: true });
}

function wayTo(element: Element, root: Element): Way {
  const way: [Element, number][] = [];
  for (let one = element; one !== root && one.parentElement !== null; one = one.parentElement)
    way.push([one.parentElement, [...one.parentElement.children].indexOf(one)]);
  return way;
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
