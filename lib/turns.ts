const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Resolves in the next turn of the event loop. What a callback of input or output asks for with one breath still comes in its own turn, before the timers. */
export async function nextTurn(): Promise<void> {
  await breath();
  await breath();
}

/** Does what pauses now and then, with a turn of the event loop in each pause, and before it begins. */
export async function inSlices<T>(slices: Generator<void, T>): Promise<T> {
  await nextTurn();
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
    await breath();
  }
}
