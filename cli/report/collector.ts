import { createRandom } from '../../lib/math/random';
import type { TwinRecord } from '../../lib/record/record';
import { Buckets } from './buckets';
import type { ReportContent } from './content';
import { PartSums } from './parts';

/** A screen is narrower than this, and zooming in by ten still shows detail. */
const BUCKETS = 8192;
const SAMPLE = 5000;
const SEED = 1;

/** Gathers what the report shows of rows, in memory that does not grow with the recording. */
export class Collector {
  readonly #buckets = new Buckets(BUCKETS);
  readonly #sample: { score: number; truth: number }[] = [];
  readonly #random = createRandom(SEED);
  readonly #parts = new PartSums();
  #rows = 0;
  #scored = 0;
  #limit = Number.NaN;

  add(time: number, record: TwinRecord | undefined, label: number | undefined): void {
    const score = record?.score ?? Number.NaN;
    const limit = record?.threshold ?? Number.NaN;
    if (Number.isFinite(limit)) this.#limit = limit;
    const truth = label ?? 0;
    if (record !== undefined) this.#parts.add(record);
    const blame = new Map<string, number>();
    if (record?.contributions !== undefined && limit > 0 && score > 0) {
      const near = Math.min(1, score / limit);
      for (const [tag, share] of Object.entries(record.contributions))
        if (share * near > 0.01) blame.set(tag, share * near);
    }
    this.#buckets.add({ row: this.#rows++, rows: 1, time, low: score, high: score, limit, truth, blame });
    if (Number.isFinite(score)) this.#draw(score, truth);
  }

  /** Reservoir sampling (Vitter 1985, algorithm R): each row is as likely to stay as any other. */
  #draw(score: number, truth: number): void {
    this.#scored++;
    if (this.#sample.length < SAMPLE) this.#sample.push({ score, truth });
    else {
      const at = this.#random.below(this.#scored);
      if (at < SAMPLE) this.#sample[at] = { score, truth };
    }
  }

  content(): Pick<ReportContent, 'rows' | 'buckets' | 'parts' | 'limit' | 'sample'> {
    const parts = this.#parts.shares();
    return { rows: this.#rows, buckets: this.#buckets.list, parts, limit: this.#limit, sample: this.#sample };
  }
}
