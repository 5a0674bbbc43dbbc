import { decodeState, encodeState } from '../store/state-format';
import type { Broker } from './broker';
import type { Whole } from './chain';
import { digestOf, packVersion, versionsOf } from './model-files';
import { bucketStream, bucketSubject } from './names';

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
}

/** Room for headers and subject beside what a message holds, bytes. */
const HEADERS = 4096;

/** Reads the newest checkpoint of a key, from who leads the stream: a copy may be behind. @throws Error */
export async function readCheckpoint({ jsm, names }: Broker, key: string): Promise<Found> {
  const subject = bucketSubject(names.state, key);
  const found = await jsm.streams.getMessage(bucketStream(names.state), { last_by_subj: subject });
  if (found === null) return { checkpoint: undefined, revision: 0 };
  return { checkpoint: decodeState(Buffer.from(found.data), key) as Checkpoint, revision: found.seq };
}

export function encodeCheckpoint(key: string, checkpoint: Checkpoint): Buffer {
  return encodeState(key, checkpoint, true);
}

/**
 * Stores a checkpoint in place of the one with the revision.
 * @returns the new revision
 * @throws Error where another process has written since: this one is not the owner any more
 */
export async function writeCheckpoint(broker: Broker, key: string, bytes: Buffer, revision: number): Promise<number> {
  checkSize(broker, `the state of ${key}`, bytes);
  const subject = bucketSubject(broker.names.state, key);
  const { seq } = await broker.js.publish(subject, bytes, { expect: { lastSubjectSequence: revision } });
  return seq;
}

/** Whether the error says that another process has written since. */
export function isFenced(error: unknown): boolean {
  return (error as { code?: number }).code === 10071;
}

/** Versions of models in their bucket, each once by its hash. */
export class ModelBucket {
  readonly #there = new Set<string>();

  constructor(private readonly broker: Broker) {}

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

  async get(digest: string): Promise<Uint8Array> {
    const { jsm, names } = this.broker;
    const subject = bucketSubject(names.models, digest);
    const found = await jsm.streams.getMessage(bucketStream(names.models), { last_by_subj: subject });
    if (found === null) throw new Error(`a model is missing in the bucket ${names.models}: ${digest}`);
    this.#there.add(digest);
    return found.data;
  }

  async #put(digest: string, bytes: Buffer): Promise<void> {
    checkSize(this.broker, 'a model', bytes);
    if (digestOf(bytes) !== digest) throw new Error('a model on this disk is not what it was');
    const subject = bucketSubject(this.broker.names.models, digest);
    try {
      await this.broker.js.publish(subject, bytes, { expect: { lastSubjectSequence: 0 } });
    } catch (error) {
      // Another one has stored the same.
      if (!isFenced(error)) throw error;
    }
    this.#there.add(digest);
  }
}

function checkSize({ nc }: Broker, what: string, bytes: Buffer): void {
  const most = (nc.info?.max_payload ?? Number.POSITIVE_INFINITY) - HEADERS;
  if (bytes.length <= most) return;
  throw new Error(
    `${what} has ${bytes.length} bytes, and the server takes ${most}; raise max_payload in the settings of nats-server`,
  );
}
