import type { JetStreamManager, StreamConfig } from '@nats-io/jetstream';
import { bucketStream, bucketSubject, consumerOf, type Names, partitionOf } from './names';

/** What the broker is to hold. */
export interface BrokerSettings {
  readonly prefix: string;
  readonly partitions: number;
  /** Servers that hold a copy of everything. */
  readonly replicas: number;
  /** Days that records and outputs are kept. */
  readonly days: number;
  /** ms between two checkpoints. */
  readonly checkpoint: number;
}

/** Group of a consumer in which one client at a time is given messages. */
export const GROUP = 'own';
/** Who has asked for nothing so long, ms, is the owner no more. */
export const PIN_TIMEOUT = 7000;
const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const DAY = 86_400 * SECOND;
/** Records of a partition between two checkpoints, at most. */
export const MOST_UNACKED = 20_000;
/** Orders to all that are kept for who was away. */
export const MOST_ORDERS = 1000;

type Stream = Partial<StreamConfig> & { name: string };

/** Makes what a fleet needs at its broker, where it is missing: at the start, and when somebody has deleted it since. */
export class Mender {
  #running: Promise<void> | undefined;
  #stood = false;

  /** @param tell a stream was deleted; what that means stands in the text */
  constructor(
    private readonly jsm: JetStreamManager,
    private readonly names: Names,
    private readonly settings: BrokerSettings,
    private readonly tell: (text: string) => void,
  ) {}

  /** Streams and buckets. @throws Error where the broker does not answer */
  streams(): Promise<void> {
    this.#running ??= this.#streams().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #streams(): Promise<void> {
    const made: string[] = [];
    const wanted = this.#wanted();
    // Places in a new stream follow those of one that was there before: whatever stands at an old one is older than all that comes.
    let time = 0;
    for (const stream of wanted) {
      const { isNew, ts } = await this.#ensure({ ...stream, first_seq: time });
      if (isNew) made.push(stream.name);
      if (ts !== undefined) time = Date.parse(ts);
    }
    if (this.#stood || made.length < wanted.length)
      for (const name of made)
        this.tell(`the stream ${name} was not there any more and was made anew: ${this.#lossOf(name)}`);
    this.#stood = true;
  }

  #lossOf(name: string): string {
    const { records, orders, outputs, state } = this.names;
    if (name === records) return 'records that nobody had handled yet are lost';
    if (name === orders) return 'orders to all that a member has not followed yet are lost';
    if (name === outputs) return 'what has left before is not recognised any more when it comes again';
    if (name === bucketStream(state)) return 'what no process has in memory is lost, and is told by asset';
    return 'models that no process has in its user folder are lost, and are told by asset';
  }

  /**
   * The consumer of a partition.
   * @param from the first record that is not acknowledged; from the first one that there is where that is not known
   * @returns whether it was missing
   * @throws Error where the broker does not answer
   */
  async consumer(partition: number, from?: number): Promise<boolean> {
    const { jsm, names } = this;
    const name = consumerOf(partition);
    try {
      const { config } = await jsm.consumers.info(names.records, name);
      const { priority_timeout } = config as { priority_timeout?: number };
      // Made by a version that waited longer, or less long.
      if (priority_timeout !== PIN_TIMEOUT * 1e6)
        await jsm.consumers.update(names.records, name, { priority_timeout: PIN_TIMEOUT * 1e6 } as never);
      return false;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    await this.streams();
    const { state } = await jsm.streams.info(names.records);
    // Of a stream that was deleted as well; another one's places say nothing.
    const isKnown = from !== undefined && from >= state.first_seq && from <= state.last_seq + 1;
    await jsm.consumers.add(names.records, {
      durable_name: name,
      filter_subject: `${partitionOf(names, partition)}.>`,
      ack_policy: 'all',
      // The owner has to have stored a checkpoint by then. A new owner asks again by itself and does not wait for it.
      ack_wait: Math.max(5 * MINUTE, 10 * this.settings.checkpoint * 1e6),
      max_ack_pending: MOST_UNACKED,
      ...(isKnown ? { deliver_policy: 'by_start_sequence', opt_start_seq: from } : { deliver_policy: 'all' }),
      priority_groups: [GROUP],
      priority_policy: 'pinned_client',
      priority_timeout: PIN_TIMEOUT * 1e6,
    } as never);
    return true;
  }

  /** The records come last: the others tell the broker's time. */
  #wanted(): Stream[] {
    const { names } = this;
    const { partitions, replicas, days, checkpoint } = this.settings;
    const { prefix } = names;
    const base = { num_replicas: replicas, storage: 'file' as const };
    const bucket = (name: string): Stream => ({
      ...base,
      name: bucketStream(name),
      subjects: [bucketSubject(name, '>')],
      max_msgs_per_subject: 1,
      discard: 'new' as const,
      allow_rollup_hdrs: true,
      allow_direct: true,
      deny_delete: true,
      // A state that is larger than a message is stored in several, all or none.
      allow_atomic: true,
    });
    return [
      bucket(names.state),
      bucket(names.models),
      {
        ...base,
        name: names.outputs,
        subjects: [`${prefix}.out.*.*`],
        max_age: days * DAY,
        // What a process that died has sent already is recognised when another one does its work again.
        duplicate_window: Math.max(10 * MINUTE, 10 * checkpoint * 1e6),
      },
      { ...base, name: names.orders, subjects: [`${prefix}.all`], max_msgs: MOST_ORDERS },
      {
        ...base,
        name: names.records,
        subjects: [`${prefix}.in.*`, `${prefix}.order.*`, `${prefix}.p.*.tick.*`],
        subject_transform: {
          src: `${prefix}.*.*`,
          dest: `${prefix}.p.{{partition(${partitions},2)}}.{{wildcard(1)}}.{{wildcard(2)}}`,
        },
        max_age: days * DAY,
      },
    ];
  }

  async #ensure(stream: Stream): Promise<{ readonly isNew: boolean; readonly ts: string | undefined }> {
    const { jsm } = this;
    try {
      const { config, ts } = await jsm.streams.info(stream.name);
      const { allow_atomic } = stream as { allow_atomic?: boolean };
      // Made by a version that did not need it yet.
      if (allow_atomic === true && (config as { allow_atomic?: boolean }).allow_atomic !== true)
        await jsm.streams.update(stream.name, { allow_atomic } as never);
      return { isNew: false, ts };
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    try {
      const { ts } = await jsm.streams.add(stream as never);
      return { isNew: true, ts };
    } catch (error) {
      if ((error as { code?: number }).code !== NAME_IN_USE) throw error;
      // Another member has made it in the same moment.
      const { ts } = await jsm.streams.info(stream.name);
      return { isNew: false, ts };
    }
  }
}

/** A stream of this name is there, and begins at another place. */
const NAME_IN_USE = 10058;

/** Neither a stream nor a consumer nor a message of that name. */
export function isMissing(error: unknown): boolean {
  const { code, status } = error as { code?: number; status?: number };
  return code === 10059 || code === 10014 || code === 10037 || status === 404;
}
