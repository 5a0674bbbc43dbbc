/** Rows [from, to). */
export type Block = readonly [from: number, to: number];

/** Windows to train on, and windows that tell when to stop, by their first rows, ascending. */
export interface Split {
  readonly training: readonly number[];
  readonly validation: readonly number[];
}

/** Fewer windows cannot be trained on: then a window only must not judge what is held out. */
const LEAST_TRAINING = 10;
/** Fewer windows tell too little of when to stop. */
const LEAST_VALIDATION = 8;

/**
 * Divides windows so that none that is trained on holds a row of a held-out block: a window behind the block would show
 * its rows as inputs, the one before it as the row to predict.
 * Where there are too few rows for that, windows are told apart by the row that they judge.
 * @param starts first rows of the windows
 * @param span rows that a window needs, with the row after it where that is predicted
 * @param window rows up to the one that it judges, that one included
 * @param unseen blocks that are seen neither in training nor in validation
 * @param validation blocks of the windows that tell when to stop
 */
export function splitWindows(
  starts: readonly number[],
  span: number,
  window: number,
  unseen: readonly Block[],
  validation: readonly Block[],
): Split {
  const holds = (start: number, [from, to]: Block): boolean => start < to && start + span > from;
  const lies = (start: number, [from, to]: Block): boolean => start >= from && start + span <= to;
  const judges = (start: number, [from, to]: Block): boolean => start + window > from && start + window <= to;
  const held = [...unseen, ...validation];
  const clean = starts.filter((start) => !held.some((block) => holds(start, block)));
  const isStrict = clean.length >= LEAST_TRAINING;
  const training = isStrict ? clean : starts.filter((start) => !held.some((block) => judges(start, block)));
  const others = starts.filter((start) => !unseen.some((block) => (isStrict ? holds : judges)(start, block)));
  const inside = others.filter((start) => validation.some((block) => lies(start, block)));
  if (isStrict && inside.length >= LEAST_VALIDATION) return { training, validation: inside };
  return { training, validation: others.filter((start) => validation.some((block) => judges(start, block))) };
}

/**
 * The rows that tell a training when to stop that must not see a block: those of the windows furthest away from it.
 * @param share of the other windows
 */
export function stoppingBlock(
  starts: readonly number[],
  span: number,
  window: number,
  unseen: Block,
  share: number,
): Block {
  const { training: others } = splitWindows(starts, span, window, [unseen], []);
  const first = others[0] ?? 0;
  const last = others.at(-1) ?? 0;
  const size = Math.min(others.length, Math.max(LEAST_VALIDATION, Math.round(share * others.length)));
  const [from, to] = unseen;
  const isEarly = from - first < last + span - to;
  return isEarly ? [others.at(-size) ?? 0, last + span] : [first, (others[size - 1] ?? 0) + span];
}
