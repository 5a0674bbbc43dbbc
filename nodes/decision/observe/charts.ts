import { alike } from '../../../lib/alike';
import { PassingRow } from '../../../lib/math/passing-row';
import { pieces } from '../../../lib/math/pieces';
import { LeapGate, type LeapSnapshot } from '../../../lib/outliers/leap-gate';
import type { Channels } from './channels';
import type { Recent } from './recent';
import type { Reference } from './reference';
import { Repetition, type RepetitionSnapshot } from './repetition';
import { Silence, type SilenceSnapshot } from './silence';
import { Stillness, type StillnessSnapshot } from './stillness';

/** Weights of the running means. */
const LEVEL_WEIGHT = 1 / 16;
const CHANGE_WEIGHT = 1 / 12;
const FAST_WEIGHT = 1 / 4;
const SLOW_WEIGHT = 1 / 24;
/** Rows after a setpoint has moved during which commands may jump. */
const SETTLING = 64;
/** Rows after which limits mean something. */
const ENOUGH = 300;
/** What was seen while learning may be exceeded by this part, and by more when little was learned. */
const MARGIN = 0.35;
const MARGIN_ROWS = 600;
/** Calm has a long tail: it needs more room. */
const CALM_MARGIN = 2;
/**
 * What is seen counts for the limits only after this many rows without an alarm, and twice: a disturbance is then found before
 * it widens its own limit.
 */
const BLOCK = 64;
/** How many limits one row counts at most in a running mean, so that the mean is back soon after what was wrong is over. */
const REACH = 6;
/** A residual leaps that goes so many times as far from one row to the next as it usually does. */
const WILD = 5;

/** By channel, see Charts.#admit. */
const passing = { row: new PassingRow(), moves: new PassingRow() };

/** A number that must not exceed what it usually is at most. */
interface Chart {
  readonly kind: 'level' | 'wild' | 'calm' | 'jump';
  readonly channel: number;
}

const MEANS = ['level', 'change', 'fast', 'slow'] as const;

/**
 * Control charts beside the detector, for what a network over all tags may miss: exponentially weighted means (Roberts 1959,
 * DOI 10.1080/00401706.1959.10489860) of each twin residual and of the message times, of how much each moves from row to row,
 * and of commands that jump while no setpoint does. Limits are what was seen while learning, and a margin. Only for assets with
 * a twin: without one a level says nothing. What stands still does, what is silent, and the past that is sent once more, see
 * stillness.ts, silence.ts and repetition.ts.
 *
 * One wild residual would be in these means for a hundred rows: a row counts in them up to a bound, and a leap not at all as long as it may be
 * a wild value, see LeapGate; as the two-in-a-row rule does (Lucas and Crosier 1982, DOI 10.1080/03610928208828414), with one row more.
 */
export class Charts {
  readonly #charts: readonly Chart[];
  readonly #stillness: Stillness;
  readonly #silence: Silence;
  readonly #repetition: Repetition;
  readonly #timing: number;
  /** Channels of residuals and of the message times, and what tells leaps of them. */
  readonly #moving: readonly number[];
  readonly #gate: LeapGate;
  readonly #setpoints: readonly number[];
  readonly #means: Record<(typeof MEANS)[number], Float64Array>;
  /** Largest values by chart: what counts, the block before, the present block. */
  readonly #most: Float64Array;
  readonly #before: Float64Array;
  readonly #present: Float64Array;
  #rows = 0;
  /** Rows since a setpoint moved. */
  #settled = 0;

  constructor(
    channels: Channels,
    private readonly reference: Reference,
  ) {
    this.#charts = chartsOf(channels);
    this.#stillness = new Stillness(channels, reference);
    this.#silence = new Silence(channels, reference);
    this.#repetition = new Repetition(channels, reference);
    this.#timing = channels.timing;
    this.#setpoints = channels.tags.flatMap(({ role, value }) => (role === 'setpoint' ? [value] : []));
    this.#moving = alike(movingOf(channels));
    this.#gate = new LeapGate(this.#moving, new Float32Array(this.#moving.length).fill(Number.POSITIVE_INFINITY));
    const width = this.#charts.length > 0 ? channels.list.length : 0;
    const rows = pieces(MEANS.length, width);
    const means = MEANS.map((name, k) => [name, rows[k]!.fill(Number.NaN)]);
    this.#means = Object.fromEntries(means) as Record<(typeof MEANS)[number], Float64Array>;
    const [most, before, present] = pieces(3, this.#charts.length);
    this.#most = most!;
    this.#before = before!;
    this.#present = present!;
  }

  /** Takes in the newest row. @param time of the source, ms @returns true when a chart is out of its limit */
  step(recent: Recent, time: number): boolean {
    if (recent.length < 2) return false;
    this.#stillness.step(recent);
    this.#silence.step(recent);
    this.#repetition.step(recent, time);
    // Without a twin there are none.
    if (this.#charts.length > 0) this.#follow(recent);
    return this.#rows >= ENOUGH && this.#isOut();
  }

  /** Takes the newest row into the running means. */
  #follow(recent: Recent): void {
    const { data, columns } = recent;
    const now = recent.offset(0);
    const before = recent.offset(1);
    this.#settled++;
    for (const i of this.#setpoints) if (data[now + columns[i]!] !== data[before + columns[i]!]) this.#settled = 0;
    const { level, change, fast, slow } = this.#means;
    const moves = passing.moves.of(columns.length);
    const admitted = this.#admit(recent, moves);
    for (let k = 0; k < this.#charts.length; k++) {
      const { kind, channel } = this.#charts[k]!;
      const column = columns[channel]!;
      const value = data[now + column]!;
      if (kind === 'level') {
        const mean = this.reference.mean(channel);
        const reach = this.#reach(k);
        follow(level, channel, Math.max(mean - reach, Math.min(mean + reach, admitted[channel]!)), LEVEL_WEIGHT);
      } else if (kind === 'jump') {
        follow(fast, channel, value, FAST_WEIGHT);
        follow(slow, channel, value, SLOW_WEIGHT);
      } else if (kind === 'calm') follow(change, channel, Math.abs(value - data[before + column]!), CHANGE_WEIGHT);
      else follow(change, channel, Math.min(this.#reach(k), moves[channel]!), CHANGE_WEIGHT);
    }
  }

  /**
   * The residuals and the message times as they count, by channel: while a leap may be a wild value, a residual stands where it was.
   * @param moves takes how far each of them has moved, by channel @returns numbers that mean something for these channels only
   */
  #admit(recent: Recent, moves: Float64Array): Float64Array {
    const { data, columns } = recent;
    const row = passing.row.of(columns.length);
    const now = recent.offset(0);
    for (let k = 0; k < this.#moving.length; k++) {
      const i = this.#moving[k]!;
      row[i] = data[now + columns[i]!]!;
      moves[i] = this.#gate.last(k);
    }
    const admitted = this.#gate.admit(row, 0);
    for (const i of this.#moving) moves[i] = Math.abs(admitted[i]! - moves[i]!);
    return admitted;
  }

  /** How far the residuals go from row to row without a leap, by what is usual now; of message times all is told by their rhythm. */
  #followReference(): void {
    for (let k = 0; k < this.#moving.length; k++) {
      const i = this.#moving[k]!;
      const isTold = i !== this.#timing && this.reference.knows(i);
      this.#gate.limit(k, isTold ? WILD * this.reference.changeSize(i) : Number.POSITIVE_INFINITY);
    }
  }

  /** Lets the newest row count for the limits. */
  learn(): void {
    this.#rows++;
    this.#followReference();
    this.#silence.learn();
    this.#repetition.learn();
    if (this.#rows < BLOCK / 2) return;
    const present = this.#present;
    for (let k = 0; k < present.length; k++) present[k] = Math.max(present[k]!, this.#valueOf(this.#charts[k]!));
    if (this.#rows % BLOCK > 0) return;
    for (let k = 0; k < present.length; k++) this.#most[k] = Math.max(this.#most[k]!, this.#before[k]!);
    this.#before.set(present);
    present.fill(0);
  }

  /** Something is wrong: what has just been seen does not count. */
  distrust(): void {
    this.#silence.distrust();
    this.#repetition.distrust();
    this.#before.fill(0);
    this.#present.fill(0);
  }

  /** Learns the limits anew. */
  reopen(): void {
    this.#rows = 0;
    this.#followReference();
    this.#most.fill(0);
    this.#silence.reopen();
    this.distrust();
  }

  /** Channels whose charts are out of their limits with the newest row. */
  out(): number[] {
    if (this.#rows < ENOUGH) return [];
    return [
      ...this.#charts.filter((_, k) => this.#isBeyond(k)).map(({ channel }) => channel),
      ...this.#stillness.out(),
      ...this.#silence.out(),
      ...(this.#repetition.ago === undefined ? [] : [this.#timing]),
    ];
  }

  /** Rows before which the sensors read exactly what they read now, row by row; undefined where they did not. */
  get repeats(): number | undefined {
    return this.#repetition.ago;
  }

  #isOut(): boolean {
    for (let k = 0; k < this.#charts.length; k++) if (this.#isBeyond(k)) return true;
    return this.#stillness.isOut || this.#silence.isOut || this.#repetition.ago !== undefined;
  }

  #isBeyond(k: number): boolean {
    const limit = this.#limitOf(k);
    return limit > 0 && this.#valueOf(this.#charts[k]!) > limit;
  }

  /** 0 where none is known. */
  #limitOf(k: number): number {
    const room = MARGIN + MARGIN_ROWS / this.#rows;
    return this.#most[k]! * (1 + room + (this.#charts[k]!.kind === 'calm' ? CALM_MARGIN : 0));
  }

  /** How far off one row counts at most. */
  #reach(k: number): number {
    const limit = this.#rows < ENOUGH ? 0 : this.#limitOf(k);
    return limit > 0 ? REACH * limit : Number.POSITIVE_INFINITY;
  }

  #valueOf({ kind, channel }: Chart): number {
    const { level, change, fast, slow } = this.#means;
    let value = 0;
    if (kind === 'level') value = Math.abs(level[channel]! - this.reference.mean(channel));
    else if (kind === 'wild') value = change[channel]!;
    else if (kind === 'calm') value = 1 / (change[channel]! + 1e-300);
    else if (this.#settled > SETTLING) value = Math.abs(fast[channel]! - slow[channel]!);
    return Number.isNaN(value) ? 0 : value;
  }

  snapshot(): unknown {
    const means = MEANS.map((name) => Array.from(this.#means[name], (mean) => (Number.isNaN(mean) ? null : mean)));
    const limits = [this.#most, this.#before, this.#present].map((one) => Array.from(one));
    const silent = this.#silence.snapshot();
    const still = this.#stillness.snapshot();
    return {
      rows: this.#rows,
      settled: this.#settled,
      means,
      limits,
      leaps: this.#gate.snapshot(),
      still,
      again: this.#repetition.snapshot(),
      ...(silent.length > 0 && { silent }),
    };
  }

  /** An older version kept nothing where no level is charted: as much has been learned of it as the reference has. */
  catchUp(): void {
    if (this.#charts.length === 0) this.#rows = this.reference.progress.done;
  }

  restore(snapshot: unknown): void {
    const { rows, settled, means, limits, leaps, still, silent, again } = snapshot as {
      rows: number;
      settled: number;
      means: (number | null)[][];
      limits: number[][];
      /** Absent in what older versions kept. */
      leaps?: LeapSnapshot;
      /** Absent in what older versions kept. */
      still?: StillnessSnapshot;
      /** Absent where no value was missing, and in what older versions kept. */
      silent?: SilenceSnapshot;
      /** Absent in what older versions kept. */
      again?: RepetitionSnapshot;
    };
    if (still !== undefined) this.#stillness.restore(still);
    if (silent !== undefined) this.#silence.restore(silent);
    if (again !== undefined) this.#repetition.restore(again);
    this.#rows = rows;
    this.#settled = settled;
    this.#followReference();
    this.#gate.restore(leaps);
    for (const [k, name] of MEANS.entries()) this.#means[name].set(means[k]!.map((mean) => mean ?? Number.NaN));
    for (const [k, one] of [this.#most, this.#before, this.#present].entries()) one.set(limits[k]!);
  }
}

/** Channels of what is measured minus what the twin says, and of the message times; none without a twin. */
function movingOf({ tags, timing }: Channels): number[] {
  const twins = tags.flatMap(({ twin }) => (twin >= 0 ? [twin] : []));
  return twins.length === 0 ? [] : [...twins, timing];
}

function chartsOf(channels: Channels): Chart[] {
  const { tags } = channels;
  const moving = movingOf(channels);
  if (moving.length === 0) return [];
  const steered = tags.some(({ role }) => role === 'setpoint');
  const sensors = tags.filter(({ role, twin }) => role === 'sensor' && twin >= 0);
  const commands = steered ? tags.filter(({ role }) => role === 'command') : [];
  return [
    ...moving.map((channel): Chart => ({ kind: 'level', channel })),
    ...moving.map((channel): Chart => ({ kind: 'wild', channel })),
    ...sensors.map(({ value }): Chart => ({ kind: 'calm', channel: value })),
    ...commands.map(({ value }): Chart => ({ kind: 'jump', channel: value })),
  ];
}

/** Missing values leave a running mean where it is. */
function follow(means: Float64Array, i: number, value: number, weight: number): void {
  if (Number.isNaN(value)) return;
  const mean = means[i]!;
  means[i] = Number.isNaN(mean) ? value : mean + weight * (value - mean);
}
