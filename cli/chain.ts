import type { DetectorLayer } from '../lib/detector/layer';
import { DETECTOR_ORDERS } from '../lib/detector/settings';
import { InputError } from '../lib/input';
import type { Layer, LayerContext } from '../lib/layer/layer';
import { parseOrder } from '../lib/layer/orders';
import type { TwinRecord } from '../lib/record/record';
import type { TagTable } from '../lib/record/tags';
import { createMemoryModels, type ModelStore } from '../lib/store/models';
import { parseConfig as parseAutoencoder } from '../nodes/autoencoder/config';
import { createAutoencoder } from '../nodes/autoencoder/layer';
import { parseConfig as parseDecision } from '../nodes/decision/config';
import { createDecision } from '../nodes/decision/layer';
import { parseConfig as parseDualBranch } from '../nodes/dual-branch/config';
import { createDualBranch } from '../nodes/dual-branch/layer';
import { parseConfig as parseIngest } from '../nodes/ingest/config';
import { createIngest, type Ingest } from '../nodes/ingest/core';
import { parseConfig as parseScaler } from '../nodes/scaler/config';
import { createScaler } from '../nodes/scaler/layer';
import { parseConfig as parseThreshold } from '../nodes/threshold/config';
import { createThreshold } from '../nodes/threshold/layer';

type Raw = Readonly<Record<string, unknown>>;

const DETECTORS = {
  autoencoder: (raw: Raw, context: LayerContext, from: unknown) =>
    createAutoencoder(parseAutoencoder(raw), context, from),
  'dual-branch': (raw: Raw, context: LayerContext, from: unknown) =>
    createDualBranch(parseDualBranch(raw), context, from),
} satisfies Record<string, (raw: Raw, context: LayerContext, from: unknown) => DetectorLayer>;

/** Makes a detector of the chain; a bench has its own, with parts left out. */
export type MakeDetector = (raw: Raw, context: LayerContext, from: unknown) => DetectorLayer;

export type DetectorName = keyof typeof DETECTORS;
export const DETECTOR_NAMES = Object.keys(DETECTORS) as DetectorName[];

/** What may be said about the chain; everything else is the nodes' defaults. */
export interface ChainSettings {
  readonly tags: TagTable;
  readonly detector: DetectorName | MakeDetector;
  /** Settings of the detector node that differ from its defaults. */
  readonly own: Raw;
  /** Settings of the threshold node that differ from its defaults. */
  readonly threshold: Raw;
  /** Records that scaler and detector learn from. */
  readonly records: number;
  /** Told what the layers tell. */
  readonly onEvent?: (event: Readonly<Record<string, unknown>>) => void;
}

/** What a chain has learned; a new chain made from it goes on identically. */
export interface ChainSnapshot {
  readonly layers: readonly unknown[];
  readonly ingest: unknown;
  readonly models: ModelStore;
}

/** All recordings are of one asset. */
const ASSET = 'twin';

/** The layers of the nodes, wired as in the reference flow: ingest, scaler, detector, threshold, decision. */
export class Chain {
  readonly #ingest: Ingest;
  readonly #detector: DetectorLayer;
  /** In the order in which a record passes them. */
  readonly #layers: readonly Layer[];
  readonly #models: ModelStore;
  readonly #notes: string[] = [];
  readonly #onEvent: ChainSettings['onEvent'];
  #failure: Error | undefined;
  #paused = false;

  constructor({ tags, detector, own, threshold, records, onEvent }: ChainSettings, from?: ChainSnapshot) {
    this.#onEvent = onEvent;
    this.#models = from?.models ?? createMemoryModels();
    const context = this.#context();
    const saved = from?.layers ?? [];
    const raw = { format: 'record', tags: JSON.stringify(Object.fromEntries(tags)) };
    const restore = (asset: string): unknown => {
      if (asset !== ASSET || from === undefined) return undefined;
      return this.#paused ? { ...(from.ingest as object), recordTime: undefined } : from.ingest;
    };
    this.#ingest = createIngest(parseIngest(raw), { restore });
    // Not Automatic: which engine is the fastest here must not move the result; and no training beside the records that are judged.
    const make = typeof detector === 'function' ? detector : DETECTORS[detector];
    this.#detector = make({ engine: 'wasm', grow: false, ...own, records }, context, saved[1]);
    this.#layers = [
      createScaler(parseScaler({ warmup: records }), context, saved[0]),
      this.#detector,
      createThreshold(parseThreshold(threshold), context, saved[2]),
      createDecision(parseDecision({}), context, saved[3]),
    ];
  }

  /**
   * Says, before the first message, that it does not follow the last one of the snapshot: the time between the two is no
   * interval of the source.
   */
  pause(): void {
    this.#paused = true;
  }

  /**
   * Takes one message of the twin.
   * @returns the record, judged; undefined when the message brought none (a repetition)
   * @throws InputError for a message that cannot be used; nothing has changed then
   */
  async step(time: number, values: Raw): Promise<TwinRecord | undefined> {
    const [record] = this.#ingest.accept({ payload: { asset: ASSET, time, values } }, time);
    if (record !== undefined) for (const layer of this.#layers) await layer.step(record);
    return record;
  }

  /** Gives an order to the detector. @returns its answer @throws InputError when it cannot be followed */
  order(control: Raw): Raw {
    return this.#detector.order(parseOrder(control, DETECTOR_ORDERS), undefined);
  }

  /**
   * Resolves once the detector has learned.
   * @throws InputError that says what went wrong
   */
  async learned(): Promise<void> {
    // The training thread does not keep the process alive; without this it would end in the middle of the training.
    const alive = setInterval(() => {}, 1000);
    await this.#detector.settled();
    clearInterval(alive);
    if (this.#failure === undefined) return;
    // What follows the last semicolon is advice for a flow: which order to send.
    throw new InputError('train', this.#failure.message.replace(/;[^;]*order [^;]*$/, ''));
  }

  /** What the training left out, and what else there is to know of the model; sentences for a person. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  snapshot(): ChainSnapshot {
    const layers = this.#layers.map((layer) => layer.snapshot());
    return { ...structuredClone({ layers, ingest: this.#ingest.snapshot(ASSET) }), models: this.#models };
  }

  close(): void {
    for (const layer of this.#layers) layer.close?.();
  }

  /** What alarms mean for what may be learned: the reference flow has a wire for it, from the decision to the detector. */
  #learnFrom({ asset: _, ...control }: Raw): void {
    this.order(control);
  }

  #context(): LayerContext {
    const ignore = (): void => {};
    return {
      asset: ASSET,
      models: this.#models,
      emit: (output, told) => {
        if (output === 'feedback') this.#learnFrom(told['control'] as Raw);
        const { event, text } = told;
        this.#onEvent?.(told);
        if (event === 'training-note' && typeof text === 'string') this.#notes.push(text);
      },
      save: () => true,
      touch: ignore,
      fail: (error) => {
        this.#failure ??= error;
      },
    };
  }
}
