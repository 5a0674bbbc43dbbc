import type { Level, Levels } from './levels';

/** Members of a level in the order in which their numbers are kept. */
const MEMBERS = ['center', 'spread', 'low', 'high', 'floor', 'ceiling', 'wide', 'lively', 'below', 'above'] as const;

/** Levels with their names in another place. Plain JSON. */
export interface KeptLevels {
  readonly block: number;
  /** In the order of the features the numbers of each level; 0: it has none. */
  readonly of: readonly (readonly number[] | 0)[];
  /** Of features that are not among these. */
  readonly more?: Readonly<Record<string, readonly number[]>>;
}

/** Always the same for the same levels. */
export function keptLevels({ block, of }: Levels, features: readonly string[]): KeptLevels {
  const numbers = (level: Level): number[] => MEMBERS.flatMap((member) => level[member] ?? []);
  const more = Object.keys(of)
    .filter((name) => !features.includes(name))
    .sort();
  return {
    block,
    of: features.map((name) => (Object.hasOwn(of, name) ? numbers(of[name]!) : 0)),
    ...(more.length > 0 && { more: Object.fromEntries(more.map((name) => [name, numbers(of[name]!)])) }),
  };
}

/** @param features in the order in which they were kept */
export function restoredLevels({ block, of, more = {} }: KeptLevels, features: readonly string[]): Levels {
  const level = (numbers: readonly number[]): Level => {
    return Object.fromEntries(numbers.map((number, k) => [MEMBERS[k]!, number])) as unknown as Level;
  };
  const own = features.flatMap((name, i): [string, Level][] => (of[i] === 0 ? [] : [[name, level(of[i]!)]]));
  const others = Object.entries(more).map(([name, numbers]): [string, Level] => [name, level(numbers)]);
  return { block, of: Object.fromEntries([...own, ...others]) };
}
