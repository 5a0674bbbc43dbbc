import type { Tensors } from '../../encoding/safetensors';
import type { Progress } from '../../engine/engine';
import type { Scaling } from '../../record/record';
import type { Blueprint } from '../../score/blueprint';
import { settled } from '../../score/detrending/detrender';
import { featuresOf, judgedOf, measuredOf } from '../../score/features';
import type { Fitted, FittedTerm } from '../../score/fitted';
import type { FeatureKind, StoredPart } from '../../score/part';
import { type PartPlan, partOf } from '../../score/parts';
import { numbers } from '../../score/stored';
import type { TrainingFacts } from '../learning/training-facts';

/** passport.json as versions up to 0.1 wrote it: the parts of the score stood side by side, each in a way of its own. */
export interface Format2 {
  format: number;
  node: string;
  features: string[];
  scaling: Scaling;
  blueprint: {
    window: number;
    windows?: number;
    streams: { name: string; kind: keyof typeof STREAMS; output?: string; weight: number }[];
    envelope?: { rates: number[]; weight: number; features?: number[] };
    contrast?: { output: string; prototypes: number; weight: number };
    evidence: { rates: number[]; shrinkage: number; ridge: number; bias: number };
    watched?: number[];
    training: Blueprint['training'];
    validation: number;
    folds: number;
    shown?: string[];
  };
  units: { rate: number; unit: number }[][];
  bands: unknown[] | null;
  contrastUnit: number | null;
  calibration: number[];
  training: TrainingFacts;
  history: Progress[];
  bestEpoch: number;
  device: string;
  notes: string[];
}

const STREAMS = { row: 'values', residual: 'reconstruction', surprise: 'prediction' } as const;

/** The same score in today's parts. @throws Error when something of it is missing */
export function partsOfFormat2(
  passport: Format2,
  tensors: Tensors,
): Pick<Fitted, 'parts' | 'input'> & { readonly blueprint: Omit<Blueprint, 'graph' | 'parts'> } {
  const { window, windows, training, validation, folds, shown } = passport.blueprint;
  const width = passport.features.length;
  const whole = { facts: undefined, tensors };
  const kinds = kindsOf(passport);
  return {
    blueprint: {
      window,
      context: window,
      ...(windows !== undefined && { windows }),
      input: 'centred',
      kinds,
      training,
      validation,
      folds,
      ...(shown && { shown }),
    },
    parts: termsOf(passport, tensors, kinds),
    input: {
      center: numbers(whole, 'center', width),
      reach: numbers(whole, 'reach', width),
      fill: new Float64Array(width),
      ...settled(width),
    },
  };
}

/** What was not judged was a command, a setpoint, or predicted by a twin: which of these is not known, and does not matter. */
function kindsOf({ features, blueprint }: Format2): FeatureKind[] {
  const judged = blueprint.watched ?? [...features.keys()];
  const banded = blueprint.envelope?.features ?? judged;
  return features.map((_, i) => (judged.includes(i) ? (banded.includes(i) ? 'measured' : 'flag') : 'modelled'));
}

function termsOf(passport: Format2, tensors: Tensors, kinds: readonly FeatureKind[]): FittedTerm[] {
  const { streams, envelope, contrast, evidence } = passport.blueprint;
  const found: { plan: PartPlan; stored: StoredPart }[] = streams.map(({ name, kind, output, weight }, s) => ({
    plan: {
      name,
      kind: 'mewma',
      combine: 'sum',
      weight,
      of: STREAMS[kind],
      ...(output !== undefined && { output }),
      ...evidence,
    },
    stored: { facts: passport.units[s], tensors: within(tensors, `evidence.${s}.`) },
  }));
  if (envelope) {
    const { rates, weight } = envelope;
    found.push({
      plan: { name: 'bands', kind: 'bands', combine: 'sum', weight, rates },
      stored: { facts: passport.bands, tensors: within(tensors, 'envelope.') },
    });
  }
  if (contrast) {
    const { prototypes, weight } = contrast;
    found.push({
      plan: { name: 'contrast', kind: 'course', combine: 'sum', weight, prototypes },
      stored: { facts: { unit: passport.contrastUnit }, tensors: within(tensors, 'contrast.') },
    });
  }
  const features = featuresOf(passport.features, kinds);
  if (judgedOf(features).length === 0 || (envelope && measuredOf(features).length === 0)) {
    throw new Error('it judges no feature');
  }
  const total = found.reduce((sum, { plan }) => sum + plan.weight, 0);
  return found.map(({ plan, stored }) => ({
    plan,
    combine: 'sum',
    weight: plan.weight / total,
    fitted: partOf(plan).read(stored, plan, features),
  }));
}

function within(tensors: Tensors, prefix: string): Tensors {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
