import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { assetFolder } from '../../lib/store/asset-folder';
import { createModelStore, type ModelStore } from '../../lib/store/models';
import { createStateStore } from '../../lib/store/state-store';
import { UsageError } from '../command';
import { type Beside, besideOf } from './beside';

/** Which models a command is about. */
export interface Wanted {
  /** Folder of a node, or of the models of one asset. */
  readonly model?: string | undefined;
  readonly asset?: string | undefined;
  readonly mode?: string | undefined;
}

/** The versions of one model, and what the node keeps beside them. */
export interface Place {
  /** As the user gave it. */
  readonly folder: string;
  readonly store: ModelStore;
  /** Undefined where there is no state beside the models, or it cannot be read. */
  readonly beside: Beside | undefined;
}

export const PLACE_OPTIONS = {
  model: { type: 'string' },
  asset: { type: 'string' },
  mode: { type: 'string' },
} as const;

export const PLACE_USAGE = `  --model    the folder that holds the model's versions (CURRENT, v1, v2, ...), or that of its node:
             <userDir>/twin-guard/<id of the node>
  --asset    which asset, where the node has several
  --mode     which operating mode, where each has a model of its own`;

/**
 * @param wanted as parseArgs gave it
 * @param anew whether there need be none yet
 * @throws UsageError that says what to give
 */
export function findPlace(wanted: Wanted, anew = false): Place {
  const { model: folder, mode } = wanted;
  if (!folder) throw new UsageError('--model is missing; give the folder of a stored model');
  const models = modelsFolder(folder, wanted.asset);
  const store = createModelStore(models);
  const state = stateOf(models);
  const modes = modesIn(state);
  if (modes === undefined && mode === undefined) {
    if (!anew && store.versions().length === 0) throw new UsageError(`--model ${folder} holds no model`);
    return { folder, store, beside: besideOf(state) };
  }
  const known = Object.keys(modes ?? {});
  const one = mode ?? (known.length === 1 ? known[0]! : undefined);
  if (one === undefined || !known.includes(one)) {
    const names = known.map((name) => JSON.stringify(name)).join(', ') || 'none';
    throw new UsageError(`--model ${folder}: give --mode; operating modes with a model of their own: ${names}`);
  }
  return { folder, store: store.within(one), beside: besideOf(modes?.[one]) };
}

/** The folder of one asset's models. A node's folder holds one per asset, in models/. */
function modelsFolder(folder: string, asset: string | undefined): string {
  const models = path.join(folder, 'models');
  if (asset !== undefined) return path.join(models, assetFolder(asset));
  if (!existsSync(models)) return folder;
  const assets = readdirSync(models);
  if (assets.length === 1) return path.join(models, assets[0]!);
  const names = new Map(
    createStateStore(path.join(folder, 'state'))
      .known()
      .map(({ key }) => [assetFolder(key), key]),
  );
  const each = assets.map((name) => (names.has(name) ? `--asset ${names.get(name)}` : path.join(models, name)));
  throw new UsageError(`--model ${folder} holds ${assets.length} models; give one of ${each.join(', ')}`);
}

/** What the node keeps of the asset whose models lie in the folder. Only read. */
function stateOf(models: string): unknown {
  const store = createStateStore(path.join(models, '..', '..', 'state'));
  const asset = store.known().find(({ key }) => assetFolder(key) === path.basename(path.resolve(models)));
  return asset && store.load(asset.key)?.state;
}

function modesIn(state: unknown): Readonly<Record<string, unknown>> | undefined {
  const modes = (state as { modes?: unknown } | null | undefined)?.modes;
  return typeof modes === 'object' && modes !== null ? (modes as Record<string, unknown>) : undefined;
}
