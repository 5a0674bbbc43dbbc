import type { StoredMsg } from '@nats-io/jetstream';
import type { Broker } from './broker';
import { isMissing } from './mender';
import { bucketStream, bucketSubject } from './names';

/** Room for headers and subject beside what a message holds, bytes. */
const HEADERS = 4096;
/** How many messages a value stands in; absent where it is one. */
const PARTS = 'Twin-Parts';
/** What is done with a key, where its message holds no value (NATS ADR-8). */
const OPERATION = 'KV-Operation';
/** Messages that the broker stores together (NATS ADR-50). */
const MOST_PARTS = 1000;
/** A value that is written anew while it is read is read again. */
const TRIES = 3;

/** A value with its revision: only who knows the newest one may write the next. */
export interface Value {
  /** Undefined where it was deleted: the place of that is known. */
  readonly bytes: Buffer | undefined;
  readonly revision: number;
  /** When it was stored, ms since the epoch by the broker's clock. */
  readonly storedAt: number;
}

/** A key-value bucket, whose values may be larger than a message: further parts then stand behind the key, and its own message comes last. */
export class Bucket {
  constructor(
    private readonly broker: Broker,
    readonly name: string,
  ) {}

  /** The newest value, from who leads the stream: a copy may be behind. @returns undefined where there is none @throws Error */
  async get(key: string): Promise<Value | undefined> {
    for (let tries = 1; ; tries++) {
      const head = await this.#message(key);
      if (head === null) return undefined;
      const place = { revision: head.seq, storedAt: head.time.getTime() };
      if (head.header.get(OPERATION) !== '') return { bytes: undefined, ...place };
      const bytes = [Buffer.from(head.data)];
      const parts = Number(head.header.get(PARTS) || 1);
      let last = 0;
      for (let i = 1; i < parts; i++) {
        const part = await this.#message(`${key}.${i}`);
        bytes.push(Buffer.from(part?.data ?? []));
        last = Math.max(last, part?.seq ?? Number.POSITIVE_INFINITY);
      }
      if (last < head.seq || tries === TRIES) return { bytes: Buffer.concat(bytes), ...place };
    }
  }

  /**
   * Stores a value in place of the one with the revision, whole or not at all.
   * @param revision 0: there is none yet
   * @returns the new revision
   * @throws PublishError where another one has written since
   */
  put(key: string, bytes: Buffer, revision: number): Promise<number> {
    const size = Math.max(1, (this.broker.nc.info?.max_payload ?? Number.POSITIVE_INFINITY) - HEADERS);
    const subject = bucketSubject(this.name, key);
    const expected = { 'Nats-Expected-Last-Subject-Sequence': String(revision) };
    if (bytes.length <= size) return this.broker.publisher.publish(subject, bytes, expected);
    const count = Math.ceil(bytes.length / size);
    if (count > MOST_PARTS)
      throw new Error(
        `${key} has ${bytes.length} bytes, and the server takes ${MOST_PARTS} messages of ${size} at once; raise max_payload in the settings of nats-server`,
      );
    const messages = Array.from({ length: count }, (_, i) => ({
      subject: i === 0 ? subject : `${subject}.${i}`,
      body: bytes.subarray(i * size, (i + 1) * size),
    }));
    const [head, ...rest] = messages as [(typeof messages)[number], ...typeof messages];
    return this.broker.publisher.publishTogether([...rest, head], { ...expected, [PARTS]: String(count) });
  }

  async #message(key: string): Promise<StoredMsg | null> {
    try {
      return await this.broker.jsm.streams.getMessage(bucketStream(this.name), {
        last_by_subj: bucketSubject(this.name, key),
      });
    } catch (error) {
      if (!isMissing(error)) throw error;
      // Somebody has deleted the bucket.
      await this.broker.mender.streams();
      return null;
    }
  }
}
