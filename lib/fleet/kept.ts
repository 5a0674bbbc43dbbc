import { decodeState, encodeState, NewerState } from '../store/state-format';
import type { Broker } from './broker';
import { Bucket } from './bucket';
import type { Whole } from './chain';
import { digestOf, packVersion, versionsOf } from './model-files';

/** State of a key at one position, as it stands in the bucket. */
export interface Checkpoint extends Whole {
  /** The last record that is in it. */
  readonly position: number;
  /** The last order to all that is in it. */
  readonly orders: number;
}

/** A checkpoint with its revision: only who knows the newest one may write the next. */
export interface Found {
  readonly checkpoint: Checkpoint | undefined;
  /** 0: there is none yet. */
  readonly revision: number;
  /** When it was stored, ms since the epoch by the broker's clock. */
  readonly storedAt: number;
  /** Why what is there cannot be read. */
  readonly lost?: string;
}

/** Reads the newest checkpoint of a key. @throws Error */
export async function readCheckpoint(broker: Broker, key: string): Promise<Found> {
  const found = await stateBucket(broker).get(key);
  if (found === undefined) return { checkpoint: undefined, revision: 0, storedAt: Number.NEGATIVE_INFINITY };
  const { bytes, ...place } = found;
  if (bytes === undefined) return { checkpoint: undefined, ...place };
  try {
    return { checkpoint: decodeState(bytes, key) as Checkpoint, ...place };
  } catch (error) {
    // Who can read it goes on with it.
    if (error instanceof NewerState) throw error;
    return { checkpoint: undefined, ...place, lost: (error as Error).message };
  }
}

export function encodeCheckpoint(key: string, checkpoint: Checkpoint): Buffer {
  return encodeState(key, checkpoint, true);
}

/**
 * Stores a checkpoint in place of the one with the revision.
 * @returns the new revision
 * @throws Error where another process has written since: this one is not the owner any more
 */
export function writeCheckpoint(broker: Broker, key: string, bytes: Buffer, revision: number): Promise<number> {
  return stateBucket(broker).put(key, bytes, revision);
}

/** Whether the error says that another process has written since. */
export function isFenced(error: unknown): boolean {
  const { code } = error as { code?: number };
  // Of what is stored, and of what is about to be.
  return code === 10071 || code === 10164;
}

function stateBucket(broker: Broker): Bucket {
  return new Bucket(broker, broker.names.state);
}

/** Versions of models in their bucket, each once by its hash. */
export class ModelBucket {
  readonly #there = new Set<string>();
  readonly #bucket: Bucket;

  constructor(broker: Broker) {
    this.#bucket = new Bucket(broker, broker.names.models);
  }

  /** @param folderOf where the models of an asset of a node lie */
  async store(models: Whole['models'], folderOf: (node: string, asset: string) => string | undefined): Promise<void> {
    for (const [node, byAsset] of Object.entries(models)) {
      for (const [asset, manifest] of Object.entries(byAsset)) {
        for (const [path, digest] of versionsOf(manifest)) {
          if (this.#there.has(digest)) continue;
          const folder = folderOf(node, asset);
          // Models of a node that is not in this flow were stored by who knows it.
          if (folder === undefined) continue;
          await this.#put(digest, packVersion(`${folder}/${path}`));
        }
      }
    }
  }

  /** Somebody has deleted the bucket. */
  forget(): void {
    this.#there.clear();
  }

  /** @returns undefined where somebody has deleted it */
  async get(digest: string): Promise<Uint8Array | undefined> {
    const bytes = (await this.#bucket.get(digest))?.bytes;
    if (bytes !== undefined) this.#there.add(digest);
    return bytes;
  }

  async #put(digest: string, bytes: Buffer): Promise<void> {
    if (digestOf(bytes) !== digest) throw new Error('a model on this disk is not what it was');
    try {
      await this.#bucket.put(digest, bytes, 0);
    } catch (error) {
      if (!isFenced(error)) throw error;
      const found = await this.#bucket.get(digest);
      // Another one has stored the same, or somebody has deleted it.
      if (found !== undefined && found.bytes === undefined) await this.#bucket.put(digest, bytes, found.revision);
    }
    this.#there.add(digest);
  }
}
