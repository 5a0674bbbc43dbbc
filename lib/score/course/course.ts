import { ascending, quantile } from '../../quantile';
import type { LivePart, LiveRow, NormalRows, Part } from '../part';
import { facts, floats } from '../stored';
import { PARTS, writeCourse } from './encoding';
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

/** What was learned: the typical courses, and the distance that held-out ones reach once in a hundred. */
export interface Course {
  readonly prototypes: Float32Array;
  readonly unit: number;
}

const FOLDS = 5;
const LEAST_UNIT = 1e-6;

export const course: Part<CourseSettings, Course> = {
  fit(rows, { prototypes: count }) {
    const size = Math.min(PARTS, rows.window) * rows.features.length;
    const courses = coursesOf(rows, size);
    const n = courses.length / size;
    const distances = new Float64Array(n);
    for (let k = 0; k < FOLDS; k++) {
      const from = Math.floor((n * k) / FOLDS);
      const to = Math.floor((n * (k + 1)) / FOLDS);
      const others = new Float32Array(courses.length - (to - from) * size);
      others.set(courses.subarray(0, from * size));
      others.set(courses.subarray(to * size), from * size);
      const prototypes = learnPrototypes(others, size, count, rows.seed);
      for (let t = from; t < to; t++) distances[t] = distanceToNearest(courses, t * size, prototypes, size);
    }
    const unit = Math.max(quantile(ascending(distances), 0.99), LEAST_UNIT);
    const heldOut = new Float64Array(rows.count).fill(Number.NaN);
    for (let t = 0; t < n; t++) heldOut[rows.first + t] = distances[t]! / unit;
    return { fitted: { prototypes: learnPrototypes(courses, size, count, rows.seed), unit }, heldOut };
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
}
