import type { NodeAPI } from 'node-red';
import type { Token } from '../../fleet/chain';

/** What has come of a record and is still on its way through the flow. */
interface Run {
  /** Messages by the node that has not said done for them yet. */
  readonly waiting: Map<string, number>;
  total: number;
  done(answered: boolean): void;
  readonly timer: NodeJS.Timeout;
}

/** What the runtime's hooks tell. */
interface Delivery {
  readonly msg: object;
  readonly destination: { readonly node?: { readonly id: string; readonly _expectedDoneCount?: number } };
}
interface Completion {
  readonly msg: object;
  readonly node: { readonly id: string };
}
interface Hooks {
  add(name: string, callback: (event: never) => void): void;
  remove(name: string): void;
}

const LABEL = 'twinGuardFleet';
const MOST = Number.MAX_SAFE_INTEGER;
let serial = 0;

/**
 * Finds out when all that a message has set off in the flow is done, over any wires: every node says done for each message that it
 * was given, also for one that it refused. Node-RED's hooks tell of both.
 */
export class InFlight {
  readonly #runs = new Map<number, Run>();
  readonly #hooks: Hooks;

  constructor(RED: NodeAPI) {
    this.#hooks = (RED as unknown as { hooks: Hooks }).hooks;
    const id = ++serial;
    this.label = `${LABEL}${id}`;
    this.#hooks.add(`preDeliver.${this.label}`, (event: Delivery) => this.#delivered(event));
    this.#hooks.add(`onComplete.${this.label}`, (event: Completion) => this.#completed(event));
  }

  private readonly label: string;

  /**
   * Sends a message and waits.
   * @param run its number, in the token of the message; no other one in flight has it
   * @param limit a node that does not say done within this time, ms, is waited for no longer
   * @returns false where the time was over
   */
  follow(run: number, limit: number, send: () => void): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#end(run, false), limit);
      this.#runs.set(run, { waiting: new Map(), total: 0, done: resolve, timer });
      send();
      // Wired to nothing, or to what is not there.
      setImmediate(() => {
        if (this.#runs.get(run)?.total === 0) this.#end(run, true);
      });
    });
  }

  close(): void {
    this.#hooks.remove(`*.${this.label}`);
    for (const run of [...this.#runs.keys()]) this.#end(run, false);
  }

  #delivered({ msg, destination: { node } }: Delivery): void {
    const run = this.#runOf(msg);
    // A node of the old kind never says done: it is, once it has been given the message.
    if (run === undefined || node === undefined || !(node._expectedDoneCount ?? MOST)) return;
    run.waiting.set(node.id, (run.waiting.get(node.id) ?? 0) + 1);
    run.total++;
  }

  #completed({ msg, node }: Completion): void {
    const run = this.#runOf(msg);
    const count = run?.waiting.get(node.id) ?? 0;
    // What came over a link was not delivered by the runtime: the link out is done after what it leads to has begun.
    if (run === undefined || count === 0) return;
    run.waiting.set(node.id, count - 1);
    if (--run.total === 0) this.#end(numberOf(msg)!, true);
  }

  #runOf(msg: object): Run | undefined {
    const run = numberOf(msg);
    return run === undefined ? undefined : this.#runs.get(run);
  }

  #end(number: number, answered: boolean): void {
    const run = this.#runs.get(number);
    if (run === undefined) return;
    this.#runs.delete(number);
    clearTimeout(run.timer);
    run.done(answered);
  }
}

/** Of what a message has come; an order to all is of no key. */
function numberOf(msg: object): number | undefined {
  return (msg as { fleet?: Partial<Token> | null }).fleet?.run;
}
