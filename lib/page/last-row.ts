import { featureName } from '../record/features';
import type { TwinRecord } from '../record/record';
import type { Quality, TagRole } from '../record/words';
import type { TagLine } from './api';
import { copyInOrder } from './in-order';

/** A look for tags that turned up since, every so many records. */
const LOOK_AGAIN = 100;
/** Columns by tag. */
const VALUE = 0;
const EXPECTED = 1;
const SHARE = 2;
const WIDTH = 3;

/** What the newest record of an asset said of each tag: numbers, copied into one array that is written over and over. */
export class LastRow {
  #tags: readonly string[] = [];
  #numbers = new Float64Array(0);
  /** The schema of the tags; one array for all its records. */
  #features: readonly string[] | undefined;
  #untilLook = 0;
  #roles: Readonly<Record<string, TagRole>> = {};
  #quality: readonly (readonly [string, Quality])[] = [];
  /** Tags that a twin tells, and tags that the other tags tell, with the share of the variance. */
  #twins: ReadonlySet<string> = new Set();
  #told: Readonly<Record<string, number>> = {};

  copy(record: TwinRecord): void {
    if (record.features !== this.#features || --this.#untilLook <= 0) this.#look(record);
    const { values, expected, contributions, quality } = record;
    copyInOrder(this.#tags, values, this.#numbers, VALUE, WIDTH);
    copyInOrder(this.#tags, expected, this.#numbers, EXPECTED, WIDTH);
    copyInOrder(this.#tags, contributions, this.#numbers, SHARE, WIDTH);
    if (quality !== undefined) this.#quality = Object.entries(quality);
    else if (this.#quality.length > 0) this.#quality = [];
  }

  lines(): TagLine[] {
    const quality = new Map(this.#quality);
    const shown = this.#tags.filter((tag) => this.#roles[tag] !== 'twin');
    return shown.map((tag) => {
      const at = this.#tags.indexOf(tag) * WIDTH;
      const [value, expected, share] = [VALUE, EXPECTED, SHARE].map((column) => this.#numbers[at + column]!);
      const role = Object.hasOwn(this.#roles, tag) ? this.#roles[tag] : undefined;
      const explained = Object.hasOwn(this.#told, tag) ? this.#told[tag] : undefined;
      const from = this.#twins.has(tag) ? 'twin' : explained === undefined ? undefined : 'other tags';
      return {
        tag,
        ...(!Number.isNaN(value) && { value: value! }),
        ...(!Number.isNaN(expected) && { expected: expected!, ...(from && { expectedFrom: from }) }),
        ...(!Number.isNaN(expected) && from === 'other tags' && { explained: explained! }),
        ...(role !== undefined && { role }),
        ...(quality.has(tag) && { quality: quality.get(tag)! }),
        ...(!Number.isNaN(share) && { share: share! }),
      };
    });
  }

  #look({ features, values, roles, derived, detector }: TwinRecord): void {
    this.#untilLook = LOOK_AGAIN;
    this.#roles = roles ?? {};
    this.#told = { ...detector?.told };
    const known = features === this.#features ? this.#tags : [];
    this.#features = features;
    const tags = [...new Set([...known, ...Object.keys(values)])];
    this.#twins = new Set(
      tags.filter((tag) => derived !== undefined && Object.hasOwn(derived, featureName(tag, 'twin'))),
    );
    if (tags.length === known.length) return;
    this.#tags = tags;
    this.#numbers = new Float64Array(tags.length * WIDTH).fill(Number.NaN);
  }
}
