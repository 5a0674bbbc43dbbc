import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { FleetError } from './fleet-error';
import { type BrokerSettings, Mender } from './mender';
import { type Names, namesOf } from './names';
import type { NatsPackages } from './packages';
import { Publisher } from './publisher';

/** The connection of one process, with its streams. */
export interface Broker {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly publisher: Publisher;
  readonly mender: Mender;
  /** What the broker's clock shows. */
  readonly clock: BrokerClock;
  /** How long the broker knows the id of a message that has left, ms. */
  readonly window: number;
  readonly names: Names;
  readonly packages: NatsPackages;
  readonly settings: BrokerSettings;
}

/** From when on the clock on the wall has leapt, ms: it is coarser than the steady one, and is set by small steps. */
const LEAP = 1000;

/** The clock of the broker, by which messages are stored: ours may be set wrong, or be set while we run. */
export class BrokerClock {
  /** What it shows when the steady clock shows 0. */
  #base = Date.now() - performance.now();
  /** What the clock on the wall shows then. */
  #wall = Date.now() - performance.now();

  /** @param time what it shows just now, as RFC 3339; undefined where an answer does not say it */
  heard(time: string | undefined): void {
    this.now();
    if (time !== undefined) this.#base = Date.parse(time) - performance.now();
  }

  /** ms since the epoch. While a machine sleeps, only its clock on the wall goes on. */
  now(): number {
    const steady = performance.now();
    const leap = Date.now() - steady - this.#wall;
    if (Math.abs(leap) > LEAP) {
      this.#wall += leap;
      this.#base += Math.max(0, leap);
    }
    return this.#base + steady;
  }
}

const LEAST_SERVER = [2, 14] as const;

/**
 * Makes what is missing: streams, buckets, and a consumer for each partition.
 * @param tell somebody had deleted a part of it, also while it is used
 * @throws FleetError where the server is too old, or what is there was made with other settings
 */
export async function openBroker(
  nc: NatsConnection,
  packages: NatsPackages,
  settings: BrokerSettings,
  tell: (text: string) => void,
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
  const mender = new Mender(jsm, names, settings, tell);
  await mender.streams();
  const { config, ts } = await jsm.streams.info(names.outputs);
  const clock = new BrokerClock();
  clock.heard(ts);
  const broker: Broker = {
    nc,
    packages,
    settings,
    jsm,
    js: jetstream(nc, { timeout: 5000 }),
    publisher: new Publisher(nc, packages.transport, () => mender.streams()),
    mender,
    clock,
    window: config.duplicate_window / 1e6,
    names,
  };
  await checkPartitions(broker);
  for (let partition = 0; partition < settings.partitions; partition++) await mender.consumer(partition);
  return broker;
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
