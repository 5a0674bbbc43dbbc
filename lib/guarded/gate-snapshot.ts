import type { Crept } from './caps';
import type { Reach } from './exam';
import type { Golden } from './golden';
import { type KeptGolden, Names } from './kept';
import type { Away } from './levels';
import type { Pace } from './pace';
import type { RecentringSnapshot } from './recentring';

/** Golden rows that were changed, or are damaged. */
export const CHANGED = 'the golden rows are not those that were kept';
/** A model that waits for a person. Plain JSON. */
export interface Pending {
  readonly version: number;
  /** What it would be measured against from then on. */
  readonly golden: Golden;
  readonly away: readonly Away[];
}

/** What is measured against once a model that was learned by itself judges. Plain JSON. */
export interface Successor {
  readonly golden: Golden;
  /** How far all has crept then; absent where other rows than those before were learned: golden then only says where. */
  readonly crept?: Crept;
  /** Of the rows that the model was learned from; absent in what older versions kept. */
  readonly pace?: Pace;
}

/** What was golden until a person accepted another normal. */
export interface Before {
  readonly golden: Golden;
  /** Of the model that was in force then. */
  readonly version: number;
  readonly crept: Crept;
  readonly reach?: Reach | undefined;
}

/** Plain JSON. */
export interface GateSnapshot {
  /** See Names. */
  readonly names?: readonly (readonly string[])[];
  readonly golden?: KeptGolden;
  readonly crept?: Crept;
  /** What was golden before, the newest last: what a rollback brings back. */
  readonly before?: readonly (Omit<Before, 'golden'> & { readonly golden: KeptGolden })[];
  readonly pending?: Omit<Pending, 'golden'> & { readonly golden: KeptGolden };
  /** Who said that what comes now is the new normal. */
  readonly accepting?: string;
  /** Traits that were told to be away. */
  readonly told?: readonly string[];
  /** What the model that was learned from the golden rows finds of them; absent before the first exam. */
  readonly reach?: Reach;
  readonly centre?: RecentringSnapshot;
}

/** The golden rows that a snapshot holds; undefined where there are none, or they are not as they were sealed. */
export function goldenIn({ names, golden }: GateSnapshot): Golden | undefined {
  return golden && new Names(names).restoreGolden(golden);
}
