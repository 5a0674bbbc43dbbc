import { ascending, quantile } from '../../math/quantile';
import type { LivePart, LiveRow, NormalRows, Part } from '../part';
import { settledRows } from '../settled';
import { facts, floats } from '../stored';
import { type Course, PARTS, writeCourse } from './encoding';
import { exportCourse } from './onnx';
import { distanceToNearest, learnPrototypes } from './prototypes';

/**
 * Paper 2's normalised contrast encoding: the course of the window in a few means, brought to mean 0 and deviation 1, so
 * that windows are compared by their shape; and how far it is from the nearest of some typical courses. It is made of the
 * rows themselves: measured against encodings that a network learned, it told abnormal segments apart better.
 */
export interface CourseSettings {
  /** Courses that are remembered. */
  readonly prototypes: number;
}

const FOLDS = 5;
const LEAST_UNIT = 1e-6;

export const course: Part<CourseSettings, Course> = {
  fit(rows, { prototypes: count }) {
    const size = Math.min(PARTS, rows.window) * rows.features.length;
    const courses = coursesOf(rows, size);
    const whole = wholeWindows(rows);
    const n = whole.length;
    const distances = new Float64Array(n);
    for (let k = 0; k < FOLDS; k++) {
      const from = Math.floor((n * k) / FOLDS);
      const to = Math.floor((n * (k + 1)) / FOLDS);
      const prototypes = learnPrototypes(
        picked(courses, size, apart(whole, from, to, rows.window)),
        size,
        count,
        rows.seed,
      );
      for (let i = from; i < to; i++) distances[i] = distanceToNearest(courses, whole[i]! * size, prototypes, size);
    }
    const unit = Math.max(quantile(ascending(distances), 0.99), LEAST_UNIT);
    const heldOut = new Float64Array(rows.count).fill(Number.NaN);
    for (let i = 0; i < n; i++) heldOut[rows.first + whole[i]!] = distances[i]! / unit;
    return {
      fitted: { prototypes: learnPrototypes(picked(courses, size, whole), size, count, rows.seed), unit },
      heldOut,
    };
  },

  live: (fitted, _settings, features) => new LiveCourse(fitted, features.length),

  export: exportCourse,

  store: ({ prototypes, unit }) => ({
    facts: { unit },
    tensors: { prototypes: { shape: [prototypes.length], data: prototypes } },
  }),

  read(stored) {
    const { unit } = facts<{ unit: number }>(stored);
    if (!(unit > 0)) throw new Error('a unit of it is out of range');
    return { prototypes: floats(stored, 'prototypes'), unit };
  },
};

function coursesOf(rows: NormalRows, size: number): Float32Array {
  const { count, first, window, input } = rows;
  const width = rows.features.length;
  const courses = new Float32Array((count - first) * size);
  for (let t = first; t < count; t++) {
    const seen = input.subarray((t - window + 1) * width, (t + 1) * width);
    writeCourse(seen, width, courses.subarray((t - first) * size, (t - first + 1) * size));
  }
  return courses;
}

/** The windows that hold no gap, by the row that they end with, counted from the first judged one. */
function wholeWindows({ gaps, window, first, count }: NormalRows): number[] {
  const settled = settledRows(gaps, window - 1);
  const all = Array.from({ length: count - first }, (_, t) => t);
  const whole = all.filter((t) => settled[first + t] === 1);
  return whole.length === 0 ? all : whole;
}

/** The windows that share no row with those from the position `from` to `to`; the others where that leaves none. */
function apart(windows: readonly number[], from: number, to: number, window: number): readonly number[] {
  const [first, last] = [windows[from] ?? 0, windows[to - 1] ?? 0];
  const clear = windows.filter((t) => t + window <= first || t >= last + window);
  return clear.length > 0 ? clear : windows.filter((_, i) => i < from || i >= to);
}

function picked(courses: Float32Array, size: number, windows: readonly number[]): Float32Array {
  const out = new Float32Array(windows.length * size);
  windows.forEach((t, i) => {
    out.set(courses.subarray(t * size, (t + 1) * size), i * size);
  });
  return out;
}

class LiveCourse implements LivePart {
  readonly #course: Course;
  readonly #width: number;
  #encoding: Float32Array | undefined;

  constructor(fitted: Course, width: number) {
    this.#course = fitted;
    this.#width = width;
  }

  step({ window }: LiveRow): number {
    const width = this.#width;
    this.#encoding ??= new Float32Array(Math.min(PARTS, window.length / width) * width);
    writeCourse(window, width, this.#encoding);
    const { prototypes, unit } = this.#course;
    return distanceToNearest(this.#encoding, 0, prototypes, this.#encoding.length) / unit;
  }

  /** Which features make a course strange is not told. */
  share(): void {}

  reset(): void {}

  snapshot(): undefined {}

  restore(): void {}

  learned(): Course {
    return this.#course;
  }
}
