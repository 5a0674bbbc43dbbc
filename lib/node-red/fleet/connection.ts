import type { NatsConnection } from '@nats-io/transport-node';
import { type Broker, openBroker } from '../../fleet/broker';
import type { Token } from '../../fleet/chain';
import { explain } from '../../fleet/explain';
import { FleetError } from '../../fleet/fleet-error';
import type { MemberSettings } from '../../fleet/flow';
import { type Hold, Outputs } from '../../fleet/outputs';
import { natsPackages } from '../../fleet/packages';
import { type ConnectionSettings, connectionOptions } from './connection-options';

/** What who uses a connection hears of it. */
export interface Listener {
  /** The broker answers, and everything that a fleet needs is there. */
  ready(broker: Broker): void;
  /** It is back after it was away. */
  back(): void;
  changed(): void;
}

/** Between two tries to set up what a fleet needs, ms. */
const AGAIN = 3000;
/** The connection of one twin-fleet node, which its other nodes share. */
export class FleetConnection {
  broker: Broker | undefined;
  outputs: Outputs | undefined;
  /** Why there is no connection at present; undefined while there is one. */
  problem: string | undefined = 'connecting';
  /** Says whether what a token says may leave; set by who handles records in this process. */
  hold: (token: Token) => Hold | undefined = () => ({ lasts: () => true });
  /** There is room again for what leaves; set by the same. */
  room: () => void = () => {};
  readonly #listeners = new Set<Listener>();
  #nc: NatsConnection | undefined;
  #closed = false;

  constructor(
    private readonly settings: ConnectionSettings,
    private readonly folders: readonly string[],
    private readonly fail: (error: Error) => void,
  ) {
    void this.#open();
  }

  /** @returns takes it back */
  watch(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.broker !== undefined) listener.ready(this.broker);
    return () => void this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.outputs?.close();
    await this.#nc?.close().catch(() => {});
  }

  async #open(): Promise<void> {
    for (let told = ''; !this.#closed; ) {
      try {
        await this.#connect();
        return;
      } catch (error) {
        const message = explain(error, this.settings);
        await this.#nc?.close().catch(() => {});
        if (this.#closed) return;
        this.#problem(message);
        if (message !== told) this.fail(new Error(message));
        told = message;
        if (error instanceof FleetError) return;
        await new Promise((resolve) => setTimeout(resolve, AGAIN).unref());
      }
    }
  }

  async #connect(): Promise<void> {
    const packages = natsPackages(this.folders);
    const nc = await packages.transport.connect(connectionOptions(this.settings));
    this.#nc = nc;
    if (this.#closed) return void (await nc.close());
    this.#hear(nc).catch((error: Error) => this.fail(error));
    const broker = await openBroker(nc, packages, this.settings, (text) => this.fail(new Error(text)));
    this.broker = broker;
    this.outputs = new Outputs(broker, {
      hold: (token) => this.hold(token),
      fail: this.fail,
      room: () => this.room(),
    });
    this.#problem(undefined);
    for (const listener of this.#listeners) listener.ready(broker);
  }

  async #hear(nc: NatsConnection): Promise<void> {
    for await (const status of nc.status()) {
      const { type } = status;
      if (type === 'disconnect') this.#problem('the connection broke');
      if (type === 'error' && this.problem !== undefined) this.#problem(explain(status.error, this.settings));
      if (type !== 'reconnect') continue;
      this.#problem(undefined);
      for (const { back } of this.#listeners) back();
    }
  }

  #problem(text: string | undefined): void {
    this.problem = text;
    for (const { changed } of this.#listeners) changed();
  }
}

/** A twin-fleet node, as its other nodes know it. */
export interface FleetNode {
  readonly connection: FleetConnection;
  /** Which part of the fleet this process is. */
  readonly settings: MemberSettings;
}

/** The nodes of this process, by their ids. */
const fleets = new Map<string, FleetNode>();

/** @returns takes it back */
export function keepFleet(id: string, fleet: FleetNode): () => void {
  fleets.set(id, fleet);
  return () => {
    if (fleets.get(id) === fleet) fleets.delete(id);
  };
}

/** @throws FleetError where there is no such node, or its settings are wrong */
export function fleetOf(id: string): FleetNode {
  const fleet = fleets.get(id);
  if (fleet === undefined) throw new FleetError('fleet', 'is missing or has wrong settings; choose a twin-fleet node');
  return fleet;
}
