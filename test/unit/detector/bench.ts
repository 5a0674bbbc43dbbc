import type { DetectorLayer } from '../../../lib/detector/layer';
import type { Order, OrderName } from '../../../lib/layer/orders';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { parseConfig as parseDualBranch } from '../../../nodes/dual-branch/config';
import { createDualBranch } from '../../../nodes/dual-branch/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';
import { normalRows, recordOf } from './plant';

const ROWS = normalRows(4000);
const SMALL = { records: 60, layers: '5, 3', epochs: 2, folds: 2, engine: 'wasm', shadow: 0 };
const WINDOWED = { records: 80, window: 16, width: 4, depth: 1, epochs: 1, folds: 2, engine: 'wasm', shadow: 0 };

type Kind = 'autoencoder' | 'dual-branch';

/** A detector on a plant that runs on and on, with restarts. */
export class Bench {
  context = testContext();
  layer: DetectorLayer;
  #settings: object;
  #t = 0;

  constructor(
    settings: object = {},
    readonly kind: Kind = 'autoencoder',
  ) {
    this.#settings = settings;
    this.layer = this.#create();
  }

  /** Passes records of a mode, each a second after the one before. */
  feed(count: number, more: Partial<TwinRecord> = {}): TwinRecord[] {
    return Array.from({ length: count }, () => {
      const record: TwinRecord = { ...recordOf(ROWS[this.#t % ROWS.length]!, this.#t), ...more };
      this.#t++;
      this.layer.step(record);
      return record;
    });
  }

  order(name: OrderName, options: Record<string, unknown> = {}, payload?: unknown): Record<string, unknown> {
    const order: Order = { do: name, asset: undefined, by: undefined, options };
    return this.layer.order(order, payload);
  }

  /** Stops and starts, with what was saved; another config is a deploy. @param change what an older version would have kept */
  restart(
    settings: object = this.#settings,
    around: Partial<TestContext> = {},
    change: (kept: Record<string, unknown>) => void = () => {},
  ): void {
    const kept = JSON.parse(JSON.stringify(this.layer.snapshot())) as Record<string, unknown>;
    change(kept);
    this.layer.close?.();
    this.#settings = settings;
    const { models } = this.context;
    this.context = Object.assign(testContext(), { models }, around);
    this.layer = this.#create(kept);
  }

  /** Starts without what was saved; the models are there. */
  loseState(around: Partial<TestContext> = {}): void {
    this.layer.close?.();
    this.context = Object.assign(testContext(), { models: this.context.models }, around);
    this.layer = this.#create();
  }

  async learn(): Promise<void> {
    this.feed(this.kind === 'autoencoder' ? SMALL.records : WINDOWED.records);
    await this.layer.settled();
  }

  /** Learns once more, from rows of an order. */
  async relearn(): Promise<void> {
    this.order('train', {}, this.rows(120));
    await this.layer.settled();
  }

  get version(): number {
    return (this.order('status')['version'] as number | undefined) ?? 0;
  }

  events(): unknown[] {
    return this.context.sent.filter(({ output }) => output === 'event').map(({ event }) => event);
  }

  /** Rows for an order. */
  rows(count: number): Record<string, number>[] {
    return Array.from({ length: count }, (_, t) => ({ ...ROWS[t % ROWS.length]! }));
  }

  close(): void {
    this.layer.close?.();
  }

  #create(kept?: unknown): DetectorLayer {
    return this.kind === 'autoencoder'
      ? createAutoencoder(parseConfig({ ...SMALL, ...this.#settings }), this.context, kept)
      : createDualBranch(parseDualBranch({ ...WINDOWED, ...this.#settings }), this.context, kept);
  }
}
