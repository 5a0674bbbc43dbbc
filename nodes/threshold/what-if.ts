import { STOP_DAYS, STOPS } from '../../lib/alarm/stops';
import type { History } from './history';
import type { Limit } from './limit';

/** What one false alarm in so many days would mean. */
export interface WhatIfRow {
  readonly days: number;
  readonly perWeek: number;
  readonly limit: number;
  /** The score of the rarity that was asked for. */
  readonly calm?: number;
  /** How many of the last scores lie above the limit. */
  readonly above: number;
  readonly of: number;
}

/** Half of what rarities are rounded to, see TwinRecord.rarity. */
const ROUNDED = 0.05;

/**
 * What other budgets would mean: for each place of the slider its limit, and how many of the last scores lie above.
 * @param interval ms between records
 * @param rarity of which the score is told too
 * @returns nothing where no limit follows from a budget
 */
export function whatIf(inForce: Limit, history: History, interval: number, rarity?: number): WhatIfRow[] {
  return STOP_DAYS.flatMap((days, i) => {
    const other = inForce.whatIf({ budget: days, per: 'days' }, interval);
    if (other === undefined) return [];
    const calm = rarity === undefined ? {} : { calm: other.scoreAt(rarity + ROUNDED) };
    const { limit } = other;
    return [{ days, perWeek: STOPS[i]!, limit, ...calm, above: history.above(limit), of: history.length }];
  });
}
