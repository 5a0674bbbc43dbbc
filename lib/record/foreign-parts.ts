import { describe, InputError, isPlainObject, MAX_FEATURES } from '../input';
import type { Episodes } from '../tail/sureness';
import { readList, readNumbers } from './foreign-values';
import type { Reading } from './reading';
import type { Comms, Decision, DetectorInfo, Posture, Scaling, Trajectory } from './record';
import { DECISION_KINDS, PATTERNS, POSTURES, SEVERITIES } from './words';

/** Checked copies of the parts of a foreign record that have a shape of their own. All throw InputError naming the field. */

type Raw = Record<string, unknown>;

const NAME = 256;
const SENTENCE = 2000;
const MOST_SENTENCES = 100;
/** Scores that a calibration has at most, see DetectorInfo. */
const CALIBRATION = 512;

const COMMS_NUMBERS = ['interval', 'gap', 'jitter', 'sequenceGap', 'skew', 'size', 'newTags', 'strays', 'missingTags'];
/** Marks by which nobody would judge the record, or when it came. */
const COMMS_MARKS: readonly (keyof Comms)[] = ['late', 'stray', 'duplicate', 'historical', 'notice', 'byArrival'];

function number(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new InputError(field, `is ${describe(value)}; send a number`);
}

function text(value: unknown, field: string, most: number): string {
  if (typeof value === 'string' && value.length <= most) return value;
  const what = typeof value === 'string' ? `a text of ${value.length} characters` : describe(value);
  throw new InputError(field, `is ${what}; send a text of at most ${most} characters`);
}

function texts(value: unknown, field: string, most: number, length: number): string[] {
  if (!Array.isArray(value) || value.length > most) {
    throw new InputError(field, `is ${describe(value)}; send a list of at most ${most} texts`);
  }
  return Array.from(value, (item, i) => text(item, `${field}[${i}]`, length));
}

function oneOf<T extends string>(value: unknown, field: string, words: readonly T[]): T {
  if (words.includes(value as T)) return value as T;
  throw new InputError(field, `is ${describe(value)}; send one of ${words.join(', ')}`);
}

export function readComms(raw: Raw, field: string, { trust, marked, dropped }: Reading): Comms {
  const comms: Record<string, unknown> = {};
  for (const name of COMMS_NUMBERS) {
    // JSON writes NaN as null: not known.
    if (raw[name] !== undefined && raw[name] !== null) comms[name] = number(raw[name], `${field}.${name}`);
  }
  if (raw['source'] !== undefined) comms['source'] = text(raw['source'], `${field}.source`, 4 * NAME);
  if (raw['unknownSource'] === true) comms['unknownSource'] = true;
  for (const name of COMMS_MARKS) {
    if (raw[name] !== true) continue;
    if (trust === true || marked?.[name] === true) comms[name] = true;
    else dropped?.push(`comms.${name}`);
  }
  // Only ingest can tell, from what arrives there.
  if (raw['blind'] !== undefined) dropped?.push('comms.blind');
  return comms as Comms;
}

export function readScaling(raw: Raw, field: string): Scaling {
  const { knots } = raw;
  if (knots !== undefined && (!Array.isArray(knots) || knots.length > MAX_FEATURES)) {
    throw new InputError(`${field}.knots`, `is ${describe(knots)}; send a list for each feature`);
  }
  return {
    method: text(raw['method'], `${field}.method`, NAME),
    version: text(raw['version'], `${field}.version`, NAME),
    center: readList(raw['center'], `${field}.center`),
    scale: readList(raw['scale'], `${field}.scale`),
    ...(Array.isArray(knots) && {
      knots: Array.from(knots, (list: unknown, i) => readList(list, `${field}.knots[${i}]`)),
    }),
  };
}

export function readTrajectory(raw: Raw, field: string): Trajectory {
  return {
    onset: number(raw['onset'], `${field}.onset`),
    peak: number(raw['peak'], `${field}.peak`),
    duration: number(raw['duration'], `${field}.duration`),
    pattern: oneOf(raw['pattern'], `${field}.pattern`, PATTERNS),
  };
}

export function readDetector(raw: Raw, field: string): DetectorInfo {
  const { calibration, episodes, told, residuals, disputed } = raw;
  if (Array.isArray(calibration) && calibration.length > CALIBRATION) {
    throw new InputError(`${field}.calibration`, `has ${calibration.length} scores; ${CALIBRATION} are possible`);
  }
  return {
    node: text(raw['node'], `${field}.node`, NAME),
    model: text(raw['model'], `${field}.model`, 16 * NAME),
    version: number(raw['version'], `${field}.version`),
    engine: text(raw['engine'], `${field}.engine`, NAME),
    ...(calibration !== undefined && { calibration: readList(calibration, `${field}.calibration`) }),
    ...(isPlainObject(episodes) && { episodes: readEpisodes(episodes, `${field}.episodes`) }),
    ...(isPlainObject(told) && { told: readNumbers(told, `${field}.told`, true) }),
    ...(disputed !== undefined && { disputed: texts(disputed, `${field}.disputed`, MAX_FEATURES, NAME) }),
    ...(residuals !== undefined && { residuals: readLists(residuals, `${field}.residuals`) }),
  };
}

function readEpisodes(raw: Raw, field: string): Episodes {
  const [count, records] = [number(raw['count'], `${field}.count`), number(raw['records'], `${field}.records`)];
  if (count >= 0 && count <= records && records > 0) return { count, records };
  throw new InputError(`${field}.count`, `is ${count} of ${records}; send 0 to as many as records`);
}

function readLists(raw: unknown, field: string): Record<string, number[]> {
  if (!isPlainObject(raw) || Object.keys(raw).length > MAX_FEATURES) {
    throw new InputError(field, `is ${describe(raw)}; send an object of lists of numbers`);
  }
  return Object.fromEntries(Object.entries(raw).map(([name, list]) => [name, readList(list, `${field}.${name}`)]));
}

/** What twin-response needs of a decision must be there; what people read is taken where it is a text. */
export function readDecision(raw: Raw, field: string): Decision {
  const confidence = raw['confidence'];
  const word = (name: string, otherwise: string): string =>
    raw[name] === undefined ? otherwise : text(raw[name], `${field}.${name}`, NAME);
  return {
    kind: oneOf(raw['kind'], `${field}.kind`, DECISION_KINDS),
    pattern: word('pattern', 'undetermined'),
    severity: oneOf(raw['severity'], `${field}.severity`, SEVERITIES),
    confidence: confidence === undefined ? 1 : number(confidence, `${field}.confidence`),
    evidence:
      raw['evidence'] === undefined ? [] : texts(raw['evidence'], `${field}.evidence`, MOST_SENTENCES, SENTENCE),
    sentence: text(raw['sentence'], `${field}.sentence`, SENTENCE),
    tags: texts(raw['tags'], `${field}.tags`, MAX_FEATURES, NAME),
    since: number(raw['since'], `${field}.since`),
    alarm: word('alarm', 'unacknowledged'),
  };
}

export function readPosture(raw: Raw, field: string): Posture {
  return {
    level: oneOf(raw['level'], `${field}.level`, POSTURES),
    why: raw['why'] === undefined ? '' : text(raw['why'], `${field}.why`, SENTENCE),
    since: number(raw['since'], `${field}.since`),
    commands: oneOf(raw['commands'], `${field}.commands`, SEVERITIES),
  };
}
