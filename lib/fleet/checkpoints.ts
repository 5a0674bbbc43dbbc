import type { Broker } from './broker';
import type { Chain, Whole } from './chain';
import {
  type Checkpoint,
  encodeCheckpoint,
  type Found,
  isFenced,
  ModelBucket,
  readCheckpoint,
  writeCheckpoint,
} from './kept';
import type { Keyed } from './keyed';
import { mirror } from './model-files';
import { isAbsent } from './publisher';

/** What a member counts; since its start. */
export interface MemberCounts {
  records: number;
  /** Records that were in the state already: handled again after a death or a connection that broke. */
  replayed: number;
  unanswered: number;
  checkpoints: number;
  checkpointBytes: number;
  checkpointSeconds: number;
  fenced: number;
  restored: number;
}

export function newCounts(): MemberCounts {
  return {
    records: 0,
    replayed: 0,
    unanswered: 0,
    checkpoints: 0,
    checkpointBytes: 0,
    checkpointSeconds: 0,
    fenced: 0,
    restored: 0,
  };
}

/** State of keys between the nodes of this process and the broker. */
export class Checkpoints {
  readonly #models: ModelBucket;

  constructor(
    private readonly broker: Broker,
    private readonly chain: Chain,
    /** Resolves when all that was sent of a key is stored. */
    private readonly settled: (key: string) => Promise<void>,
    /** Somebody has deleted the bucket: every key that is in memory is to be stored anew. */
    private readonly emptied: () => void,
    private readonly counts: MemberCounts,
  ) {
    this.#models = new ModelBucket(broker);
  }

  read(key: string): Promise<Found> {
    return readCheckpoint(this.broker, key);
  }

  /** Models have to be on this disk before a node makes a layer from its state. */
  async bringModels({ models }: Checkpoint): Promise<void> {
    for (const [node, byAsset] of Object.entries(models)) {
      for (const [asset, manifest] of Object.entries(byAsset)) {
        const folder = this.chain.modelFolder(node, asset);
        if (folder !== undefined) await mirror(folder, manifest, (digest) => this.#models.get(digest));
      }
    }
  }

  /**
   * Stores what has changed, as it is between two records: what left because of it first, so that a crash in between repeats work and
   * loses none. One after the other for each key.
   * @param isCurrent whether the key is still this process's
   * @throws Error where it cannot be stored, or another process has the key
   */
  store(keyed: Keyed, isCurrent: () => boolean): Promise<void> {
    const mine = keyed.storing.then(() => this.#store(keyed, isCurrent));
    // Who comes next tries for itself.
    keyed.storing = mine.catch(() => {
      keyed.changed = true;
    });
    return mine;
  }

  async #store(keyed: Keyed, isCurrent: () => boolean): Promise<void> {
    const { key } = keyed;
    if (!isCurrent() || !keyed.loaded || !keyed.changed) return;
    const began = performance.now();
    const taken = await this.#take(keyed, isCurrent);
    if (taken === undefined) return;
    await this.settled(key);
    const store = (): Promise<void> =>
      this.#models.store(taken.models, (node, asset) => this.chain.modelFolder(node, asset));
    await store();
    if (!isCurrent()) return;
    try {
      keyed.revision = await writeCheckpoint(this.broker, key, taken.bytes, keyed.revision);
    } catch (error) {
      const emptied = await this.#emptiedAt(error, keyed);
      if (emptied === undefined) {
        if (isFenced(error)) this.counts.fenced++;
        throw error;
      }
      this.emptied();
      this.#models.forget();
      await store();
      if (!isCurrent()) return;
      keyed.revision = await writeCheckpoint(this.broker, key, taken.bytes, emptied);
    }
    this.counts.checkpoints++;
    this.counts.checkpointBytes += taken.bytes.length;
    this.counts.checkpointSeconds += (performance.now() - began) / 1000;
  }

  /**
   * The revision of nothing, where somebody has deleted what was stored of a key: nobody has written since, so what is in memory is the
   * newest. Undefined where something is there.
   */
  async #emptiedAt(error: unknown, { key, revision: known }: Keyed): Promise<number | undefined> {
    if (isAbsent(error)) await this.broker.mender.streams();
    else if (!isFenced(error)) return undefined;
    const { checkpoint, lost, revision } = await this.read(key);
    return known > 0 && checkpoint === undefined && lost === undefined ? revision : undefined;
  }

  #take(
    keyed: Keyed,
    isCurrent: () => boolean,
  ): Promise<{ readonly bytes: Buffer; readonly models: Whole['models'] } | undefined> {
    return new Promise((resolve, reject) =>
      keyed.whenCalm(() => {
        if (!isCurrent()) return resolve(undefined);
        keyed.changed = false;
        try {
          const whole = this.chain.take(keyed.key);
          const { key, position, orders } = keyed;
          resolve({ bytes: encodeCheckpoint(key, { position, orders, ...whole }), models: whole.models });
        } catch (error) {
          reject(error as Error);
        }
      }),
    );
  }
}
