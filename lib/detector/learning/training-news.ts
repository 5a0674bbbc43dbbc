import { CancelledError } from '../../engine/engine';
import { InputError } from '../../input';
import type { Model } from '../models/model';
import type { LearningBuffer } from './buffer';
import type { LaidIn } from './laid-in';

/** Whom a training's news are told, and what they depend on. */
export interface Audience {
  tell(event: string, time: number | null, facts: Record<string, unknown>): void;
  fail(error: Error): void;
  /** Whether a model is in force. */
  hasModel(): boolean;
  /** Whether learning by itself is out of the question until a person says so. */
  halted(): boolean;
}

/** A training has ended without a model. */
export function tellFailure(to: Audience, error: Error): void {
  if (error instanceof CancelledError) {
    to.tell('training-cancelled', null, {});
    return;
  }
  const text = `${error.message}; ${prospect(to)}`;
  to.tell('training-failed', null, { text });
  to.fail(new Error(`the training failed: ${text}`));
}

function prospect(to: Audience): string {
  if (to.hasModel()) return 'the model before stays in force';
  return to.halted() ? 'order reset or train' : 'order train to try again';
}

/** A model has come into force. @param told how well each tag is told from the others */
export function tellTrained(
  tell: Audience['tell'],
  { id, version, fitted, training }: Model,
  told: readonly string[],
): void {
  const { history, bestEpoch, device, calibration } = fitted;
  const { rows, from, to, data, outliers } = training;
  const came = { records: rows, ...(outliers && { outliers }), from, to, data };
  tell('trained', to, { model: id, version, ...came, history, bestEpoch, device, calibration, told });
}

/** A training that was ordered is not there any more after a restart. @param records rows that the order brought */
export function tellLost(to: Audience, records: number): void {
  const text = `the training that was ordered on ${records} rows did not outlive the restart; order train with these rows again`;
  to.tell('training-lost', null, { records, text });
  to.fail(new InputError('control', text));
}

/** More and more was learned, and more would take too much memory. @param rows what there is of them */
export function tellFull(to: Audience, { count, features }: LearningBuffer): void {
  const text = `learning on has ended before all was seen that is to be learned: ${count} records of ${features.length} features were collected, and more would take too much memory; the model in force judges on. Order retrain to learn newer records`;
  to.tell('learning-ended', null, { records: count, text });
}

/** The first ten of them by name. */
function named(features: readonly string[]): string {
  const names = features.slice(0, 10).join(', ');
  return features.length > 10 ? `${names} and ${features.length - 10} more` : names;
}

/** How features are judged that did not settle while learning, for a person. */
export function noteOnWandering(features: readonly string[]): string {
  return `${named(features)}: did not settle while learning, so judged by how fast and how far it moves, not by where it is; learn for longer where that is too little`;
}

/** Why no tag is judged by the others, for a person. @param isEarly more records may change that */
export function noteOnUntold(isEarly: boolean): string {
  return isEarly
    ? 'no tag is judged by what the other tags say of it: these records show too little of what the plant does; learn from more'
    : 'no tag is judged by what the other tags say of it: none follows from the others in these records';
}

/** Why counters are not judged by what they read, for a person. */
export function noteOnCounters(counters: readonly string[]): string {
  return `${named(counters)}: only went up or only down while learning, as a counter does, so what it reads is not judged; give it the role counter in ingest's tag table, and how fast it counts is judged`;
}

/** What was learned of false alarms, for a person. */
export function notesOnAlarms({ alarms, left }: LaidIn['excused']): string[] {
  const learned = `learned as normal, too: the records of ${alarms} alarms that a person called false`;
  const not = `${left} alarms that a person called false are not learned: there are too few other records, or features that were not there then`;
  return [...(alarms > 0 ? [learned] : []), ...(left > 0 ? [not] : [])];
}

/** A person put another model in force while something was being learned. */
export function tellOver(to: Audience): void {
  const text = 'what was being learned ends, as another model was put in force; order retrain to learn newer records';
  to.tell('learning-ended', null, { text });
}
