import { describe, isPlainObject, isSafeName, MAX_FEATURES } from '../../input';
import { flopsOf } from '../../network/flops';
import { type Graph, inputsOf, sizeOf } from '../../network/graph';
import type { Blueprint } from '../../score/blueprint';
import type { FeatureKind } from '../../score/part';
import { outputsOf } from '../../score/parts';

/**
 * What a model says of itself is checked before any of it is used: a file may come from anywhere. All throw an Error of one
 * sentence about the model ("its features are not ...").
 */

/** A passport nests no deeper, and holds no more members: scores by fold, outliers, the facts of the parts. */
const DEEPEST = 16;
const MOST_MEMBERS = 2_000_000;
/** Rows of a window; the setting allows less. */
const MOST_WINDOW = 4096;
const MOST_PARTS = 32;
const MOST_CALIBRATION = 4096;
const MOST_EPOCHS = 100_000;
const MOST_NOTES = 1000;
const LONGEST_TEXT = 2000;
/** Numbers in all layers for one record, and operations for it: far beyond what judges in time. */
const MOST_NUMBERS = 1 << 26;
const MOST_OPERATIONS = 1e11;

const KINDS: readonly FeatureKind[] = ['measured', 'flag', 'modelled', 'command', 'setpoint'];

type Raw = Record<string, unknown>;

/** Members that would reach Object.prototype, and what is nested without end. @param raw as JSON gave it */
export function checkPlain(raw: unknown): void {
  let members = 0;
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null) return;
    if (depth > DEEPEST) throw new Error('its passport is nested too deeply');
    for (const [key, item] of Object.entries(value)) {
      if (++members > MOST_MEMBERS) throw new Error('its passport has too many members');
      if (!Array.isArray(value) && ['__proto__', 'constructor', 'prototype'].includes(key)) {
        throw new Error(`its passport has a member ${key}, which no model has`);
      }
      walk(item, depth + 1);
    }
  };
  walk(raw, 0);
}

/** Everything of a plain passport of the present format but the facts of its parts, which each part checks for itself. */
export function checkPassport(raw: Raw): void {
  need(isSafeName(raw['node']), 'its node', 'a name', raw['node']);
  const features = raw['features'];
  const named = Array.isArray(features) && features.length > 0 && features.length <= MAX_FEATURES;
  need(named && features.every(isSafeName), 'its features', `1 to ${MAX_FEATURES} names`, features);
  if (new Set(features as string[]).size < (features as string[]).length)
    throw new Error('its features have a name twice');
  const width = (features as string[]).length;
  checkScaling(object(raw['scaling'], 'its scaling'), width);
  checkBlueprint(object(raw['blueprint'], 'its blueprint'), width);
  const parts = raw['parts'];
  need(Array.isArray(parts) && parts.length > 0 && parts.length <= MOST_PARTS, 'its score', 'a list of parts', parts);
  const names = (parts as unknown[]).map(
    (part) => object(object(part, 'a part of its score')['plan'], 'a part of its score')['name'],
  );
  need(
    names.every(isSafeName) && new Set(names).size === names.length,
    'its score',
    'parts with names of their own',
    parts,
  );
  checkCalibration(raw['calibration']);
  checkEpisodes(raw['episodes']);
  checkTraining(object(raw['training'], 'its training'));
  const history = raw['history'];
  const course = Array.isArray(history) && history.length <= MOST_EPOCHS && history.every(isPlainObject);
  need(course, 'its history', 'a list of epochs', history);
  need(isCount(raw['bestEpoch']), 'its best epoch', 'a number', raw['bestEpoch']);
  need(isText(raw['device']), 'its device', 'a text', raw['device']);
  need(isTexts(raw['notes']), 'its notes', `at most ${MOST_NOTES} texts`, raw['notes']);
}

/** The network fits the features that it is to judge, and costs no more than a record may. */
export function checkGraph({ graph, window, parts, shown = [] }: Blueprint, width: number): void {
  const input = inputsOf(graph).get('window');
  if (input === undefined || sizeOf(graph.nodes[input]!.shape) !== window * width) {
    throw new Error(`its network does not take ${window} rows of ${width} features`);
  }
  for (const name of [...outputsOf(parts), ...shown]) {
    if (!Object.hasOwn(graph.outputs, name)) throw new Error(`its network has no output ${JSON.stringify(name)}`);
  }
  for (const name of outputsOf(parts)) {
    const size = sizeOf(graph.nodes[graph.outputs[name]!]!.shape);
    if (size < width || size % width !== 0)
      throw new Error(`output ${JSON.stringify(name)} of its network does not fit its features`);
  }
  checkCost(graph);
}

function checkCost(graph: Graph): void {
  let numbers = 0;
  for (const { shape } of graph.nodes) numbers += sizeOf(shape);
  if (!(numbers <= MOST_NUMBERS) || !(flopsOf(graph).forward <= MOST_OPERATIONS)) {
    throw new Error('its network is too large to judge live records');
  }
}

function checkScaling(scaling: Raw, width: number): void {
  const { method, version, center, scale, knots } = scaling;
  need(isText(method) && isText(version), 'its scaling', 'of a known method and version', method);
  need(isNumbers(center, width), 'the centers of its scaling', `${width} numbers`, center);
  need(isNumbers(scale, width), 'the scales of its scaling', `${width} numbers`, scale);
  if (knots === undefined) return;
  const known = Array.isArray(knots) && knots.length === width;
  need(known && knots.every((list) => isNumbers(list)), 'the knots of its scaling', `${width} lists of numbers`, knots);
}

function checkBlueprint(blueprint: Raw, width: number): void {
  const { window, context, windows, input, kinds, training, validation, folds, shown } = blueprint;
  need(isCount(window) && window >= 1 && window <= MOST_WINDOW, 'its window', `1 to ${MOST_WINDOW} rows`, window);
  need(context === window || context === (window as number) + 1, 'its context', 'its window or a row more', context);
  need(windows === undefined || isCount(windows), 'its windows', 'a number', windows);
  need(input === 'centred' || input === 'plain', 'its input', 'centred or plain', input);
  const told =
    Array.isArray(kinds) && kinds.length === width && kinds.every((kind) => KINDS.includes(kind as FeatureKind));
  need(kinds === undefined || told, 'the kinds of its features', `${width} of ${KINDS.join(', ')}`, kinds);
  object(training, 'what it says of its training');
  need(isShare(validation), 'its held-out share', 'between 0 and 1', validation);
  need(isCount(folds), 'its folds', 'a number', folds);
  need(shown === undefined || isTexts(shown), 'what it shows', 'a list of names', shown);
}

function checkCalibration(calibration: unknown): void {
  const usable = isNumbers(calibration) && calibration.length <= MOST_CALIBRATION;
  need(
    usable && isAscending(calibration) && (calibration[0] ?? 0) >= 0,
    'its calibration',
    `at most ${MOST_CALIBRATION} ascending scores`,
    calibration,
  );
}

function checkEpisodes(episodes: unknown): void {
  if (episodes === undefined) return;
  const { count, records } = object(episodes, 'its episodes');
  const usable = isCount(count) && isCount(records) && count <= records && records > 0;
  need(usable, 'its episodes', 'as many as its records at most', episodes);
}

function checkTraining(training: Raw): void {
  const { rows, from, to, data, seed, pack, settings, outliers } = training;
  const time = (value: unknown): boolean => value === null || Number.isFinite(value);
  need(isCount(rows) && time(from) && time(to), 'its training', 'of a number of rows from a time to a time', rows);
  need(
    isText(data) && isText(pack) && Number.isFinite(seed),
    'its training',
    'of rows with a hash, a seed and a version',
    data,
  );
  need(settings === undefined || isPlainObject(settings), 'its settings', 'an object', settings);
  need(
    outliers === undefined || (isPlainObject(outliers) && isTexts(outliers['text'])),
    'its outliers',
    'a report',
    outliers,
  );
}

function need(holds: boolean, what: string, is: string, value: unknown): void {
  if (!holds) throw new Error(`${what} should be ${is}, found ${describe(value)}`);
}

function object(value: unknown, what: string): Raw {
  need(isPlainObject(value), what, 'an object', value);
  return value as Raw;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_TEXT;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length <= MOST_NOTES && value.every(isText);
}

function isNumbers(value: unknown, length?: number): value is number[] {
  return Array.isArray(value) && (length === undefined || value.length === length) && value.every(Number.isFinite);
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, i) => i === 0 || number >= numbers[i - 1]!);
}
