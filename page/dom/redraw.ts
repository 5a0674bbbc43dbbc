/** Draws the page once per frame at most, and not at all while nobody sees it. */
let draw: () => void = () => undefined;
let due = false;

export function onDraw(task: () => void): void {
  draw = task;
}

export function redraw(): void {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    draw();
  });
}
