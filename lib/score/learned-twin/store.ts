import type { Tensor } from '../../encoding/safetensors';
import type { Feature, StoredPart } from '../part';
import { rootSize } from '../root';
import { facts, floats, numbers } from '../stored';
import type { CalmLimits } from './calm';
import { CHARTS } from './charts';
import { type Columns, crossColumns, innovationColumns, OWN_PAST, sizeOf } from './columns';
import type { Coverage } from './coverage';
import type { Judge, LearnedTwin } from './fit';
import type { Predictor } from './predictor';
import type { Family } from './questions';
import type { Standard } from './standard';

/** What the passport says of one judge. */
interface JudgeFacts {
  readonly family: Family;
  readonly tag: number;
  readonly inputs: readonly number[];
  readonly factors: number;
  /** Absent: all as they are now, as in what older versions kept. */
  readonly ages?: readonly number[];
  readonly movers: readonly number[];
  readonly reach?: number;
  readonly spread: { readonly leverage: number; readonly transient: number };
  readonly center: number;
  readonly deviation: number;
  readonly explained: number;
  readonly judges: boolean;
  readonly most?: number;
  readonly change: number;
}

interface TwinFacts {
  readonly margin: number;
  readonly coverage: Coverage;
  readonly judges: readonly JudgeFacts[];
  readonly calm: readonly (CalmLimits & { readonly tag: number })[];
}

/** A twin as the model's file holds it. */
export function storeTwin({ standards, judges, calm, margin, coverage }: LearnedTwin): StoredPart {
  const tensors: Record<string, Tensor> = {};
  const keep = (name: string, data: Float64Array | Float32Array): void => {
    tensors[name] = { shape: [data.length], data };
  };
  for (const of of STANDARD)
    keep(
      `standard.${of}`,
      Float64Array.from(standards, (standard) => standard[of]),
    );
  judges.forEach(({ predictor, limits, sample }, k) => {
    keep(`${k}.weights`, predictor.weights);
    keep(`${k}.limits`, limits);
    if (predictor.root) keep(`${k}.root`, predictor.root);
    if (sample) keep(`${k}.sample`, sample);
    if (predictor.factors === 0) return;
    keep(`${k}.means`, predictor.columns.means);
    keep(`${k}.inverses`, predictor.columns.inverses);
  });
  const stored: TwinFacts = {
    margin,
    coverage,
    judges: judges.map(({ family, predictor, judges, most, change }) => {
      const { tag, inputs, factors, ages, movers, reach, spread, center, deviation, explained } = predictor;
      return {
        family,
        tag,
        inputs,
        factors,
        ...(ages.some((age) => age > 0) && { ages }),
        movers: [...movers],
        ...(reach !== undefined && { reach }),
        spread,
        center,
        deviation,
        explained,
        judges,
        ...(most !== undefined && { most }),
        change,
      };
    }),
    calm: [...calm].map(([tag, limits]) => ({ tag, ...limits })),
  };
  return { facts: stored, tensors };
}

const STANDARD = ['mean', 'deviation', 'low', 'high'] as const;

/** @throws Error when it is not what storeTwin gave */
export function readTwin(stored: StoredPart, features: readonly Feature[]): LearnedTwin {
  const { judges, calm, margin, coverage } = facts<TwinFacts>(stored);
  const width = features.length;
  const known = Object.fromEntries(STANDARD.map((of) => [of, numbers(stored, `standard.${of}`, width)]));
  const standards = features.map((_, i) => {
    return Object.fromEntries(STANDARD.map((of) => [of, known[of]![i]!])) as unknown as Standard;
  });
  const isFeature = (i: number): boolean => Number.isInteger(i) && i >= 0 && i < width;
  if (!(margin > 0)) throw new Error('a margin of it is out of range');
  return {
    standards,
    margin,
    coverage,
    judges: judges.map((one, k): Judge => {
      if (![one.tag, ...one.inputs, ...one.movers].every(isFeature))
        throw new Error('it names a feature that is not there');
      const known = one.family === 'cross' || one.family === 'innovation';
      if (!known || !Number.isInteger(one.factors) || one.factors < 0 || one.factors > one.inputs.length) {
        throw new Error('a family or the factors of it are out of range');
      }
      const { ages = one.inputs.map(() => 0) } = one;
      if (ages.length !== one.inputs.length || !ages.every(isAge))
        throw new Error('an age of an input is out of range');
      if (!(one.deviation > 0)) throw new Error('a deviation of it is out of range');
      if (one.most !== undefined && !(one.most > 0)) throw new Error('a limit of it is out of range');
      const columns = columnsOf(stored, { ...one, ages }, k, standards);
      const size = sizeOf(columns);
      const { tag, inputs, factors, spread, center, deviation, explained, family, change } = one;
      const { reach } = one;
      if (reach !== undefined && !(reach >= 0)) throw new Error('a reach of it is out of range');
      const hasRoot = reach !== undefined || spread.leverage > 0;
      const root = hasRoot && {
        root: floats(stored, `${k}.root`, rootSize(size)),
        ...(reach !== undefined && { reach }),
      };
      const weights = numbers(stored, `${k}.weights`, size);
      const movers = Int32Array.from(one.movers);
      return {
        family,
        predictor: {
          tag,
          inputs,
          ages,
          factors,
          movers,
          spread,
          center,
          deviation,
          explained,
          columns,
          weights,
          ...root,
        },
        judges: one.judges,
        ...(one.most !== undefined && { most: one.most }),
        change,
        limits: numbers(stored, `${k}.limits`, CHARTS),
        ...(stored.tensors[`${k}.sample`] && { sample: floats(stored, `${k}.sample`) }),
      };
    }),
    calm: new Map(
      calm.map(({ tag, movement, limit }) => {
        if (!isFeature(tag)) throw new Error('it names a feature that is not there');
        return [tag, { movement, limit }];
      }),
    ),
  };
}

/** No column looks further back than the trail reaches. */
function isAge(age: number): boolean {
  return Number.isInteger(age) && age >= 0 && age <= OWN_PAST;
}

function columnsOf(
  stored: StoredPart,
  { family, tag, inputs, ages, factors }: JudgeFacts & Pick<Predictor, 'ages'>,
  k: number,
  standards: readonly Standard[],
): Columns {
  if (family === 'innovation') return innovationColumns(standards.length, tag, inputs, ages);
  const columns = crossColumns(standards.length, tag, inputs, ages, factors, standards);
  const products = columns.means.length;
  if (products === 0) return columns;
  return {
    ...columns,
    means: numbers(stored, `${k}.means`, products),
    inverses: numbers(stored, `${k}.inverses`, products),
  };
}
