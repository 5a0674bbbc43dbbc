import { NetworkFit, type Outputs } from '../detector/learning/network-fit';
import type { Engine, Trained, TrainingHooks } from '../engine/engine';
import { isConstant } from '../math/known';
import type { Blueprint } from './blueprint';
import { episodesOf, quantilesOf } from './border';
import { Detrender, settled } from './detrending/detrender';
import { fitDetrending } from './detrending/fit';
import { featuresOf, judgedOf, placelessOf } from './features';
import { type Fitted, type FittedTerm, type InputScale, prepare, REACH } from './fitted';
import type { Feature, FittedPart, NormalRows } from './part';
import { outputsOf, partOf } from './parts';
import { calibrationScores, termsOf } from './score';
import { settledRows } from './settled';
import { earnedWeights, type Later, skillsOf } from './skill';

/** What is to be learned from; plain data that can go to a worker. */
export interface FitJob {
  readonly blueprint: Blueprint;
  readonly features: readonly string[];
  /** n x features scaled rows, row-major, in order of time; NaN = missing. */
  readonly rows: Float32Array;
  /** Rows that do not follow the row before them, ascending. */
  readonly seams: readonly number[];
  /** Rows right before which any row is missing, ascending; the seams among them. */
  readonly skips: readonly number[];
  /** Rows that stand behind others that were laid in from another time, ascending: no window runs over them. Absent: none. */
  readonly joins?: readonly number[];
  /** Usual time between rows, ms. */
  readonly interval: number;
  readonly seed: number;
  /** What the network begins with; absent: with nothing. */
  readonly start?: Start;
}

/** What the network of another plant of the same kind has learned. */
export interface Start {
  readonly weights: Float32Array;
  /** Its loss on rows that it had not seen, as a part of the variance of all its rows. */
  readonly unexplained: number;
  /** By name of the part, see FittedPart.hint. */
  readonly hints: Readonly<Record<string, unknown>>;
  /** By name of the part: what each tells beyond the others, where its weight had to be earned. */
  readonly skills: Readonly<Record<string, number>>;
}

/** Fewer rows than this cannot be split into training and hold-out. */
export const LEAST_ROWS = 20;

/** Where the later rows begin, for a score without a network. */
const LATER = 0.75;
/** As good as no bound, but its square is still a number in float32. */
const UNBOUND = 1e6;

/**
 * Learns a detector: trains the network, fits each part of the score, and calibrates the score on rows that the
 * statistics did not see.
 * @throws Error when there are too few rows, or when the training diverges; CancelledError
 */
export async function fitScore(engine: Engine, job: FitJob, around: TrainingHooks = {}): Promise<Fitted> {
  const { blueprint, seed } = job;
  const features = featuresOf(job.features, blueprint.kinds);
  const width = features.length;
  const count = job.rows.length / width;
  const cuts = [...job.seams, ...(job.joins ?? [])];
  const { scale, input } = preparedRows(job, features, marks(cuts, count));
  let network = new NetworkFit(engine, blueprint, input, width, seed, cuts, job.start?.weights);
  if (network.examples < LEAST_ROWS) {
    if (job.seams.length > 0) {
      throw new Error(`too few of the ${count} rows follow each other without a gap to learn from; give more`);
    }
    throw new Error(`${count} rows are too few to learn from; give at least ${count - network.examples + LEAST_ROWS}`);
  }
  const held = heldOut(count, blueprint.validation);
  let trained = await network.train(held, hooksOf(around, network.trainings, 0));
  const begun = job.start !== undefined && passes(unexplainedBy(trained, input), job.start);
  if (job.start !== undefined && !begun) {
    network = new NetworkFit(engine, blueprint, input, width, seed, cuts);
    trained = await network.train(held, hooksOf(around, network.trainings, 0));
  }
  const outputs = await unseen(network, blueprint, trained, around);
  const rows: NormalRows = {
    features,
    count,
    first: blueprint.context - 1,
    window: blueprint.window,
    scaled: job.rows,
    input,
    gaps: marks(job.seams, count),
    skips: marks(job.skips, count),
    seed,
    interval: job.interval,
    unseen: (output) => outputs[output]!,
  };
  const fits: (FittedPart<unknown> & Pick<FittedTerm, 'plan'>)[] = [];
  for (const plan of blueprint.parts) {
    const fit = await partOf(plan).fit(rows, plan, begun ? job.start?.hints[plan.name] : undefined);
    if (fit === undefined) continue;
    // A window across a gap is never judged live.
    const settled = settledRows(marks(cuts, count), blueprint.window - 1);
    const live = fit.heldOut.map((v, t) => (settled[t] === 1 ? v : Number.NaN));
    // Without further trainings only the rows that were held out of the one are unseen.
    const heldOut = blueprint.folds > 0 ? live : live.map((v, t) => (isIn(held, t) ? v : Number.NaN));
    fits.push({ ...fit, heldOut, plan });
  }
  const last = network.withoutLast;
  const names = outputsOf(blueprint.parts);
  const later: Later = {
    from: last?.from ?? Math.floor(count * LATER),
    ask: async (end) => (last ? new NetworkFit(engine, blueprint, end, width, seed).predict(last.weights, names) : {}),
  };
  const skills = await skillsOf(fits, rows, later, begun ? job.start!.skills : undefined);
  const weights = earnedWeights(
    fits.map(({ plan }) => plan),
    skills,
  );
  const candidates = fits.map(({ plan, ...fit }, p) => ({ ...fit, combine: plan.combine, weight: weights[p]! }));
  const terms = termsOf(candidates, job.interval);
  const normal = calibrationScores(terms, candidates);
  const episodes = episodesOf(normal);
  return {
    weights: trained.weights,
    input: scale,
    parts: fits.map(({ plan, fitted }, p): FittedTerm => {
      const skill = skills[p];
      return { plan, fitted, ...terms[p]!, ...(skill !== undefined && { skill }) };
    }),
    calibration: quantilesOf(normal),
    ...(episodes && { episodes }),
    history: trained.history,
    bestEpoch: trained.bestEpoch,
    device: trained.device,
    trained: {
      begun,
      unexplained: unexplainedBy(trained, input),
      hints: hintsOf(fits),
      skills: skillsBy(fits, skills),
    },
  };
}

function skillsBy(
  fits: readonly Pick<FittedTerm, 'plan'>[],
  skills: readonly (number | undefined)[],
): Record<string, number> {
  return Object.fromEntries(fits.flatMap(({ plan }, p) => (skills[p] === undefined ? [] : [[plan.name, skills[p]]])));
}

function hintsOf(
  fits: readonly (Pick<FittedTerm, 'plan'> & Pick<FittedPart<unknown>, 'hint'>)[],
): Record<string, unknown> {
  return Object.fromEntries(fits.map(({ plan, hint }) => [plan.name, hint]));
}

function marks(positions: readonly number[], count: number): Uint8Array {
  const marked = new Uint8Array(count);
  for (const t of positions) marked[t] = 1;
  return marked;
}

/** A plant on which the network leaves so much more unexplained than where it comes from is another kind of plant ... */
const WORSE = 2;
/** ... but it is good enough where it leaves no more than this. */
const GOOD = 0.2;

function passes(unexplained: number, start: Start): boolean {
  return unexplained <= Math.max(GOOD, WORSE * start.unexplained);
}

function unexplainedBy({ history, bestEpoch }: Trained, input: Float32Array): number {
  let squares = 0;
  for (let at = 0; at < input.length; at++) squares += input[at]! ** 2;
  return (history[bestEpoch - 1]!.validationLoss * input.length) / Math.max(squares, Number.MIN_VALUE);
}

/** What networks that did not see a row say of it. */
async function unseen(
  network: NetworkFit,
  { folds, parts }: Blueprint,
  trained: Trained,
  around: TrainingHooks,
): Promise<Outputs> {
  const names = outputsOf(parts);
  if (names.length === 0) return {};
  if (folds === 0) return network.predict(trained.weights, names);
  return network.unseen(names, (fold) => hooksOf(around, network.trainings, fold + 1));
}

/** Of one training among several. */
function hooksOf(around: TrainingHooks, trainings: number, part: number): TrainingHooks {
  return {
    cancelled: () => around.cancelled?.() ?? false,
    onEpoch: (p) => around.onEpoch?.({ ...p, epoch: part * p.epochs + p.epoch, epochs: trainings * p.epochs }),
  };
}

/** What the network sees of the rows, and how live rows are brought to that. @param begins 1 where a row follows none */
function preparedRows(
  job: FitJob,
  features: readonly Feature[],
  begins: Uint8Array,
): { scale: InputScale; input: Float32Array } {
  const width = features.length;
  const input = new Float32Array(job.rows.length);
  const plain = inputScale(job, features);
  for (let at = 0; at < input.length; at += width) prepare(job.rows, at, plain, input, at);
  if (job.blueprint.input === 'plain') return { scale: plain, input };
  const placeless = placelessOf(features);
  const measured = placeless.filter((i) => features[i]!.kind === 'measured');
  const trend = fitDetrending(input, width, { placeless, measured }, begins, job.interval);
  const reach = plain.reach.map((most, i) => (trend.rate[i]! > 0 ? UNBOUND : most));
  const scale = { ...plain, ...trend, reach };
  const detrender = new Detrender(scale, REACH);
  for (let at = 0, t = 0; at < input.length; at += width, t++) {
    if (begins[t] === 1) detrender.reset();
    detrender.step(job.rows, at, input, at);
  }
  return { scale, input };
}

function inputScale({ rows, blueprint }: FitJob, features: readonly Feature[]): InputScale {
  const width = features.length;
  const mean = meanOf(rows, width);
  if (blueprint.input === 'plain') {
    const center = new Float64Array(width);
    return { center, reach: new Float64Array(width).fill(UNBOUND), fill: mean, ...settled(width) };
  }
  const judged = new Set(judgedOf(features));
  const reach = new Float64Array(width).fill(REACH);
  for (let i = 0; i < width; i++) if (!judged.has(i) && isConstant(rows, i, width)) reach[i] = 0;
  return { center: mean, reach, fill: new Float64Array(width), ...settled(width) };
}

function meanOf(rows: Float32Array, width: number): Float64Array {
  const sum = new Float64Array(width);
  const count = new Float64Array(width);
  for (let at = 0; at < rows.length; at++) {
    if (Number.isNaN(rows[at]!)) continue;
    sum[at % width]! += rows[at]!;
    count[at % width]!++;
  }
  return sum.map((s, i) => (count[i] === 0 ? 0 : s / count[i]!));
}

/** One block in the middle of the time and one at its end: the plant may be in different states there. */
function heldOut(n: number, share: number): readonly (readonly [number, number])[] {
  const block = Math.round((n * share) / 2);
  const middle = Math.floor(n * 0.4);
  return [
    [middle, middle + block],
    [n - block, n],
  ];
}

function isIn(blocks: readonly (readonly [number, number])[], t: number): boolean {
  return blocks.some(([from, to]) => t >= from && t < to);
}
