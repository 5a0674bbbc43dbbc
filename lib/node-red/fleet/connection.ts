import { readFileSync } from 'node:fs';
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node';
import { type Broker, type BrokerSettings, openBroker } from '../../fleet/broker';
import type { Token } from '../../fleet/chain';
import { FleetError } from '../../fleet/fleet-error';
import type { MemberSettings } from '../../fleet/flow';
import { type Hold, Outputs } from '../../fleet/outputs';
import { natsPackages } from '../../fleet/packages';

/** What a twin-fleet node says of the connection. */
export interface ConnectionSettings extends BrokerSettings {
  readonly servers: string;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
}

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
/** A connection on which nothing is heard is found dead after three times this, ms. */
const PING = 3000;

/** The connection of one twin-fleet node, which its other nodes share. */
export class FleetConnection {
  broker: Broker | undefined;
  outputs: Outputs | undefined;
  /** Why there is no connection at present; undefined while there is one. */
  problem: string | undefined = 'connecting';
  /** Says whether what a token says may leave; set by who handles records in this process. */
  hold: (token: Token) => Hold | undefined = () => () => true;
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
        const { message } = error as Error;
        await this.#nc?.close().catch(() => {});
        if (this.#closed) return;
        this.#problem(message);
        if (message !== told) this.fail(error as Error);
        told = message;
        if (error instanceof FleetError) return;
        await new Promise((resolve) => setTimeout(resolve, AGAIN).unref());
      }
    }
  }

  async #connect(): Promise<void> {
    const packages = natsPackages(this.folders);
    const nc = await packages.transport.connect(this.#options());
    this.#nc = nc;
    if (this.#closed) return void (await nc.close());
    this.#hear(nc).catch((error: Error) => this.fail(error));
    const broker = await openBroker(nc, packages, this.settings);
    this.broker = broker;
    this.outputs = new Outputs(broker, (token) => this.hold(token), this.fail);
    this.#problem(undefined);
    for (const listener of this.#listeners) listener.ready(broker);
  }

  #options(): ConnectionOptions {
    const { servers, user, password, token, caFile, certFile, keyFile } = this.settings;
    const given = (text: string | undefined): text is string => text !== undefined && text !== '';
    const file = (path: string): string | undefined => (given(path) ? readFileSync(path, 'utf8') : undefined);
    const [ca, cert, key] = [file(caFile), file(certFile), file(keyFile)];
    return {
      servers: servers.split(',').map((server) => server.trim()),
      name: 'twin-guard',
      maxReconnectAttempts: -1,
      // Otherwise two refusals end it for good; who changes a password in both places does so one after the other.
      ignoreAuthErrorAbort: true,
      reconnectTimeWait: 1000,
      pingInterval: PING,
      ...(given(user) && { user, pass: password ?? '' }),
      ...(given(token) && { token }),
      ...((ca ?? cert) !== undefined && { tls: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) } }),
    };
  }

  async #hear(nc: NatsConnection): Promise<void> {
    for await (const { type } of nc.status()) {
      if (type === 'disconnect') this.#problem('the connection broke');
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
