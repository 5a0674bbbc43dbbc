import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './command';

/**
 * The folder of one asset's models. A node's folder holds one per asset, in models/.
 * @throws UsageError where it holds those of several
 */
export function modelFolder(folder: string): string {
  const models = path.join(folder, 'models');
  if (!existsSync(models)) return folder;
  const assets = readdirSync(models);
  if (assets.length === 1) return path.join(models, assets[0]!);
  throw new UsageError(
    `--model ${folder} holds ${assets.length} models; give one of ${assets.map((name) => path.join(models, name)).join(', ')}`,
  );
}
