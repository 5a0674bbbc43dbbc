import type { Trajectory } from '../../record/record';
import type { Pattern } from '../../record/words';

interface Episode {
  readonly onset: number;
  peak: number;
  rows: number;
  calm: number;
  bursts: number;
  /** It was far from normal within a few rows. */
  sudden: boolean;
}

/** TrajectoryTracker as plain JSON. */
export interface TrajectorySnapshot {
  readonly episode?: Readonly<Episode>;
  readonly rising: number;
}

/** From calm to clearly outside of normal within so many rows is sudden. The score goes on rising for long after a jump. */
const SUDDEN_ROWS = 3;
const CLEARLY = 1.5;

/**
 * Paper 2's decision trajectory: the scores of neighbouring records seen as one episode, with onset, peak, duration and
 * whether it came at once, comes and goes, or grows.
 */
export class TrajectoryTracker {
  /** Scores above begin an episode, scores below are calm; in between it goes on as it was. */
  readonly #begin: number;
  readonly #calmBelow: number;
  /** Calm rows in a row that end an episode. */
  readonly #patience: number;
  #episode: Episode | undefined;
  /** Rows since the last calm one, before an episode. */
  #rising = 0;

  /** @param calibration scores of normal records, ascending, not empty */
  constructor(calibration: readonly number[], patience: number) {
    this.#begin = calibration.at(-1)!;
    this.#calmBelow = calibration[Math.floor((calibration.length - 1) * 0.95)]!;
    this.#patience = patience;
  }

  /** @returns the episode that the row belongs to; undefined in calm */
  step(score: number, time: number): Trajectory | undefined {
    const calm = score <= this.#calmBelow;
    if (this.#episode === undefined) {
      this.#rising = calm ? 0 : this.#rising + 1;
      if (score <= this.#begin) return undefined;
      this.#episode = { onset: time, peak: score, rows: this.#rising, calm: 0, bursts: 1, sudden: false };
    } else this.#follow(this.#episode, score, calm);
    const episode = this.#episode;
    if (episode.rows <= SUDDEN_ROWS && score > CLEARLY * this.#begin) episode.sudden = true;
    if (episode.calm >= this.#patience) {
      this.reset();
      return undefined;
    }
    const { onset, peak } = episode;
    return { onset, peak, duration: time - onset, pattern: patternOf(episode) };
  }

  reset(): void {
    this.#episode = undefined;
    this.#rising = 0;
  }

  snapshot(): TrajectorySnapshot | undefined {
    if (this.#episode === undefined && this.#rising === 0) return undefined;
    return { ...(this.#episode && { episode: { ...this.#episode } }), rising: this.#rising };
  }

  restore(from: TrajectorySnapshot | undefined): void {
    this.#episode = from?.episode && { ...from.episode };
    this.#rising = from?.rising ?? 0;
  }

  #follow(episode: Episode, score: number, calm: boolean): void {
    episode.rows++;
    if (score > this.#begin && episode.calm > 0) episode.bursts++;
    if (calm) episode.calm++;
    else if (score > this.#begin) episode.calm = 0;
    if (score > episode.peak) episode.peak = score;
  }
}

function patternOf({ sudden, bursts }: Episode): Pattern {
  if (bursts > 1) return 'intermittent';
  return sudden ? 'sudden' : 'evolving';
}
