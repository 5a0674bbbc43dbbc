import type { JetStreamClient, JetStreamManager, StreamConfig } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { FleetError } from './fleet-error';
import { bucketStream, bucketSubject, consumerOf, type Names, namesOf, partitionOf } from './names';
import type { NatsPackages } from './packages';
import { Publisher } from './publisher';

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

/** The connection of one process, with its streams. */
export interface Broker {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly publisher: Publisher;
  /** What the broker's clock shows. */
  readonly clock: BrokerClock;
  /** How long the broker knows the id of a message that has left, ms. */
  readonly window: number;
  readonly names: Names;
  readonly packages: NatsPackages;
  readonly settings: BrokerSettings;
}

/** The clock of the broker, by which messages are stored: ours may be set wrong, or be set while we run. */
export class BrokerClock {
  #base = Date.now() - performance.now();

  /** @param time what it shows just now, as RFC 3339; undefined where an answer does not say it */
  heard(time: string | undefined): void {
    if (time !== undefined) this.#base = Date.parse(time) - performance.now();
  }

  /** ms since the epoch */
  now(): number {
    return this.#base + performance.now();
  }
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
const LEAST_SERVER = [2, 14] as const;
/** Orders to all that are kept for who was away. */
const MOST_ORDERS = 1000;

/**
 * Makes what is missing: streams, buckets, and a consumer for each partition.
 * @throws FleetError where the server is too old, or what is there was made with other settings
 */
export async function openBroker(
  nc: NatsConnection,
  packages: NatsPackages,
  settings: BrokerSettings,
): Promise<Broker> {
  const version = nc.info?.version ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < LEAST_SERVER[0] || (major === LEAST_SERVER[0] && minor < LEAST_SERVER[1]))
    throw new FleetError(
      'servers',
      `nats-server ${version} is too old; a fleet needs ${LEAST_SERVER.join('.')} or newer`,
    );
  const { jetstream, jetstreamManager } = packages.jetstream;
  const jsm = await jetstreamManager(nc, { timeout: 10_000 });
  const names = namesOf(settings.prefix);
  for (const stream of streamsOf(names, settings)) await ensureStream(jsm, stream);
  const { config, ts } = await jsm.streams.info(names.outputs);
  const clock = new BrokerClock();
  clock.heard(ts);
  const broker: Broker = {
    nc,
    packages,
    settings,
    jsm,
    js: jetstream(nc, { timeout: 5000 }),
    publisher: new Publisher(nc, packages.transport),
    clock,
    window: config.duplicate_window / 1e6,
    names,
  };
  await checkPartitions(broker);
  for (let partition = 0; partition < settings.partitions; partition++) await ensureConsumer(broker, partition);
  return broker;
}

type Stream = Partial<StreamConfig> & { name: string };

function streamsOf(names: Names, { partitions, replicas, days, checkpoint }: BrokerSettings): Stream[] {
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
    { ...base, name: names.orders, subjects: [`${prefix}.all`], max_msgs: MOST_ORDERS },
    {
      ...base,
      name: names.outputs,
      subjects: [`${prefix}.out.*.*`],
      max_age: days * DAY,
      // What a process that died has sent already is recognised when another one does its work again.
      duplicate_window: Math.max(10 * MINUTE, 10 * checkpoint * 1e6),
    },
    bucket(names.state),
    bucket(names.models),
  ];
}

async function ensureStream(jsm: JetStreamManager, stream: Stream): Promise<void> {
  try {
    const { config } = await jsm.streams.info(stream.name);
    const { allow_atomic } = stream as { allow_atomic?: boolean };
    // Made by a version that did not need it yet.
    if (allow_atomic === true && (config as { allow_atomic?: boolean }).allow_atomic !== true)
      await jsm.streams.update(stream.name, { allow_atomic } as never);
  } catch (error) {
    if (!isMissing(error)) throw error;
    await jsm.streams.add(stream as never);
  }
}

/** Assets would change partitions, and so their owners, with another number. */
async function checkPartitions({ jsm, names, settings }: Broker): Promise<void> {
  const { config } = await jsm.streams.info(names.records);
  const there = Number(/partition\((\d+),/.exec(config.subject_transform?.dest ?? '')?.[1]);
  if (there === settings.partitions) return;
  const what = Number.isNaN(there) ? 'no partitions' : `${there} partitions`;
  throw new FleetError(
    'partitions',
    `is ${settings.partitions}, and the stream ${names.records} has ${what}; give the same number, or another name for the fleet`,
  );
}

async function ensureConsumer({ jsm, names, settings }: Broker, partition: number): Promise<void> {
  const durable_name = consumerOf(partition);
  try {
    const { config } = await jsm.consumers.info(names.records, durable_name);
    const { priority_timeout } = config as { priority_timeout?: number };
    // Made by a version that waited longer, or less long.
    if (priority_timeout !== PIN_TIMEOUT * 1e6)
      await jsm.consumers.update(names.records, durable_name, { priority_timeout: PIN_TIMEOUT * 1e6 } as never);
  } catch (error) {
    if (!isMissing(error)) throw error;
    await jsm.consumers.add(names.records, {
      durable_name,
      filter_subject: `${partitionOf(names, partition)}.>`,
      ack_policy: 'all',
      // The owner has to have stored a checkpoint by then. A new owner asks again by itself and does not wait for it.
      ack_wait: Math.max(5 * MINUTE, 10 * settings.checkpoint * 1e6),
      max_ack_pending: MOST_UNACKED,
      deliver_policy: 'all',
      priority_groups: [GROUP],
      priority_policy: 'pinned_client',
      priority_timeout: PIN_TIMEOUT * 1e6,
    } as never);
  }
}

/** Neither a stream nor a consumer nor a message of that name. */
export function isMissing(error: unknown): boolean {
  const { code, status } = error as { code?: number; status?: number };
  return code === 10059 || code === 10014 || code === 10037 || status === 404;
}
