import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Broker, openBroker } from '../../../lib/fleet/broker';
import { type Checkpoint, readCheckpoint } from '../../../lib/fleet/kept';
import { consumerOf, keyOf } from '../../../lib/fleet/names';
import { natsPackages } from '../../../lib/fleet/packages';
import { removeFolder } from '../../../test/fixtures/remove-folder';
import { type FlowNode, linkPack, type Runtime, startNodeRed } from '../../../test/fixtures/runtime';
import { fleetFlow } from './flow';
import { NatsServer } from './server';

export const PREFIX = 'twin';

export interface FleetOptions {
  readonly program: string;
  readonly partitions: number;
  readonly members: number;
  /** s */
  readonly checkpoint: number;
  /** Bytes that the broker may store; all that there is room for by default. */
  readonly disk?: number;
}

/** In what a process differs from the others. */
export interface MemberOptions {
  /** Its flow; the whole chain by default. */
  readonly flow?: readonly FlowNode[];
  /** How many members it is told there are. */
  readonly members?: number;
  /** JavaScript put into its settings, see RuntimeOptions. */
  readonly settingsCode?: string;
}

/** A message that left the fleet. */
export interface Left {
  readonly id: string;
  readonly subject: string;
  readonly body: string;
}

/** A broker and the Node-REDs of a fleet, each a process of its own. */
export class Fleet {
  readonly folder = mkdtempSync(join(tmpdir(), 'twin-guard-fleet-'));
  readonly runtimes = new Map<string, Runtime>();
  readonly #starting = new Set<Promise<Runtime>>();
  /** What was missing at the broker, as it is told. */
  readonly told: string[] = [];
  server!: NatsServer;
  broker!: Broker;

  constructor(private readonly options: FleetOptions) {}

  /** @param from the files of another broker, as they were when it was stopped */
  async start(from?: string): Promise<void> {
    const store = join(this.folder, 'nats');
    if (from !== undefined) cpSync(from, store, { recursive: true });
    const { program, disk } = this.options;
    const settings = join(this.folder, 'nats.conf');
    writeFileSync(settings, disk === undefined ? '' : `jetstream { max_file_store: ${disk} }\n`);
    this.server = await NatsServer.start(program, store, ['-c', settings]);
    await this.connect();
  }

  get partitions(): number {
    return this.options.partitions;
  }

  async connect(): Promise<void> {
    const packages = natsPackages([]);
    const nc = await packages.transport.connect({
      servers: this.server.address,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 200,
    });
    const { partitions, checkpoint } = this.options;
    const settings = { prefix: PREFIX, partitions, replicas: 1, days: 3, checkpoint: 1000 * checkpoint };
    this.broker = await openBroker(nc, packages, settings, (text) => this.told.push(text));
  }

  /**
   * Starts a Node-RED under a name of its own; its user folder stays from one start to the next.
   * @param member its number, or a name that ends in it
   */
  member(name: string, member: number | string, options: MemberOptions = {}): Promise<Runtime> {
    const starting = this.#start(name, member, options);
    this.#starting.add(starting);
    return starting;
  }

  async #start(name: string, member: number | string, options: MemberOptions): Promise<Runtime> {
    const { flow = fleetFlow(this.options.partitions, this.options.checkpoint), members = this.options.members } =
      options;
    const userDir = join(this.folder, name);
    mkdirSync(userDir, { recursive: true });
    linkPack(userDir);
    writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flow));
    const runtime = await startNodeRed({
      userDir,
      settings: { twinGuard: { maxAssets: 100_000, page: false }, logging: { console: { level: 'info' } } },
      ...(options.settingsCode !== undefined && { settingsCode: options.settingsCode }),
      env: {
        TWIN_GUARD_NATS: this.server.address,
        TWIN_GUARD_MEMBER: String(member),
        TWIN_GUARD_MEMBERS: String(members),
      },
      mayFill: true,
    });
    this.runtimes.set(name, runtime);
    return runtime;
  }

  /** Records that no checkpoint holds yet, by partition. */
  async open(): Promise<number[]> {
    return (await this.#consumers()).map(({ num_pending, num_ack_pending }) => num_pending + num_ack_pending);
  }

  /** Records that no member has been given yet. */
  async waiting(): Promise<number> {
    return (await this.#consumers()).reduce((sum, { num_pending }) => sum + num_pending, 0);
  }

  #consumers() {
    const { jsm, names } = this.broker;
    return Promise.all(
      Array.from({ length: this.options.partitions }, (_, p) => jsm.consumers.info(names.records, consumerOf(p))),
    );
  }

  /** Waits until at most so many records are open, twice in a row: consumers hear of a record a moment after who sent it. */
  async until(most: number, timeout = 240_000): Promise<void> {
    const end = performance.now() + timeout;
    for (let calm = 0; ; ) {
      const open = await this.open().catch(() => [Number.POSITIVE_INFINITY]);
      calm = open.reduce((a, b) => a + b, 0) <= most ? calm + 1 : 0;
      if (calm === 2) return;
      if (performance.now() > end) throw new Error(`${open} records are still open\n${this.said()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  said(): string {
    return [...this.runtimes].map(([name, { output }]) => `--- ${name}\n${output.slice(-30).join('\n')}`).join('\n');
  }

  /** Everything that has left, in order. */
  async left(): Promise<Left[]> {
    const { js, jsm, names } = this.broker;
    const { state } = await jsm.streams.info(names.outputs);
    const all: Left[] = [];
    if (state.messages === 0) return all;
    const consumer = await js.consumers.get(names.outputs, { deliver_policy: 'all' } as never);
    const messages = await consumer.consume();
    for await (const message of messages) {
      all.push({
        id: message.headers?.get('Nats-Msg-Id') ?? '',
        subject: message.subject,
        body: Buffer.from(message.data).toString(),
      });
      if (message.seq >= state.last_seq) break;
    }
    return all;
  }

  async checkpoint(asset: string): Promise<Checkpoint | undefined> {
    return (await readCheckpoint(this.broker, keyOf(asset))).checkpoint;
  }

  async stopMembers(): Promise<void> {
    await Promise.all([...this.runtimes.values()].map((runtime) => runtime.stop()));
    this.runtimes.clear();
  }

  /** Ends the broker cleanly. @returns where its files are */
  async stopServer(): Promise<string> {
    await this.broker.nc.close();
    await this.server.stop();
    return this.server.folder;
  }

  async remove(): Promise<void> {
    await Promise.allSettled(this.#starting);
    await Promise.all([...this.runtimes.values()].map((runtime) => runtime.stop('SIGKILL')));
    await this.broker?.nc.close().catch(() => {});
    await this.server?.stop('SIGKILL');
    await removeFolder(this.folder);
  }
}
