import { type Columns, columnCount, crossColumns, innovationColumns, OWN_PAST, Products } from './columns';
import { movesEnough } from './gates';
import type { Question } from './predictor';
import { correlations, relevantInputs } from './relevance';
import type { Standard } from './standard';
import type { Trail } from './trail';

/** The two ways in which a tag is told. */
export type Family = 'cross' | 'innovation';

/** What each feature is to the twin. */
export interface Parts {
  /** Positions of the tags that are to be told. */
  readonly tags: readonly number[];
  /** Positions of those that have a twin of their own: they are only watched beside it. */
  readonly supplied: readonly number[];
  /** Positions of all that they may be told from, the tags of both kinds among them. */
  readonly inputs: readonly number[];
  /** Positions of commands and set points among the inputs, and of the set points alone. */
  readonly orders: readonly number[];
  readonly setpoints: readonly number[];
  /** Positions of the tags that follow a command of their own, and of those that a controller holds at a set point. */
  readonly actuators: readonly number[];
  readonly controlled: readonly number[];
}

/** Whose word the residual is: the only one there is of the tag, or a second one beside a supplied twin's. */
export type Witness = 'only' | 'second';

/** What is asked of the rows. */
export interface Asked {
  readonly family: Family;
  readonly witness: Witness;
  readonly question: Question;
}

/** Inputs of a predictor at most, and of those the ones that products are made of: their number grows with its square. */
interface Bounds {
  readonly inputs: number;
  readonly factors: number;
}

const USUAL: Bounds = { inputs: 16, factors: 14 };
/** On wide assets each tag has fewer: what all predictors cost together grows with the tags only. */
const WIDE_FROM = 100;
const WIDE: Bounds = { inputs: 10, factors: 8 };
/** A second witness need not tell the last percent: what a supplied twin cannot see is forged, and further off than that. */
const SECOND: Bounds = { inputs: 6, factors: 4 };

/** Leverage up to which what is told of a tag is as good as known: it makes the variance by half larger. */
const HALF = 1 / 2;

/** Columns of the largest predictor of an asset. @param inputs that move */
export function mostColumns(inputs: number): number {
  const bounds = boundsOf(inputs);
  return columnCount(Math.min(bounds.inputs, inputs - 1), Math.min(bounds.factors, inputs - 1));
}

/**
 * What is asked: each tag that moves enough, by both families. A second witness is there for what is forged together with a
 * supplied twin, and leaves all else to that one:
 * - the cross family alone: what is forged need not move suddenly, but it leaves the other tags behind;
 * - from measurements and commands, not from set points: a plant that does not hold its set point is no lie;
 * - nothing of points that were not learned: there the supplied twin may still know the way.
 * @param isBounded the only witness, too, says nothing of points that were not learned
 */
export function questionsOf(trail: Trail, standards: readonly Standard[], parts: Parts, isBounded: boolean): Asked[] {
  const moving = (i: number): boolean => standards[i]!.deviation > 0;
  const inputs = parts.inputs.filter(moving);
  const orders = parts.orders.filter(moving);
  const correlation = correlations(trail);
  const products = new Products(trail);
  const ask = (tags: readonly number[], witness: Witness, bounds: Bounds): Asked[] =>
    tags
      .filter((tag) => moving(tag) && movesEnough(trail, tag))
      .flatMap((tag): Asked[] => {
        const others = inputs.filter((i) => i !== tag && !(witness === 'second' && parts.setpoints.includes(i)));
        if (others.length === 0) return [];
        const relevant = relevantInputs(correlation, trail.width, tag, others, bounds.inputs);
        const movers = Int32Array.from(orders.length > 0 ? orders : relevant);
        const ages = relevant.map((input) => ageOf(input, tag, parts));
        const factors = Math.min(bounds.factors, relevant.length);
        const least = witness === 'second' ? 0 : isBounded ? HALF : undefined;
        const asked = (family: Family, columns: Columns, made: number): Asked => {
          return {
            family,
            witness,
            question: {
              tag,
              inputs: relevant,
              ages,
              factors: made,
              columns,
              movers,
              ...(least !== undefined && { leastReach: least }),
            },
          };
        };
        const cross = products.measure(crossColumns(trail.width, tag, relevant, ages, factors, standards));
        const all = [asked('cross', cross, factors)];
        if (witness === 'only') all.push(asked('innovation', innovationColumns(trail.width, tag, relevant, ages), 0));
        return all;
      });
  return [...ask(parts.tags, 'only', boundsOf(inputs.length)), ...ask(parts.supplied, 'second', SECOND)];
}

/**
 * How many rows before an input is asked. An order of the same moment may have been made from what the tag read, spikes and all; only an
 * actuator follows its command at once. What a controller orders is made from the tag that it holds, so that it tells of that one what
 * the tag itself would say, and is as old as that.
 */
function ageOf(input: number, tag: number, { orders, setpoints, actuators, controlled }: Parts): number {
  if (!orders.includes(input) || actuators.includes(tag)) return 0;
  return controlled.includes(tag) && !setpoints.includes(input) ? OWN_PAST : 1;
}

/** @param inputs of the asset that move */
function boundsOf(inputs: number): Bounds {
  return inputs > WIDE_FROM ? WIDE : USUAL;
}
