import { createHash } from 'node:crypto';
import { decodeTensors, encodeTensors, type Tensor, type Tensors } from '../../encoding/safetensors';
import type { Progress } from '../../engine/engine';
import { describe, isPlainObject } from '../../input';
import { concatFloats } from '../../math/concat';
import { type Graph, parameterOffsets, sizeOf } from '../../network/graph';
import { parseGraph } from '../../network/parse';
import type { Scaling } from '../../record/record';
import type { Blueprint } from '../../score/blueprint';
import { type Detrending, settled } from '../../score/detrending/detrender';
import { featuresOf } from '../../score/features';
import { type Fitted, type FittedTerm, slim } from '../../score/fitted';
import type { Feature, StoredPart } from '../../score/part';
import { type PartPlan, partOf } from '../../score/parts';
import { floats, numbers } from '../../score/stored';
import type { ModelFiles, StoredModel } from '../../store/models';
import type { Episodes } from '../../tail/sureness';
import type { TrainingFacts } from '../learning/training-facts';
import { checkGraph, checkPassport, checkPlain } from './check-model';
import { type Format2, partsOfFormat2 } from './format-2';

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
  readonly fitted: Fitted;
  readonly training: TrainingFacts;
  /** What was said about the engine that trained, and about parts that earned no weight. Not part of the id. */
  readonly notes: readonly string[];
}

const FORMAT = 3;

/** What a model's passport.json holds beside where it comes from: the blueprint, and the parts of its score. */
interface Passport {
  format: number;
  node: string;
  features: string[];
  scaling: Scaling;
  blueprint: Omit<Blueprint, 'graph' | 'parts'>;
  parts: StoredTerm[];
  calibration: number[];
  /** Absent in what older versions learned. */
  episodes?: Episodes;
  training: TrainingFacts;
  history: Progress[];
  bestEpoch: number;
  device: string;
  notes: string[];
}

/** One part: how it comes into the score, what it has earned, and the small facts of what it learned. */
interface StoredTerm extends Omit<FittedTerm, 'fitted'> {
  facts: unknown;
}

/** The model as files for the store. */
export function modelFiles(model: Omit<Model, 'version' | 'id'>): { readonly id: string; readonly files: ModelFiles } {
  const { blueprint, fitted } = model;
  const { graph, parts: _, ...rest } = blueprint;
  const { history, bestEpoch, device, calibration, episodes } = fitted;
  const stored = fitted.parts.map(({ plan, fitted }) => partOf(plan).store(fitted));
  const passport: Passport = {
    format: FORMAT,
    node: model.node,
    features: [...model.features],
    scaling: model.scaling,
    blueprint: rest,
    parts: fitted.parts.map(({ fitted: _fitted, ...term }, p) => ({ ...term, facts: stored[p]!.facts })),
    calibration: [...calibration],
    ...(episodes && { episodes }),
    training: model.training,
    history: [...history],
    bestEpoch,
    device,
    notes: [...model.notes],
  };
  const files = {
    'graph.json': JSON.stringify(graph),
    'passport.json': JSON.stringify(passport),
    'weights.safetensors': encodeTensors(tensorsOf(graph, fitted, stored)),
  };
  return { id: idOf(files, passport), files };
}

/** @throws Error when the files are not a model that this version can use */
export function readModel(stored: StoredModel): Model {
  const { files, version } = stored;
  const passport = passportOf(files);
  const graph = graphOf(text(files, 'graph.json'));
  const tensors = decodeTensors(files['weights.safetensors'] ?? new Uint8Array());
  const { node, features, scaling, training, notes, calibration, history, bestEpoch, device } = passport;
  const { episodes } = passport as Partial<Passport>;
  const { blueprint, parts, input } = isCurrent(passport)
    ? scoreOf(passport, tensors)
    : partsOfFormat2(passport, tensors);
  const fitted: Fitted = {
    weights: weightsOf(graph, tensors),
    input: slim(input),
    parts,
    calibration,
    ...(episodes && { episodes }),
    history,
    bestEpoch,
    device,
  };
  const whole: Blueprint = { ...blueprint, graph, parts: parts.map(({ plan }) => plan) };
  checkGraph(whole, features.length);
  return { id: idOf(files, passport), version, node, features, scaling, blueprint: whole, fitted, training, notes };
}

/** By their text, read before: the models of a fleet have one for all. */
const graphs = new Map<string, Graph>();
const MOST_GRAPHS = 16;

function graphOf(text: string): Graph {
  let graph = graphs.get(text);
  if (graph === undefined) {
    graph = parseGraph(JSON.parse(text));
    if (graphs.size >= MOST_GRAPHS) graphs.clear();
    graphs.set(text, graph);
  }
  return graph;
}

/** @throws Error when it is none that this version can use */
function passportOf(files: StoredModel['files']): Passport | Format2 {
  const raw: unknown = JSON.parse(text(files, 'passport.json'));
  if (!isPlainObject(raw)) throw new Error('its passport is no object');
  checkPlain(raw);
  const passport = raw as unknown as Passport | Format2;
  if (isCurrent(passport)) checkPassport(raw);
  return passport;
}

/** @throws Error for a format that no version up to this one has written */
function isCurrent(passport: Passport | Format2): passport is Passport {
  const { format } = passport;
  if (!Number.isInteger(format)) throw new Error(`its format is ${describe(format)}, this version reads ${FORMAT}`);
  if (format === FORMAT) return true;
  if (format === 2) return false;
  const made = format > FORMAT ? 'a newer' : 'an older';
  throw new Error(`it was made by ${made} version of this package; learn anew`);
}

type StoredScore = Pick<Fitted, 'parts' | 'input'> & { readonly blueprint: Omit<Blueprint, 'graph' | 'parts'> };

function scoreOf({ features: names, blueprint, parts }: Passport, tensors: Tensors): StoredScore {
  const features = featuresOf(names, blueprint.kinds);
  const input = { facts: undefined, tensors };
  const width = names.length;
  return {
    blueprint,
    parts: parts.map((part) => termOf(part, tensors, features)),
    input: {
      center: numbers(input, 'input.center', width),
      reach: numbers(input, 'input.reach', width),
      fill: numbers(input, 'input.fill', width),
      ...detrendingOf(input, width),
    },
  };
}

/** Older models take every feature for settled. */
function detrendingOf(input: StoredPart, width: number): Detrending {
  if (input.tensors['input.rate'] === undefined) return settled(width);
  const rate = numbers(input, 'input.rate', width);
  const gain = numbers(input, 'input.gain', width);
  const usable = rate.every((one) => one >= 0 && one <= 1) && gain.every((one) => one > 0 && Number.isFinite(one));
  if (!usable) throw new Error('what it follows of its features is out of range');
  return { rate, gain, stood: stoodOf(input, width) };
}

/** Older models follow nothing that never moved. */
function stoodOf(input: StoredPart, width: number): Uint8Array {
  return input.tensors['input.stood'] === undefined
    ? new Uint8Array(width)
    : Uint8Array.from(numbers(input, 'input.stood', width));
}

function termOf({ facts, ...term }: StoredTerm, tensors: Tensors, features: readonly Feature[]): FittedTerm {
  const { plan, weight, combine } = term;
  const usable = Number.isFinite(weight) && weight >= 0 && (combine === 'sum' || combine === 'maximum');
  if (!usable) throw new Error(`the weight of its part ${plan.name} is out of range`);
  const prefix = prefixOf(plan);
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  const stored = { facts, tensors: Object.fromEntries(own.map(([name, data]) => [name.slice(prefix.length), data])) };
  return { ...term, fitted: readPart(stored, plan, features) };
}

function readPart(stored: StoredPart, plan: PartPlan, features: readonly Feature[]): unknown {
  try {
    return partOf(plan).read(stored, plan, features);
  } catch (error) {
    // What it learned has not even the shape that was looked for.
    const text = error instanceof TypeError ? 'it is not what such a part learns' : (error as Error).message;
    throw new Error(`part ${plan.name} of its score: ${text}`);
  }
}

function tensorsOf(graph: Graph, { weights, input, parts }: Fitted, stored: readonly { tensors: Tensors }[]): Tensors {
  const tensors: Record<string, Tensor> = {};
  const offsets = parameterOffsets(graph);
  for (const { name, shape } of graph.parameters) {
    const from = offsets.get(name)!;
    tensors[`network.${name}`] = { shape, data: weights.slice(from, from + sizeOf(shape)) };
  }
  const { stood, ...numbers } = input;
  for (const [name, data] of Object.entries(numbers)) tensors[`input.${name}`] = { shape: [data.length], data };
  if (stood.includes(1)) tensors['input.stood'] = { shape: [stood.length], data: Float64Array.from(stood) };
  parts.forEach(({ plan }, p) => {
    for (const [name, tensor] of Object.entries(stored[p]!.tensors)) tensors[prefixOf(plan) + name] = tensor;
  });
  return tensors;
}

function prefixOf({ name }: PartPlan): string {
  return `part.${name}.`;
}

function weightsOf(graph: Graph, tensors: Tensors): Float32Array {
  return concatFloats(graph.parameters.map(({ name, shape }) => floats({ tensors }, `network.${name}`, sizeOf(shape))));
}

/** Of all that scores; notes about the engine that trained are no part of it. */
function idOf(files: StoredModel['files'] | ModelFiles, { notes: _, ...passport }: Passport | Format2): string {
  const hash = createHash('sha256').update(String(files['graph.json'])).update(JSON.stringify(passport));
  return hash.update(files['weights.safetensors']!).digest('hex').slice(0, 12);
}

function text(files: StoredModel['files'], name: string): string {
  const content = files[name];
  if (content === undefined) throw new Error(`it lacks the file ${name}`);
  return content.toString('utf8');
}
