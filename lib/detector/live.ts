import type { Scorer } from '../engine/engine';
import { sizeOf } from '../network/graph';
import { type Blueprint, bandedOf, type Shares, shares, watchedOf } from './blueprint';
import { EnvelopeMeter } from './envelope';
import { EvidenceMeter } from './evidence';
import { type Learned, prepare } from './learned';
import { distanceToNearest } from './prototypes';

/** What a model remembers of the rows before, as plain JSON. */
export interface LiveSnapshot {
  readonly meters: readonly (readonly (readonly number[])[])[];
  readonly envelope?: readonly (readonly (number | null)[])[];
  readonly history: readonly number[];
  readonly predicted?: readonly number[];
  readonly filled: number;
}

/** Judges one row after the other with what was learned. Synchronous; allocates nothing per row. */
export class LiveModel {
  /** Share of each feature in the last score, not yet normalised. */
  readonly contributions: Float64Array;
  /** What each feature should have been, scaled; of the last row. */
  readonly expected: Float64Array;
  /** Missing features of the last row. */
  missing = 0;
  readonly #blueprint: Blueprint;
  readonly #learned: Learned;
  readonly #scorer: Scorer;
  readonly #meters: readonly EvidenceMeter[];
  readonly #envelope: EnvelopeMeter | undefined;
  readonly #shares: Shares;
  /** Positions of the features that are judged, and of those that have bands; the vectors hold only these. */
  readonly #watched: readonly number[];
  readonly #banded: readonly number[];
  readonly #encodingSize: number;
  /** Prepared rows of the window, oldest first. */
  readonly #history: Float32Array;
  readonly #row: Float64Array;
  readonly #vector: Float64Array;
  readonly #predicted: Float64Array;
  #hasPrediction = false;
  /** Rows in the window that came after another; 0 = none has come yet. */
  #filled = 0;

  constructor(blueprint: Blueprint, learned: Learned, scorer: Scorer) {
    const width = learned.center.length;
    this.#blueprint = blueprint;
    this.#learned = learned;
    this.#scorer = scorer;
    this.#meters = learned.evidence.map((evidence) => new EvidenceMeter(evidence));
    this.#envelope = learned.envelope && new EnvelopeMeter(learned.envelope);
    this.#shares = shares(blueprint);
    this.#watched = watchedOf(blueprint, width);
    this.#banded = bandedOf(blueprint, width);
    this.#encodingSize = blueprint.contrast ? outputSize(blueprint, blueprint.contrast.output) : 0;
    this.#history = new Float32Array(blueprint.window * width);
    this.#row = new Float64Array(width);
    this.#vector = new Float64Array(width);
    this.#predicted = new Float64Array(width);
    this.contributions = new Float64Array(width);
    this.expected = new Float64Array(width);
  }

  /**
   * Judges the next row.
   * @param scaled NaN = missing: it is no evidence, and the network sees the average in its place
   * @returns the score; about 1 is the border of normal; not finite when the network's result is not
   */
  step(scaled: ArrayLike<number>): number {
    const { center, contrast } = this.#learned;
    const scorer = this.#scorer;
    this.missing = prepare(scaled, 0, this.#learned, this.#row, 0);
    this.#remember();
    scorer.input('window').set(this.#history);
    scorer.run();
    this.contributions.fill(0);
    this.expected.set(center);
    let score = this.#outside(scaled);
    for (let s = 0; s < this.#meters.length; s++) score += this.#weigh(s, scaled);
    if (contrast !== undefined) {
      const encoding = scorer.output(this.#blueprint.contrast!.output);
      const distance = distanceToNearest(encoding, 0, contrast.prototypes, this.#encodingSize);
      score += (this.#shares.contrast * distance) / contrast.unit;
    }
    this.#keepPrediction();
    return score;
  }

  /** A copy of a named output for the last row. */
  output(name: string): number[] {
    return [...this.#scorer.output(name)];
  }

  /** Whether the window holds nothing but rows that came. Until then scores are preliminary: the first row fills the rest. */
  get ready(): boolean {
    return this.#filled >= this.#blueprint.window;
  }

  /** Forgets the rows before: after a gap the window starts anew with the next row. */
  restart(): void {
    this.#filled = 0;
    this.#hasPrediction = false;
    this.calm();
  }

  /** Records are missing: what changed meanwhile is no change from row to row. */
  skip(): void {
    this.#envelope?.skip();
  }

  /** Forgets the evidence that has added up so far, but not the rows. */
  calm(): void {
    for (const meter of this.#meters) meter.reset();
    this.#envelope?.reset();
  }

  snapshot(): LiveSnapshot {
    return {
      meters: this.#meters.map((meter) => meter.snapshot()),
      ...(this.#envelope && { envelope: this.#envelope.snapshot() }),
      history: this.#blueprint.window > 1 ? [...this.#history] : [],
      ...(this.#hasPrediction && { predicted: [...this.#predicted] }),
      filled: this.#filled,
    };
  }

  restore(from: LiveSnapshot): void {
    this.#meters.forEach((meter, s) => {
      meter.restore(from.meters[s] ?? []);
    });
    if (from.envelope) this.#envelope?.restore(from.envelope);
    const whole = this.#blueprint.window === 1 || from.history.length === this.#history.length;
    this.#filled = whole ? from.filled : 0;
    if (whole) this.#history.set(from.history);
    this.#hasPrediction = from.predicted?.length === this.#predicted.length;
    if (this.#hasPrediction) this.#predicted.set(from.predicted!);
  }

  dispose(): void {
    this.#scorer.dispose();
  }

  /** Shifts the row into the window. Before the first row nothing is known: it fills the whole window. */
  #remember(): void {
    const history = this.#history;
    const width = this.#row.length;
    if (this.#filled > 0) history.copyWithin(0, width);
    else for (let at = 0; at < history.length - width; at += width) history.set(this.#row, at);
    history.set(this.#row, history.length - width);
    if (this.#filled < this.#blueprint.window) this.#filled++;
  }

  /** Measures how far single features are outside of their bands, and adds to the contributions. */
  #outside(scaled: ArrayLike<number>): number {
    if (this.#envelope === undefined) return 0;
    const weight = this.#shares.envelope;
    this.#pick(this.#banded, scaled, undefined);
    const result = this.#envelope.step(this.#vector);
    this.#envelope.addContributions(weight, this.#banded, this.contributions);
    return weight * result;
  }

  /** Measures one stream and adds to contributions and expected values. */
  #weigh(s: number, scaled: ArrayLike<number>): number {
    const stream = this.#blueprint.streams[s]!;
    const said = stream.kind === 'row' ? undefined : this.#said(stream.kind, stream.output!);
    this.#pick(this.#watched, scaled, said);
    if (stream.kind === 'residual') for (let i = 0; i < said!.length; i++) this.expected[i]! += said![i]!;
    const weight = this.#shares.streams[s]!;
    const meter = this.#meters[s]!;
    const result = meter.step(this.#vector);
    meter.addContributions(weight, this.#watched, this.contributions);
    return weight * result;
  }

  /** Some features of the row, minus what was said of them; NaN where nothing was measured. */
  #pick(positions: readonly number[], scaled: ArrayLike<number>, said: ArrayLike<number> | undefined): void {
    const row = this.#row;
    for (let k = 0; k < positions.length; k++) {
      const i = positions[k]!;
      if (Number.isNaN(scaled[i]!)) this.#vector[k] = Number.NaN;
      else this.#vector[k] = said === undefined ? row[i]! : row[i]! - said[i]!;
    }
  }

  /** What the network says about this row: now, or one row earlier (then the row itself while there was none). */
  #said(kind: 'residual' | 'surprise', output: string): ArrayLike<number> {
    if (kind === 'residual') return this.#scorer.output(output);
    return this.#hasPrediction ? this.#predicted : this.#row;
  }

  #keepPrediction(): void {
    const stream = this.#blueprint.streams.find((s) => s.kind === 'surprise');
    if (stream === undefined) return;
    this.#predicted.set(this.#scorer.output(stream.output!));
    this.#hasPrediction = true;
  }
}

function outputSize({ graph }: Blueprint, name: string): number {
  return sizeOf(graph.nodes[graph.outputs[name]!]!.shape);
}
