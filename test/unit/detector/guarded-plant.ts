import type { DetectorLayer } from '../../../lib/detector/layer';
import { DETECTOR_ORDERS } from '../../../lib/detector/settings';
import { parseOrder } from '../../../lib/layer/orders';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';

export const RECORDS = 400;
const SETTINGS = {
  records: RECORDS,
  layers: '5, 3',
  epochs: 3,
  folds: 2,
  engine: 'wasm',
  learnTwin: false,
  grow: false,
  quarantine: 0,
  shadow: 0,
};

/** A guarded detector of a plant of three tags, the first of which somebody moves. */
export class Guarded {
  context: TestContext = testContext();
  layer: DetectorLayer;
  readonly #random = createRandom(5);
  #t = 0;

  constructor(readonly settings: object = {}) {
    this.layer = this.#create();
  }

  #create(from?: unknown): DetectorLayer {
    return createAutoencoder(parseConfig({ ...SETTINGS, ...this.settings }), this.context, from);
  }

  /** Passes records, each a second after the one before. @param shift of the first tag, in its standard deviations */
  async feed(count: number, shift: (k: number) => number = () => 0, stuck = false): Promise<TwinRecord[]> {
    const records: TwinRecord[] = [];
    for (let k = 0; k < count; k++) {
      records.push(this.step(shift(k), stuck));
      await this.layer.settled();
    }
    return records;
  }

  /** Passes one record, and does not wait for what that begins. */
  step(shift = 0, stuck = false, mode?: string): TwinRecord {
    const t = this.#t++;
    const [a, b, c] = [7, 8, 9].map((period) => Math.sin(t / period) + 0.1 * this.#random.normal());
    const values = { a: stuck ? 0.5 : a! + 0.714 * shift, b: b!, c: c! };
    const record: TwinRecord = { asset: 'plant', time: 1e12 + t * 1000, values, ...(mode && { mode }) };
    this.layer.step(record);
    return record;
  }

  order(control: object | string): Record<string, unknown> {
    return this.layer.order(parseOrder(control, DETECTOR_ORDERS), undefined);
  }

  restart(change: (kept: Record<string, unknown>) => void = () => {}): void {
    const kept = JSON.parse(JSON.stringify(this.layer.snapshot())) as Record<string, unknown>;
    change(kept);
    this.layer.close?.();
    this.context = Object.assign(testContext(), { models: this.context.models });
    this.layer = this.#create(kept);
  }

  get version(): number {
    return (this.order('status')['version'] as number | undefined) ?? 0;
  }

  get golden(): { hash: string; by?: string } {
    return this.order('status')['golden'] as { hash: string; by?: string };
  }

  /** Texts of the events of a kind. */
  told(event: string): string[] {
    return this.context.sent.flatMap((sent) => (sent['event'] === event ? [String(sent['text'])] : []));
  }

  close(): void {
    this.layer.close?.();
  }
}
