import { isUtf8 } from 'node:buffer';
import type { Node, NodeAPI } from 'node-red';
import type { Broker } from '../../fleet/broker';
import type { Chain, Token } from '../../fleet/chain';
import type { FleetEvent, Flow, MemberSettings, Run } from '../../fleet/flow';
import { Member } from '../../fleet/member';
import { InputError, isPlainObject } from '../../input';
import type { FlowMessage } from '../on-input';
import type { FleetConnection } from './connection';
import { InFlight } from './in-flight';

/** What a twin-fleet-in node gives the member that runs in it. */
export interface MemberNode extends MemberSettings {
  /** ms that what came of a record may take. */
  readonly patience: number;
}

/** Between two tries to begin, ms. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

/** Runs the member of a fleet while the flow stands: from when all nodes have started until the first of them stops. */
export class RunningMember {
  member: Member | undefined;
  #broker: Broker | undefined;
  #stands = false;
  #inFlight: InFlight | undefined;
  readonly #leave: (() => void)[] = [];

  /** @throws FleetError where another node of this Node-RED does so already */
  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    private readonly settings: MemberNode,
    private readonly connection: FleetConnection,
    private readonly chain: Chain,
    private readonly changed: () => void,
  ) {
    this.#leave.push(chain.claim());
    const { events } = RED;
    const started = (): void => {
      this.#stands = true;
      this.#begin();
    };
    const stopping = (): void => this.#end();
    events.on('flows:started', started);
    events.on('flows:stopping' as never, stopping);
    this.#leave.push(
      () => events.removeListener('flows:started', started),
      () => events.removeListener('flows:stopping', stopping),
      connection.watch({
        ready: (broker) => {
          this.#broker = broker;
          this.#begin();
        },
        back: () => this.member?.reconnected(),
        changed,
      }),
    );
  }

  /** Why this process cannot do its part of the work, or go on with another one's; undefined when it can. */
  get problem(): string | undefined {
    const { problem } = this.connection;
    if (problem !== undefined) return `the fleet has no broker: ${problem}`;
    const shares = this.member?.shares ?? [];
    if (shares.length === 0) return 'the fleet has not begun';
    const lost = shares.filter(({ partition }) => partition.unserved).length;
    return lost === 0 ? undefined : `${lost} of ${shares.length} partitions are handled by nobody`;
  }

  close(): void {
    for (const leave of this.#leave.splice(0)) leave();
    this.#end();
  }

  #begin(): void {
    if (!this.#stands || this.#broker === undefined || this.member !== undefined) return;
    this.#inFlight = new InFlight(this.RED);
    const member = new Member(this.#broker, this.chain, this.settings, this.#flow(this.#inFlight));
    this.member = member;
    this.connection.hold = (token) => member.hold(token);
    this.connection.room = () => member.proceed();
    void this.#start(member);
    this.changed();
  }

  /** The broker may answer, and then not answer what a member begins with. */
  async #start(member: Member): Promise<void> {
    let told = '';
    for (let wait = FIRST_WAIT; this.member === member; wait = Math.min(LONGEST_WAIT, 2 * wait)) {
      try {
        return await member.start();
      } catch (error) {
        if (this.member !== member) return;
        const text = `the fleet cannot begin yet: ${(error as Error).message}`;
        if (text !== told) this.node.error(text);
        told = text;
        await new Promise((resolve) => setTimeout(resolve, wait).unref());
      }
    }
  }

  #end(): void {
    this.#stands = false;
    const { member } = this;
    if (member === undefined) return;
    this.member = undefined;
    this.#inFlight?.close();
    member.stop().catch(() => {});
  }

  #flow(inFlight: InFlight): Flow {
    const { node } = this;
    const send = (message: object, port: 0 | 1): void => node.send((port === 0 ? [message] : [null, message]) as never);
    const through = (token: Token | Run, message: object, port: 0 | 1): Promise<boolean> =>
      inFlight.follow(token.run!, this.settings.patience, () => send({ ...message, fleet: token }, port));
    return {
      handle: (token, { what, name, data }) => {
        if (what === 'in') return through(token, { topic: name, payload: contentOf(data) }, 0);
        const order = this.#read(name, data);
        return order === undefined ? Promise.resolve(true) : through(token, order, 1);
      },
      async order(control, token) {
        const { payload, ...order } = control;
        await through(token, { control: order, ...(payload !== undefined && { payload }) }, 1);
      },
      settled: (key) => this.connection.outputs!.settled(key),
      full: () => this.connection.outputs?.full === true,
      tell: (event: FleetEvent) =>
        node.send([null, null, { topic: '', payload: { asset: '', time: null, ...event } }] as never),
    };
  }

  /** An order to one key is for the asset of that name, if it does not say for which. */
  #read(name: string, data: Uint8Array): Partial<FlowMessage> | undefined {
    const content = contentOf(data);
    const order = typeof content === 'string' ? { do: content } : content;
    if (isPlainObject(order)) {
      const { payload, ...control } = order;
      return { control: { asset: name, ...control }, ...(payload !== undefined && { payload }) };
    }
    this.node.error(
      new InputError('control', `of ${name} is no order; publish {"do": "acknowledge", "by": "..."}`).message,
    );
    return undefined;
  }
}

/** JSON as what it says, other text as text, and everything else as bytes. */
function contentOf(data: Uint8Array): unknown {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  // A copy of its own: the client reads many messages into one piece of memory.
  if (!isUtf8(bytes)) return Buffer.from(bytes);
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
