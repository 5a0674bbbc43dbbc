/** Part of the time that is looked back on (a window, the memory of a slow mean) that may be missing. */
export const BEARABLE_PART = 0.25;
