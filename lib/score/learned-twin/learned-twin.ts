import { featureName, tagOf } from '../../record/features';
import type { Feature, LivePart, LiveRow, Part, Told } from '../part';
import { fitTwin, type LearnedTwin, type Penalties } from './fit';
import { heldOutOf } from './held-out';
import { TwinAtWork, type TwinSnapshot } from './live';
import { exportTwin } from './onnx';
import type { Parts } from './questions';
import { readTwin, storeTwin } from './store';

/**
 * The twin that the plant does not have: what each tag should read, given the others, the recent past and what the plant is
 * told to do, learned by least squares. Its residuals are charted tag by tag, each chart with a limit of its own. It has
 * nothing to set.
 */
export type LearnedTwinSettings = object;

export const learnedTwin: Part<LearnedTwinSettings, LearnedTwin> = {
  fit(rows, _settings, hint) {
    const { features, scaled, gaps, skips } = rows;
    const parts = partsOf(features);
    const fitted = fitTwin(
      { scaled, width: features.length, begins: gaps, skips },
      parts,
      hint as Penalties | undefined,
    );
    const { coverage } = fitted.twin;
    const isAwaited =
      coverage === 'none' || coverage === 'little' || (coverage === 'some' && parts.supplied.length > 0);
    if (!fitted.asked && !isAwaited) return undefined;
    const { twin, penalties } = fitted;
    return { fitted: twin, heldOut: heldOutOf(fitted).map(loudness), unit: loudness(1), hint: penalties };
  },

  wantsMore: ({ coverage }) => coverage !== 'enough',

  tells: ({ judges }) => judges.some(({ judges }) => judges),

  live: (fitted, _settings, features) => new LiveTwin(fitted, features),

  export: exportTwin,

  store: storeTwin,

  read: (stored, _settings, features) => readTwin(stored, features),
};

/**
 * How loud the twin is, from how far out the worst tag is: its fourth power. Far within its limits it is as good as silent, so
 * that of two scores of normal rows the one of the other parts decides; and where the threshold stands somewhat higher or
 * lower than was thought, it still stands at about the twin's own limit.
 */
function loudness(out: number): number {
  return out ** 4;
}

/**
 * Tags alone: what is derived from a tag would let it vote for itself. A tag with a twin of its own is judged by that one, which
 * knows the plant's law; here it is only watched beside it, as somebody may forge both together.
 */
export function partsOf(features: readonly Feature[]): Parts {
  const inputs = features.flatMap(({ name }, i) => (tagOf(name) === name ? [i] : []));
  const known = new Set(features.map(({ name }) => name));
  const having = (what: 'command' | 'setpoint'): number[] =>
    inputs.filter((i) => known.has(featureName(features[i]!.name, what)));
  const isOf = (...kinds: Feature['kind'][]): number[] => inputs.filter((i) => kinds.includes(features[i]!.kind));
  return {
    inputs,
    tags: isOf('measured'),
    supplied: isOf('modelled'),
    orders: isOf('command', 'setpoint'),
    setpoints: isOf('setpoint'),
    actuators: having('command'),
    controlled: having('setpoint'),
  };
}

const NONE: readonly number[] = [];

class LiveTwin implements LivePart {
  readonly #twin: TwinAtWork;
  readonly #features: readonly Feature[];
  readonly #told: readonly number[];
  readonly #supplied: readonly number[];

  constructor(fitted: LearnedTwin, features: readonly Feature[]) {
    this.#twin = new TwinAtWork(fitted);
    this.#features = features;
    this.#told = this.told().map(({ feature }) => feature);
    this.#supplied = partsOf(features).supplied;
  }

  step({ scaled, gap }: LiveRow): number {
    return loudness(this.#twin.step(scaled, gap));
  }

  /** Each tag by how loud it is. */
  share(weight: number, out: Float64Array): void {
    const by = this.#twin.out;
    let sum = 0;
    let most = 0;
    for (let i = 0; i < by.length; i++) {
      const loud = loudness(by[i]!);
      sum += loud;
      if (loud > most) most = loud;
    }
    if (sum === 0) return;
    for (let i = 0; i < by.length; i++) out[i]! += (weight * most * loudness(by[i]!)) / sum;
  }

  told(): readonly Told[] {
    const { judges, standards } = this.#twin.twin;
    return judges.flatMap(({ predictor, sample }): Told[] => {
      const { tag, explained } = predictor;
      if (sample === undefined) return [];
      const { deviation } = standards[tag]!;
      return [{ feature: tag, explained, residuals: sample.map((r) => r * deviation) }];
    });
  }

  /** A tag with a twin of its own has what that one says. */
  expect(_: LiveRow, out: Float64Array): void {
    const { expected } = this.#twin;
    for (const i of this.#told) out[i] = expected[i]!;
  }

  /** Only a second witness speaks of a tag that has a twin of its own. */
  disputed(): readonly number[] {
    const { out } = this.#twin;
    let some = false;
    for (let k = 0; k < this.#supplied.length && !some; k++) some = out[this.#supplied[k]!]! > 1;
    return some ? this.#supplied.filter((i) => out[i]! > 1) : NONE;
  }

  news(): string | undefined {
    const names = this.#twin.retired().map((i) => this.#features[i]!.name);
    if (names.length === 0) return undefined;
    return `the relation of ${names.join(', ')} to the other tags has changed for good; retrain when that is right`;
  }

  reset(): void {
    this.#twin.reset();
  }

  learned(): LearnedTwin {
    return this.#twin.learned();
  }

  dispose(): void {
    this.#twin.dispose();
  }

  snapshot(): TwinSnapshot {
    return this.#twin.snapshot();
  }

  restore(snapshot: unknown): void {
    this.#twin.reset();
    try {
      if (snapshot !== undefined) this.#twin.restore(snapshot as TwinSnapshot);
    } catch {
      this.#twin.reset();
    }
  }
}
