import { type Performance, perform } from '../guarded/comparison';
import type { Golden } from '../guarded/golden';
import { InputError } from '../input';
import type { LayerContext } from '../layer/layer';
import { unscaleValue } from '../scaling/scaling';
import { isWandering } from '../score/detrending/detrender';
import { inSlices } from '../turns';
import { RecordJudge } from './live/record-judge';
import type { Model } from './models/model';
import type { ModelKeeper } from './models/model-keeper';

/** Two numbers, one of each model. */
type Pair = readonly [number, number];

/** Two models side by side. Plain JSON. */
export interface Comparison {
  readonly versions: Pair;
  /** Of the golden rows that both were measured on. */
  readonly golden: string;
  readonly performance: readonly [Performance, Performance];
  /** Features that both judge by where they are (none that did not settle): where each model has its level, and how far its values went from low to high. Engineering units. */
  readonly features: readonly { readonly name: string; readonly level: Pair; readonly range: Pair }[];
  /** Features of only one of them. */
  readonly only: readonly [readonly string[], readonly string[]];
  /** The same in words, by lines. */
  readonly text: readonly string[];
}

/** What is let in reaches so many ranges on each side of the average (docs/detectors.md, Missing and late). */
const REACH = 8;
/** A level that is off by so much of the range is worth a line, as is a range that is so many times as large. */
const OFF = 0.1;
const WIDER = 1.25;

/**
 * @returns measures both versions on the golden rows, between live records; event compared tells what came of it
 * @throws InputError when there are no golden rows, or a version cannot be used
 */
export function planComparison(
  golden: Golden | undefined,
  models: ModelKeeper,
  [a, b]: Pair,
  { emit, fail }: Pick<LayerContext, 'emit' | 'fail'>,
): () => void {
  if (golden === undefined) {
    throw new InputError(
      'control',
      'there are no golden rows to compare on; the next model that is learned brings them',
    );
  }
  const [one, other] = [models.onDisk(a), models.onDisk(b)];
  return () => {
    compareModels(one, other, golden).then(
      ({ text, ...facts }) =>
        emit('event', { event: 'compared', time: null, text: text.join('; '), lines: text, ...facts }),
      (error: Error) => fail(new InputError('control', `could not be compared: ${error.message}`)),
    );
  };
}

/** Measures both on the same golden rows, in slices between which live records are judged. */
export async function compareModels(a: Model, b: Model, golden: Golden): Promise<Comparison> {
  const first = await performed(a, golden);
  const second = await performed(b, golden);
  const common = a.features.filter((name) => b.features.includes(name));
  const settled = common.filter((name) => !isWanderingIn(a, name) && !isWanderingIn(b, name));
  const features = settled.map((name) => {
    const [one, other] = [placeOf(a, name), placeOf(b, name)];
    return { name, level: [one.level, other.level] as const, range: [one.range, other.range] as const };
  });
  const only = [
    a.features.filter((name) => !common.includes(name)),
    b.features.filter((name) => !common.includes(name)),
  ] as const;
  const rest = {
    versions: [a.version, b.version] as const,
    golden: golden.hash,
    performance: [first, second] as const,
  };
  const whole = { ...rest, features, only };
  return { ...whole, text: textOf(whole) };
}

async function performed(model: Model, golden: Golden): Promise<Performance> {
  const judge = new RecordJudge(model);
  try {
    return await inSlices(perform(judge, golden));
  } finally {
    judge.dispose();
  }
}

function isWanderingIn({ features, fitted }: Model, name: string): boolean {
  return isWandering(fitted.input, features.indexOf(name));
}

function placeOf({ features, scaling, fitted }: Model, name: string): { level: number; range: number } {
  const i = features.indexOf(name);
  const { center, reach } = fitted.input;
  const [level, low, high] = [0, -0.5, 0.5].map((part) => {
    return unscaleValue(scaling, i, center[i]! + part * Math.min(1, reach[i]! / REACH));
  });
  return { level: round(level!), range: round(high! - low!) };
}

function textOf({ versions, performance, features, only }: Omit<Comparison, 'text'>): string[] {
  const [a, b] = performance;
  const [one, other] = versions.map((version) => `version ${version}`);
  const lines = [
    `${one} calls ${percent(a.alarms)} of the golden rows abnormal, ${other} ${percent(b.alarms)}`,
    `the limit of ${other} is ${round(b.highest / a.highest)} times that of ${one}`,
    ...Object.entries(a.drills).map(([kind, { drills, found }]) => {
      const there = b.drills[kind] ?? { drills: 0, found: 0 };
      return `drill ${kind}: ${one} finds ${found} of ${drills}, ${other} ${there.found} of ${there.drills}`;
    }),
  ];
  for (const { name, level, range } of features) {
    const off = level[1] - level[0];
    const wider = range[1] / range[0];
    const moved = Math.abs(off) > OFF * Math.max(range[0], range[1]);
    if (!moved && wider < WIDER && wider > 1 / WIDER) continue;
    const spread = Number.isFinite(wider) ? `, range x${round(wider)}` : '';
    lines.push(`${name}: level ${off < 0 ? '' : '+'}${round(off)} (${level[0]} and ${level[1]})${spread}`);
  }
  only.forEach((names, i) => {
    if (names.length > 0) lines.push(`only version ${versions[i]} judges ${names.join(', ')}`);
  });
  return lines;
}

function percent(share: number): string {
  return `${Math.round(1000 * share) / 10} %`;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
