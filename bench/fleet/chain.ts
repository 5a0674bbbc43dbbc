import { join } from 'node:path';
import type { Layer, LayerContext, LayerFactory } from '../../lib/layer/layer';
import type { TwinRecord } from '../../lib/record/record';
import { assetFolder } from '../../lib/store/asset-folder';
import { createModelStore, type ModelStore } from '../../lib/store/models';
import { encodeState } from '../../lib/store/state-format';
import { parseConfig as parseAutoencoder } from '../../nodes/autoencoder/config';
import { createAutoencoder } from '../../nodes/autoencoder/layer';
import { parseConfig as parseDecision } from '../../nodes/decision/config';
import { createDecision } from '../../nodes/decision/layer';
import { parseConfig as parseResponse } from '../../nodes/response/config';
import { createResponse } from '../../nodes/response/layer';
import { parseConfig as parseScaler } from '../../nodes/scaler/config';
import { createScaler } from '../../nodes/scaler/layer';
import { parseConfig as parseThreshold } from '../../nodes/threshold/config';
import { createThreshold } from '../../nodes/threshold/layer';

/** As in a node all assets have one. */
const SCALER = parseScaler({ warmup: 60 });
const THRESHOLD = parseThreshold({});
const DECISION = parseDecision({});
const RESPONSE = parseResponse({});
const detectors = new Map<object, ReturnType<typeof parseAutoencoder>>();

function detectorOf(settings: Readonly<Record<string, unknown>>): ReturnType<typeof parseAutoencoder> {
  const config = detectors.get(settings) ?? parseAutoencoder({ engine: 'wasm', ...settings });
  detectors.set(settings, config);
  return config;
}

/** Layers of a chain by name, in the order of the wires. */
export type Snapshots = Readonly<Record<string, unknown>>;

/** The layers behind ingest, for one asset. */
export class Chain {
  readonly models: ModelStore;
  readonly #asset: string;
  readonly #layers: ReadonlyMap<string, Layer>;

  /**
   * @param folder where its models are kept
   * @param settings of the detector
   * @param from the snapshots and models of another one
   */
  constructor(
    asset: string,
    folder: string,
    settings: Readonly<Record<string, unknown>>,
    shared: Map<string, unknown>,
    from?: { readonly snapshots: Snapshots; readonly models: ModelStore },
  ) {
    this.#asset = asset;
    this.models = from?.models ?? createModelStore(join(folder, assetFolder(asset)));
    const context: LayerContext = {
      asset,
      models: this.models,
      shared,
      emit: () => undefined,
      save: () => true,
      touch: () => undefined,
      fail: (error) => {
        throw error;
      },
    };
    const layer = <C>(create: LayerFactory<C>, config: C, name: string): [string, Layer] => {
      return [name, create(config, context, from?.snapshots[name])];
    };
    this.#layers = new Map([
      layer(createScaler, SCALER, 'scaler'),
      layer(createAutoencoder, detectorOf(settings), 'detector'),
      layer(createThreshold, THRESHOLD, 'threshold'),
      layer(createDecision, DECISION, 'decision'),
      layer(createResponse, RESPONSE, 'response'),
    ]);
  }

  step(record: TwinRecord): void {
    for (const layer of this.#layers.values()) void layer.step(record);
  }

  get watching(): boolean {
    return this.#layers.get('detector')!.status().state === 'watching';
  }

  snapshots(): Snapshots {
    const all = [...this.#layers].map(([name, layer]) => [name, layer.snapshot()]);
    // As from a file.
    return JSON.parse(JSON.stringify(Object.fromEntries(all)));
  }

  /** Bytes of each layer's file. */
  sizes(): ReadonlyMap<string, number> {
    return new Map(
      [...this.#layers].map(([name, layer]) => [name, encodeState(this.#asset, layer.snapshot(), true).length]),
    );
  }

  close(): void {
    for (const layer of this.#layers.values()) layer.close?.();
  }
}
