import { knownOf } from '../../math/known';
import { measuredRows } from './blocks';
import { type CalmLimits, learnCalm } from './calm';
import { carries, votes, withoutDoubtful } from './carriers';
import { type ChartLimits, learnLimits } from './charts';
import { type Coverage, coverageOf } from './coverage';
import { heldLater, isTold, isToldWell, marginOf } from './gates';
import { bestPenalty, fitPredictor, type Penalty, type Predictor } from './predictor';
import { type Asked, type Family, mostColumns, type Parts, questionsOf } from './questions';
import { learnStandards, type Standard, withoutGlitches } from './standard';
import { type Sums, sumsOf } from './sums';
import { Trail } from './trail';

/** One tag's predictor by one family, and the limits that its residual is judged by. */
export interface Judge extends ChartLimits {
  readonly family: Family;
  readonly predictor: Predictor;
  /** Whether it has a say. One that has not may still tell what its tag should read. */
  readonly judges: boolean;
  /** How far out it says that its tag is at most, 1 = the limit without the margin. Absent: as far as it is. */
  readonly most?: number;
  /**
   * The last residuals of rows that were not learned from, in deviations of the tag: what it reads minus what it was told to
   * be. Only where the family tells it, and nothing else does.
   */
  readonly sample?: Float32Array;
}

/** A twin that was learned. */
export interface LearnedTwin {
  readonly standards: readonly Standard[];
  readonly judges: readonly Judge[];
  /** By position of the tag; only for tags that are judged and seldom stand still. */
  readonly calm: ReadonlyMap<number, CalmLimits>;
  /** How far above its highest normal value a chart must be. */
  readonly margin: number;
  /**
   * Of the rows. Where they showed little of the plant nothing is told or judged of points that were not learned until more were, and
   * nothing beside a supplied twin until they showed enough.
   */
  readonly coverage: Coverage;
}

/** A twin, and what it was made from. */
export interface FittedTwin {
  readonly twin: LearnedTwin;
  readonly trail: Trail;
  /** By judge: residuals of rows that were not learned from, in their deviations; NaN = none. */
  readonly residuals: readonly Float64Array[];
  /** Whether any tag was asked for: a twin without judges is then silent, and otherwise none. */
  readonly asked: boolean;
  /** Under which each tag was told best. */
  readonly penalties: Penalties;
}

/** Rows to learn from, row-major. */
export interface Rows {
  /** count x width, scaled; NaN = missing. */
  readonly scaled: ArrayLike<number>;
  readonly width: number;
  /** 1 where nothing before this row counts. */
  readonly begins: ArrayLike<number>;
  /** 1 where any row is missing right before this one; none when absent. */
  readonly skips?: ArrayLike<number>;
}

/** The penalty under which each tag was told best, by family and position of the tag. */
export type Penalties = Readonly<Record<string, Penalty>>;

/** Learns to tell each tag from the others. @param known penalties of a plant of the same kind: they are not looked for */
export function fitTwin(rows: Rows, parts: Parts, known: Penalties = {}): FittedTwin {
  const { width, begins } = rows;
  const count = rows.scaled.length / width;
  const standards = learnStandards(rows.scaled, width);
  const scaled = withoutGlitches(rows.scaled, width, standards);
  const trail = new Trail(standards, count);
  for (let t = 0; t < count; t++) trail.push(scaled, t * width, begins[t] === 1);
  if (rows.skips) forgetSkips(trail, rows.skips);
  const margin = marginOf(count * FORWARD_SHARE);
  const moving = parts.inputs.filter((i) => standards[i]!.deviation > 0);
  const doubtful = new Set(moving.filter((i) => !carries(trail, i)));
  const coverage = coverageBy(trail, moving, doubtful);
  const twin = { standards, judges: [], calm: new Map<number, CalmLimits>(), margin, coverage };
  if (coverage === 'none') return { twin, trail, residuals: [], asked: false, penalties: known };
  const asked = { ...parts, supplied: coverage === 'enough' ? parts.supplied : [] };
  const questions = questionsOf(trail, standards, asked, coverage === 'little');
  const answers = answersTo(questions, doubtful, Object.keys(known).length > 0, (some) => {
    const sums = sumsOf(
      trail,
      some.map(({ question }) => question),
    );
    return some.map((one, k) => answer(trail, one, sums(k), margin, { known, doubtful }));
  });
  // The others say nothing, and live records need not ask them.
  const fits = answers.filter(({ judges, sample }) => judges || sample !== undefined);
  fits.forEach(({ predictor, witness, judges }) => {
    const limits = witness === 'only' && judges ? learnCalm(trail, predictor.tag) : undefined;
    if (limits !== undefined) twin.calm.set(predictor.tag, limits);
  });
  return {
    twin: { ...twin, judges: fits.map(({ z: _, witness: __, penalty: ___, ...judge }): Judge => judge) },
    trail,
    residuals: fits.map(({ z }) => z),
    asked: answers.length > 0,
    penalties: Object.fromEntries(answers.map((one) => [keyOf(one.family, one.predictor.tag), one.penalty])),
  };
}

/**
 * The answers to questions, in their order. Of a tag that the others tell well its own course is a second word, with limits twice as wide: a
 * plant that goes its way in a manner not seen before is still a plant whose tags agree. Of one that they tell roughly, or not at all, it says
 * what they do not.
 * @param begun the twin of a plant of the same kind is known, and what the others tell well is not asked for its own course: half of the work
 */
function answersTo(
  questions: readonly Asked[],
  doubtful: ReadonlySet<number>,
  begun: boolean,
  ask: (asked: readonly Asked[]) => readonly Answer[],
): Answer[] {
  const soundly = (answers: readonly Answer[]): Answer[] => {
    const counted = answers.filter(({ predictor }) => !doubtful.has(predictor.tag));
    return answers.map((one) => ({ ...one, judges: one.judges && isSound(counted, one) }));
  };
  const isCourse = ({ family }: Asked): boolean => family === 'innovation';
  const byOthers = soundly(ask(questions.filter((one) => !isCourse(one))));
  const told = new Set(
    byOthers.flatMap(({ judges, predictor: p }) => (judges && isToldWell(p.explained) ? p.tag : [])),
  );
  const courses = questions.filter((one) => isCourse(one) && !(begun && told.has(one.question.tag)));
  const byCourse = soundly(ask(courses)).map((one) =>
    told.has(one.predictor.tag) ? { ...one, limits: widened(one.limits) } : one,
  );
  const answers = new Map([...byOthers, ...byCourse].map((one) => [keyOf(one.family, one.predictor.tag), one]));
  return questions.flatMap(({ family, question }) => answers.get(keyOf(family, question.tag)) ?? []);
}

function keyOf(family: Family, tag: number): string {
  return `${family} ${tag}`;
}

/** Part of the inputs that must have a vote: where more of them hardly moved, that is what the plant is like, and not one odd column. */
const VOTERS = 3 / 4;

/** One odd column does not silence the others; but as it may be what the plant is about, more rows are better. */
function coverageBy(trail: Trail, moving: readonly number[], doubtful: ReadonlySet<number>): Coverage {
  if (moving.length < 2) return 'enough';
  const coverage = coverageOf(trail, moving, mostColumns(moving.length));
  const voters = moving.filter((i) => !doubtful.has(i) && votes(trail, i));
  if (coverage === 'some' || coverage === 'enough' || voters.length < 2 || voters.length < VOTERS * moving.length)
    return coverage;
  const theirs = coverageOf(trail, voters, mostColumns(voters.length));
  return theirs === 'enough' ? 'some' : theirs;
}

/** Rows after one that was left out whose near past is another than the rows say. */
const AFTER_SKIP = 3;

/** Nothing is learned from rows whose near past is another than it seems. */
function forgetSkips({ measured, width, at }: Trail, skips: ArrayLike<number>): void {
  for (let t = 0; t <= at; t++) if (skips[t] === 1) measured.fill(0, t * width, (t + AFTER_SKIP) * width);
}

function widened(limits: Float64Array): Float64Array {
  return limits.map((limit) => ROOM * limit);
}

/** Residuals that are kept, to compare with what a tag does later. */
const SAMPLE = 512;
/** Part of the rows that predictors were tried on. */
const FORWARD_SHARE = 0.6;

/** The limits of a second witness are so much wider: both together must not raise more false alarms than one. */
const ROOM = 2;
/**
 * It says no more than that its tag is so far out: 2.4 times the limit of the score. What the other parts see as well, they explain.
 */
const RAISED = 1.25;

/** A judge, and what it was made from. */
interface Answer extends Judge, Pick<Asked, 'witness'> {
  readonly z: Float64Array;
  readonly penalty: Penalty;
}

function answer(trail: Trail, asked: Asked, all: Sums, margin: number, { known, doubtful }: Beforehand): Answer {
  const { family, witness, question: whole } = asked;
  const hint = known[keyOf(family, whole.tag)];
  const later = FORWARD_SHARE * measuredRows(trail, whole.tag);
  const { question, sums } = withoutDoubtful({ question: whole, sums: all, width: trail.width }, doubtful, later, hint);
  const penalty = hint ?? bestPenalty(question.columns, sums);
  const { predictor, z, residuals } = fitPredictor(trail, question, sums, penalty);
  const told = family === 'cross' && isTold(predictor.explained);
  const { limits, change } = learnLimits(z, 0, z.length);
  return {
    family,
    witness,
    predictor,
    penalty,
    z,
    change,
    limits: question.leastReach !== undefined ? widened(limits) : limits,
    ...(witness === 'second' && { most: RAISED * margin }),
    judges: (told || family === 'innovation') && heldLater(z),
    ...(told && witness === 'only' && { sample: lastOf(residuals) }),
  };
}

/** What is known before a tag is asked for. */
interface Beforehand {
  readonly known: Penalties;
  /** Inputs that cannot carry coefficients, see carries. */
  readonly doubtful: ReadonlySet<number>;
}

function lastOf(residuals: Float64Array): Float32Array {
  return new Float32Array(knownOf(residuals).slice(-SAMPLE));
}

/** Where most tags of a family are not told, what it says of the others is likely luck. */
function isSound(answers: readonly Answer[], { family, witness }: Answer): boolean {
  const of = answers.filter((one) => one.family === family && one.witness === witness);
  return of.filter((one) => one.judges).length >= of.length / 2;
}
