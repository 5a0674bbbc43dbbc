import { canariesOf } from './canaries';
import type { Golden } from './golden';
import { rowsOf } from './golden';
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

/** How a model did. */
export interface Grade {
  /** Drills, and how many of them showed. */
  readonly drills: number;
  readonly found: number;
  /** Share of the golden rows above its highest normal score. */
  readonly alarms: number;
  readonly highest: number;
}

export interface ExamResult {
  readonly challenger: Grade;
  readonly champion: Grade;
  /** Why it did not pass, in plain words; empty when it did. */
  readonly reasons: readonly string[];
}

/** Rows that are scored without a pause. */
const SLICE = 16;
/** A part of the drills that the model in force finds may be lost by chance. */
const LOST = 0.1;
/** Share of golden rows that may be called abnormal beside those that the model in force does. */
const ALARMS = 0.02;
/** The highest normal score may be so many times that of the model in force. */
const HIGHEST = 3;

/**
 * Lets a new model sit the exam. Pauses after each slice.
 * @param drilled what the drills of each are laid over; the golden rows, and for a new normal that a person accepted its own rows
 * @param golden the rows that it has to call normal; undefined where the plant is known to be another one now
 */
export function* examine(
  champion: Candidate,
  challenger: Candidate,
  drilled: { readonly champion: Golden; readonly challenger: Golden },
  golden: Golden | undefined,
): Generator<void, ExamResult> {
  const before = yield* grade(champion, drilled.champion, golden);
  const after = yield* grade(challenger, drilled.challenger, golden);
  const reasons: string[] = [];
  const least = Math.floor((1 - LOST) * before.found * (after.drills / Math.max(1, before.drills)));
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
  return { challenger: after, champion: before, reasons };
}

function* grade(candidate: Candidate, drilled: Golden, golden: Golden | undefined): Generator<void, Grade> {
  const { highest } = candidate;
  let alarms = 0;
  if (golden !== undefined) {
    const scores = yield* scoresOf(candidate, rowsOf(golden));
    alarms = scores.filter((score) => score > highest).length / Math.max(1, scores.length);
  }
  let [drills, found] = [0, 0];
  for (const { rows, from } of canariesOf(rowsOf(drilled), drilled.levels)) {
    const scores = yield* scoresOf(candidate, rows);
    drills++;
    if (scores.some((score, t) => t >= from && score > highest)) found++;
  }
  return { drills, found, alarms, highest };
}

/** By row; NaN where it cannot tell. */
function* scoresOf(candidate: Candidate, rows: Rows): Generator<void, Float64Array> {
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
