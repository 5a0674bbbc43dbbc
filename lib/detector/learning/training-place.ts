import { type Host, host } from '../../engine/host';
import type { LayerContext } from '../../layer/layer';
import { Templates } from './templates';

/** Where an asset's trainings run, and among whom. */
export interface TrainingPlace {
  readonly asset: string;
  readonly host: Host;
  /** Where optional engines may lie. */
  readonly folders: readonly string[];
  /** What assets of one kind have learned from each other; undefined where the asset is by itself. */
  readonly templates: Templates | undefined;
}

export function placeOf({ asset, host: own = host, packages = [], shared }: LayerContext): TrainingPlace {
  return { asset, host: own, folders: packages, templates: Templates.among(shared) };
}
