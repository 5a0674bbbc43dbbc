import { createHash } from 'node:crypto';

/** Name of the folder of an asset's models: nothing of a message becomes a path. */
export function assetFolder(asset: string): string {
  return createHash('sha256').update(asset).digest('hex').slice(0, 32);
}
