import { alike } from '../alike';
import { describe, InputError, isSafeName, MAX_FEATURES } from '../input';
import type { TwinRecord } from './record';

/**
 * Which features an asset's records have, in fixed order. A record that names its features keeps them; one made by hand
 * gets the sorted names of its first values, and names that turn up later are appended, so that none ever shifts.
 */
export class Schema {
  #features: readonly string[];
  #known: ReadonlySet<string>;

  constructor(features: readonly string[] = []) {
    this.#features = alike([...features]);
    this.#known = setOf(this.#features);
  }

  get features(): readonly string[] {
    return this.#features;
  }

  /**
   * The features of a record; the same array as long as they stay the same. Nothing is remembered yet: see adopt.
   * @throws InputError when payload.features is not a list of different, safe names
   */
  of(record: TwinRecord): readonly string[] {
    const { features } = record;
    if (features === undefined) return this.#ofValues(record.values);
    if (features === this.#features) return features;
    if (same(features, this.#features)) return this.#features;
    return alike([...checked(features)]);
  }

  /** Takes the features into force. */
  adopt(features: readonly string[]): void {
    this.#features = features;
    this.#known = setOf(features);
  }

  #ofValues(values: Readonly<Record<string, number>>): readonly string[] {
    let fresh: string[] | undefined;
    for (const tag in values) {
      if (!this.#known.has(tag)) {
        fresh ??= [];
        // Counted before it is copied and sorted.
        if (this.#features.length + fresh.push(tag) > MAX_FEATURES) throw tooMany('payload.values');
      }
    }
    if (fresh === undefined) return this.#features;
    return alike(checked([...this.#features, ...fresh.sort()]));
  }
}

/** By the list, which assets of one kind have in common. */
const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

function setOf(features: readonly string[]): ReadonlySet<string> {
  let set = sets.get(features);
  if (set === undefined) {
    set = new Set(features);
    sets.set(features, set);
  }
  return set;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  if (!Array.isArray(a) || a.length !== b.length) return false;
  for (let i = 0; i < b.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function checked(features: readonly string[]): readonly string[] {
  if (!Array.isArray(features)) {
    throw new InputError('payload.features', `is ${describe(features)}; send a list of feature names or leave it out`);
  }
  if (features.length > MAX_FEATURES) throw tooMany('payload.features');
  if (features.length === 0) throw new InputError('payload.features', 'has no names; give at least one');
  const wrong = features.findIndex((name, i) => !isSafeName(name) || features.indexOf(name) !== i);
  if (wrong >= 0)
    throw new InputError(`payload.features[${wrong}]`, `is ${describe(features[wrong])}; every name once`);
  return features;
}

function tooMany(field: string): InputError {
  return new InputError(field, `has more than ${MAX_FEATURES} names; check what makes them, or split the asset`);
}
