import type { Measured } from './measure';
import { type Begun, type Opening, openingOf, type TagOpening } from './opening';
import type { Level, Picture, TagPicture } from './picture';

const MEASURED = [
  'rows',
  'missing',
  'shift',
  'early',
  'late',
  'restless',
  'unrest',
  'steps',
  'spread',
  'uneven',
  'flat',
  'busy',
  'step',
  'stepAgo',
  'slope',
] as const satisfies readonly (keyof Measured)[];
const BEGUN = ['rows', 'early', 'step', 'stepAgo', 'slope'] as const satisfies readonly (keyof Begun)[];
const LEVEL = ['was', 'is', 'deviation', 'wander'] as const satisfies readonly (keyof Level)[];

/** The members in their order; older versions kept them by name. */
type Kept<T> = readonly unknown[] | T;

/** A picture as plain JSON: where the value itself is judged it stands there once, and numbers stand without their names. */
export interface KeptPicture extends Omit<Picture, 'tags' | 'timing' | 'rhythm'> {
  readonly timing: Kept<Measured>;
  readonly rhythm?: Kept<Level>;
  readonly tags: readonly KeptTag[];
}

interface KeptTag extends Omit<TagPicture, 'residual' | 'value' | 'level' | 'jump'> {
  readonly residual: Kept<Measured>;
  readonly value?: Kept<Measured>;
  readonly level?: Kept<Level>;
  readonly jump?: Kept<Level>;
}

/** An opening as plain JSON, in the same way. */
export interface KeptOpening {
  readonly tags: readonly KeptTagOpening[];
}

interface KeptTagOpening extends Omit<TagOpening, 'residual' | 'value' | 'jump'> {
  readonly residual: Kept<Begun>;
  readonly value?: Kept<Begun>;
  readonly jump?: Kept<Level>;
}

export function keepPicture({ tags, timing, rhythm, ...picture }: Picture): KeptPicture {
  return {
    ...picture,
    timing: keep(MEASURED, timing),
    ...(rhythm && { rhythm: keep(LEVEL, rhythm) }),
    tags: tags.map(({ residual, value, level, jump, ...tag }) => ({
      ...tag,
      residual: keep(MEASURED, residual),
      ...(value !== residual && { value: keep(MEASURED, value) }),
      ...(level && { level: keep(LEVEL, level) }),
      ...(jump && { jump: keep(LEVEL, jump) }),
    })),
  };
}

export function readPicture({ tags, timing, rhythm, ...picture }: KeptPicture): Picture {
  return {
    timing: read(MEASURED, timing),
    ...picture,
    ...(rhythm && { rhythm: read(LEVEL, rhythm) }),
    tags: tags.map(({ residual: kept, value, level, jump, ...tag }) => {
      const residual = read(MEASURED, kept);
      // What is new first: an object that begins as a copy and then gets more has a hidden class of its own, larger than itself.
      return {
        residual,
        value: value === undefined ? residual : read(MEASURED, value),
        ...tag,
        ...(level && { level: read(LEVEL, level) }),
        ...(jump && { jump: read(LEVEL, jump) }),
      };
    }),
  };
}

export function keepOpening({ tags }: Opening): KeptOpening {
  return {
    tags: tags.map(({ residual, value, jump, ...tag }) => ({
      ...tag,
      residual: keep(BEGUN, residual),
      ...(value !== residual && { value: keep(BEGUN, value) }),
      ...(jump && { jump: keep(LEVEL, jump) }),
    })),
  };
}

/** Older versions kept the whole picture. */
export function readOpening(kept: KeptOpening | KeptPicture): Opening {
  if ('lasted' in kept) return openingOf(readPicture(kept));
  return {
    tags: kept.tags.map(({ residual: begun, value, jump, ...tag }): TagOpening => {
      const residual = read(BEGUN, begun);
      return {
        residual,
        value: value === undefined ? residual : read(BEGUN, value),
        ...tag,
        jump: jump && read(LEVEL, jump),
      };
    }),
  };
}

function keep<T extends object>(names: readonly (keyof T)[], of: T): readonly unknown[] {
  return names.map((name) => of[name]);
}

function read<T extends object>(names: readonly (keyof T)[], kept: Kept<T>): T {
  if (!Array.isArray(kept)) return kept as T;
  // What was absent stands there as null.
  return Object.fromEntries(names.flatMap((name, k) => (kept[k] == null ? [] : [[name, kept[k]]]))) as T;
}
