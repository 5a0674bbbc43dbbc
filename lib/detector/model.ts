import { createHash } from 'node:crypto';
import { concatFloats } from '../concat';
import type { Progress } from '../engine/engine';
import { type Graph, parameterOffsets, sizeOf } from '../network/graph';
import { parseGraph } from '../network/parse';
import type { Scaling } from '../record';
import { decodeTensors, encodeTensors, type Tensor, type Tensors } from '../safetensors';
import type { ModelFiles, StoredModel } from '../store/models';
import { type Blueprint, bandedOf, watchedOf } from './blueprint';
import type { Envelope } from './envelope';
import type { Evidence } from './evidence';
import type { OutlierReport } from './grades';
import type { Learned } from './learned';
import type { Trait } from './traits';

/** A trained detector with everything that it takes to use it, and where it came from. */
export interface Model {
  /** Short hash of all that scores. */
  readonly id: string;
  readonly version: number;
  readonly node: string;
  readonly features: readonly string[];
  /** How the features were scaled in training; the model goes on with it whatever the scaler does later. */
  readonly scaling: Scaling;
  readonly blueprint: Blueprint;
  readonly learned: Learned;
  readonly training: TrainingFacts;
  /** What was said about the engine that trained: why this one, or why not the chosen one. Not part of the id. */
  readonly notes: readonly string[];
}

/** Where a model came from. */
export interface TrainingFacts {
  /** Learned from. */
  readonly rows: number;
  /** What of the collected rows was left out, beside those that were learned; absent when nothing was. */
  readonly outliers?: OutlierReport;
  /** Source times of the first and the last row; null where the rows had none. */
  readonly from: number | null;
  readonly to: number | null;
  /** SHA-256 of the rows in engineering units. */
  readonly data: string;
  readonly seed: number;
  /** Version of this package. */
  readonly pack: string;
}

const FORMAT = 2;

/** The model as files for the store. */
export function modelFiles(model: Omit<Model, 'version' | 'id'>): { readonly id: string; readonly files: ModelFiles } {
  const { blueprint, learned } = model;
  const { graph, ...rest } = blueprint;
  const weights = encodeTensors(tensorsOf(graph, learned));
  const { history, bestEpoch, device, calibration } = learned;
  const units = learned.evidence.map((e) => e.scales.map(({ rate, unit }) => ({ rate, unit })));
  const passport = {
    format: FORMAT,
    node: model.node,
    features: model.features,
    scaling: model.scaling,
    blueprint: rest,
    units,
    bands: learned.envelope?.bands.map(({ kind, rate, unit }) => ({ kind, rate, unit })) ?? null,
    contrastUnit: learned.contrast?.unit ?? null,
    calibration,
    training: model.training,
    history,
    bestEpoch,
    device,
  };
  const network = JSON.stringify(graph);
  const id = createHash('sha256').update(network).update(JSON.stringify(passport)).update(weights);
  const files = {
    'graph.json': network,
    'passport.json': JSON.stringify({ ...passport, notes: model.notes }),
    'weights.safetensors': weights,
  };
  return { id: id.digest('hex').slice(0, 12), files };
}

interface Passport {
  format: number;
  node: string;
  features: string[];
  scaling: Scaling;
  blueprint: Omit<Blueprint, 'graph'>;
  units: { rate: number; unit: number }[][];
  bands: (Trait & { unit: number })[] | null;
  contrastUnit: number | null;
  calibration: number[];
  training: TrainingFacts;
  history: Progress[];
  bestEpoch: number;
  device: string;
  notes: string[];
}

/** @throws Error when the files are not a model that this version can use */
export function readModel(stored: StoredModel): Model {
  const { files, version } = stored;
  const passport = JSON.parse(text(files, 'passport.json')) as Passport;
  if (passport.format !== FORMAT) {
    const made = passport.format > FORMAT ? 'a newer' : 'an older';
    throw new Error(`it was made by ${made} version of this package; learn anew`);
  }
  const graph = parseGraph(JSON.parse(text(files, 'graph.json')));
  const blueprint: Blueprint = { ...passport.blueprint, graph };
  const tensors = decodeTensors(files['weights.safetensors'] ?? new Uint8Array());
  const width = passport.features.length;
  const watched = watchedOf(blueprint, width).length;
  const banded = bandedOf(blueprint, width).length;
  const learned: Learned = {
    weights: weightsOf(graph, tensors),
    center: numbers(tensors, 'center', width),
    reach: numbers(tensors, 'reach', width),
    evidence: passport.units.map((scales, s) => evidenceOf(tensors, scales, s, watched)),
    ...(passport.bands !== null && { envelope: envelopeOf(tensors, passport.bands, banded) }),
    ...(passport.contrastUnit !== null && {
      contrast: { prototypes: floats(tensors, 'contrast.prototypes'), unit: passport.contrastUnit },
    }),
    calibration: passport.calibration,
    history: passport.history,
    bestEpoch: passport.bestEpoch,
    device: passport.device,
  };
  if (learned.evidence.length !== blueprint.streams.length) throw new Error('it lacks a stream of its blueprint');
  const { node, features, scaling, training, notes } = passport;
  const { id } = modelFiles({ node, features, scaling, blueprint, learned, training, notes });
  return { id, version, node, features, scaling, blueprint, learned, training, notes };
}

function tensorsOf(graph: Graph, learned: Learned): Tensors {
  const tensors: Record<string, Tensor> = {};
  const offsets = parameterOffsets(graph);
  for (const { name, shape } of graph.parameters) {
    const from = offsets.get(name)!;
    tensors[`network.${name}`] = { shape, data: learned.weights.slice(from, from + sizeOf(shape)) };
  }
  const keep = (name: string, data: Float64Array, shape = [data.length]): void => {
    tensors[name] = { shape, data };
  };
  keep('center', learned.center);
  keep('reach', learned.reach);
  learned.evidence.forEach(({ mean, scales }, s) => {
    keep(`evidence.${s}.mean`, mean);
    scales.forEach(({ precision }, k) => {
      keep(`evidence.${s}.precision.${k}`, precision, [mean.length, mean.length]);
    });
  });
  if (learned.envelope) {
    const { grain, pace, bands } = learned.envelope;
    keep('envelope.grain', grain);
    keep('envelope.pace', pace);
    bands.forEach((band, k) => {
      for (const part of BAND_PARTS) keep(`envelope.${k}.${part}`, band[part]);
    });
  }
  if (learned.contrast) {
    const { prototypes } = learned.contrast;
    tensors['contrast.prototypes'] = { shape: [prototypes.length], data: prototypes };
  }
  return tensors;
}

function weightsOf(graph: Graph, tensors: Tensors): Float32Array {
  return concatFloats(graph.parameters.map(({ name, shape }) => floats(tensors, `network.${name}`, sizeOf(shape))));
}

function evidenceOf(tensors: Tensors, scales: { rate: number; unit: number }[], s: number, width: number): Evidence {
  return {
    mean: numbers(tensors, `evidence.${s}.mean`, width),
    scales: scales.map(({ rate, unit }, k) => {
      if (!(unit > 0 && rate > 0 && rate <= 1)) throw new Error('a unit or rate of it is out of range');
      return { rate, unit, precision: numbers(tensors, `evidence.${s}.precision.${k}`, width * width) };
    }),
  };
}

const BAND_PARTS = ['low', 'high', 'width'] as const;

function envelopeOf(tensors: Tensors, bands: (Trait & { unit: number })[], width: number): Envelope {
  const read = (name: string): Float64Array => numbers(tensors, `envelope.${name}`, width);
  return {
    grain: read('grain'),
    pace: read('pace'),
    bands: bands.map(({ kind, rate, unit }, k) => {
      const usable = unit > 0 && rate > 0 && rate <= 1 && (kind === 'level' || kind === 'activity');
      if (!usable) throw new Error('a band of it is out of range');
      return { kind, rate, unit, low: read(`${k}.low`), high: read(`${k}.high`), width: read(`${k}.width`) };
    }),
  };
}

function numbers(tensors: Tensors, name: string, size: number): Float64Array {
  const data = tensors[name]?.data;
  if (!(data instanceof Float64Array) || data.length !== size) throw new Error(`it lacks ${name}`);
  return data;
}

function floats(tensors: Tensors, name: string, size?: number): Float32Array {
  const data = tensors[name]?.data;
  if (!(data instanceof Float32Array) || (size !== undefined && data.length !== size))
    throw new Error(`it lacks ${name}`);
  return data;
}

function text(files: StoredModel['files'], name: string): string {
  const content = files[name];
  if (content === undefined) throw new Error(`it lacks the file ${name}`);
  return content.toString('utf8');
}
