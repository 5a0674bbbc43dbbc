import { type Canary, canariesOf, type Disguise, disguisesOf, probesOf, restingOf, SIZE, SMALLEST } from './canaries';
import type { Golden } from './golden';
import { unpack } from './packed';
import { countOf, type Rows } from './rows';

/** A model that sits the exam, or against which another one does. */
export interface Candidate {
  /** Highest score of a normal row that its training did not see. */
  readonly highest: number;
  /** Forgets the rows before. */
  restart(): void;
  /** @returns the score of the next row; undefined while it cannot tell */
  score(features: readonly string[], row: Float64Array): number | undefined;
}

/** How a model sees steps of a tag. Plain JSON. */
export interface Sight {
  /** The smallest that shows, in standard deviations of the tag; see UNSEEN. */
  readonly least: number;
  /** Rows of the drills that are steps in which nothing shows. */
  readonly blind: number;
}

/** By tag. */
export type Reach = Readonly<Record<string, Sight>>;

/** How a model did. */
export interface Grade {
  /** Drills, and how many of them showed. */
  readonly drills: number;
  readonly found: number;
  /** Share of the golden rows above its highest normal score. */
  readonly alarms: number;
  readonly highest: number;
  readonly reach: Reach;
}

export interface ExamResult {
  readonly challenger: Grade;
  readonly champion: Grade;
  /** Why it did not pass, in plain words; empty when it did. */
  readonly reasons: readonly string[];
}

/** Stands for a step that does not show. */
const UNSEEN = 12;
/** However often it is learned anew: a step that shows must not have to be more than so many times as large as at first. */
const BLUNTER = 2;
/** ... and nothing may show in so many times as many rows of a large one, beside those that are lost by chance. */
const BLINDER = 1.5;
/** Disguises named in a reason. */
const NAMED = 3;
/** Rows that are scored without a pause. */
const SLICE = 16;
/** A part of the drills that the model in force finds may be lost by chance ... */
const LOST = 0.1;
/** ... and where it knows less of the plant: who tells more states apart sees each deviation a little less. */
const LOST_GROWN = 0.2;
/** ... and later: a large step has to show in most of its rows. */
const LATER_GROWN = 0.5;
/** The model in force sees a disguise for sure where it is so many times above its highest normal score, wherever it is laid in. */
const SURE = 1.5;
/** Share of golden rows that may be called abnormal beside those that the model in force does. */
const ALARMS = 0.025;
/** The highest normal score may be so many times that of the model in force. */
const HIGHEST = 3;

/**
 * Lets a new model sit the exam. Pauses after each slice.
 * @param drilled what the drills of each are laid over; the golden rows, and for a new normal that a person accepted its own rows
 * @param golden the rows that it has to call normal; undefined where the plant is known to be another one now
 * @param reach what the model that the golden rows come from found; undefined where that is the one in force
 * @param grown whether the new model is of more and more rows, among them those of the model in force
 */
export function* examine(
  champion: Candidate,
  challenger: Candidate,
  drilled: { readonly champion: Golden; readonly challenger: Golden },
  golden: Golden | undefined,
  reach?: Reach,
  grown = false,
): Generator<void, ExamResult> {
  const lost = grown ? LOST_GROWN : LOST;
  const resting = restingOf(drilled.champion.levels);
  const [before] = yield* grade(champion, drilled.champion, golden, resting);
  const [after, stepped] = yield* grade(challenger, drilled.challenger, golden, resting);
  const reasons: string[] = [];
  if (golden !== undefined) {
    const unseen = yield* unseenBy(challenger, golden, yield* seenForSure(champion, golden), lost);
    if (unseen !== undefined) reasons.push(unseen);
  }
  const least = Math.floor((1 - lost) * before.found * (after.drills / Math.max(1, before.drills)));
  if (after.found < least) {
    reasons.push(
      `it finds ${after.found} of ${after.drills} drills, the model in force ${before.found} of ${before.drills}`,
    );
  }
  if (after.alarms > before.alarms + ALARMS) {
    reasons.push(
      `it calls ${percent(after.alarms)} of the golden rows abnormal, the model in force ${percent(before.alarms)}`,
    );
  }
  if (after.highest > HIGHEST * before.highest) {
    reasons.push(`its limit would be ${(after.highest / before.highest).toFixed(1)} times as high`);
  }
  const blunt =
    golden === undefined
      ? undefined
      : blunter(after.reach, reach ?? before.reach, (grown ? LATER_GROWN : LOST) * stepped);
  if (blunt !== undefined) reasons.push(blunt);
  return { challenger: after, champion: before, reasons };
}

/** Names of the disguises that the model in force sees for sure: to ask more of a new one, or others, would be to ask for luck. */
function* seenForSure(champion: Candidate, golden: Golden): Generator<void, ReadonlySet<string>> {
  const sure = new Set<string>();
  for (const all of disguisesOf(unpack(golden), golden.levels)) {
    let least = Number.POSITIVE_INFINITY;
    for (const one of all) {
      least = Math.min(least, yield* peakOf(champion, one));
      if (least < SURE) break;
    }
    if (all.length > 0 && least >= SURE) sure.add(all[0]!.name);
  }
  return sure;
}

/** @returns what of that the new model does not see, where it is more than may be lost by chance */
function* unseenBy(
  challenger: Candidate,
  golden: Golden,
  asked: ReadonlySet<string>,
  lost: number,
): Generator<void, string | undefined> {
  const unseen: string[] = [];
  for (const all of disguisesOf(unpack(golden), golden.levels)) {
    if (!asked.has(all[0]?.name ?? '')) continue;
    let most = 0;
    for (const one of all) {
      most = Math.max(most, yield* peakOf(challenger, one));
      if (most > 1) break;
    }
    if (most <= 1) unseen.push(all[0]!.name);
  }
  if (unseen.length <= lost * asked.size) return undefined;
  const names = unseen.slice(0, NAMED).join(', ') + (unseen.length > NAMED ? ` and ${unseen.length - NAMED} more` : '');
  return `it does not see ${names}, which the model in force sees for sure`;
}

/** How many times above the highest normal score it gets. */
function* peakOf(candidate: Candidate, { rows, from }: Disguise): Generator<void, number> {
  const scores = yield* scoresOf(candidate, rows);
  let most = 0;
  for (let t = from; t < scores.length; t++) if (scores[t]! > most) most = scores[t]!;
  return most / candidate.highest;
}

/** Whether each small poisoning made the limit a little wider: what shows of steps now, and did at first. @param slack rows that may be lost by chance */
function blunter(now: Reach, first: Reach, slack: number): string | undefined {
  const size = (least: number): string => (least < UNSEEN ? `from ${least} standard deviations on` : 'no more');
  for (const [tag, { least, blind }] of Object.entries(now)) {
    const was = first[tag];
    if (was === undefined) continue;
    if (least > BLUNTER * was.least) {
      return `a step of ${tag} shows ${size(least)}, but ${size(was.least)} when its golden rows were learned`;
    }
    if (blind > BLINDER * was.blind + slack) {
      return `nothing shows in ${blind} records of large steps of ${tag}, in ${was.blind} when its golden rows were learned`;
    }
  }
  return undefined;
}

/** @returns how it did, and rows of the drills of one tag that are steps */
function* grade(
  candidate: Candidate,
  drilled: Golden,
  golden: Golden | undefined,
  resting: ReadonlySet<string>,
): Generator<void, [Grade, stepped: number]> {
  const { highest } = candidate;
  let alarms = 0;
  if (golden !== undefined) {
    const scores = yield* scoresOf(candidate, unpack(golden));
    alarms = scores.filter((score) => score > highest).length / Math.max(1, scores.length);
  }
  let [drills, found, stepped] = [0, 0, 0];
  const reach: Record<string, { least: number; blind: number }> = {};
  for (const canary of canariesOf(unpack(drilled), drilled.levels, resting)) {
    const shown = yield* rowsThatShow(candidate, canary);
    drills++;
    if (shown > 0) found++;
    if (!isStep(canary)) continue;
    const sight = reach[canary.tag] ?? { least: resting.has(canary.tag) ? SMALLEST : SIZE, blind: 0 };
    reach[canary.tag] = sight;
    const rows = countOf(canary.rows) - canary.from;
    stepped = 2 * rows;
    sight.blind += rows - shown;
    if (shown === 0) sight.least = UNSEEN;
  }
  for (const probes of probesOf(unpack(drilled), drilled.levels, resting)) {
    for (const { tag, size, both } of probes) {
      if (reach[tag]!.least > 2 * size) break;
      const all = [yield* rowsThatShow(candidate, both[0]!), yield* rowsThatShow(candidate, both[1]!)];
      if (!all.includes(0)) reach[tag]!.least = size;
    }
  }
  return [{ drills, found, alarms, highest, reach }, stepped];
}

function isStep({ kind }: Canary): boolean {
  return kind === 'bias' || kind === 'dip';
}

function* rowsThatShow(candidate: Candidate, { rows, from }: Canary): Generator<void, number> {
  const scores = yield* scoresOf(candidate, rows);
  return scores.filter((score, t) => t >= from && score > candidate.highest).length;
}

/** By row; NaN where it cannot tell. Pauses after each slice. */
export function* scoresOf(candidate: Candidate, rows: Rows): Generator<void, Float64Array> {
  const { features, values, seams } = rows;
  const width = features.length;
  const cut = new Set(seams);
  const scores = new Float64Array(countOf(rows)).fill(Number.NaN);
  candidate.restart();
  for (let t = 0; t < scores.length; t++) {
    if (cut.has(t)) candidate.restart();
    scores[t] = candidate.score(features, values.subarray(t * width, (t + 1) * width)) ?? Number.NaN;
    if (t % SLICE === SLICE - 1) yield;
  }
  return scores;
}

function percent(share: number): string {
  return `${Math.round(1000 * share) / 10} %`;
}
