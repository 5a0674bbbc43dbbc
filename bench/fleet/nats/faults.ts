import { setTimeout as sleep } from 'node:timers/promises';
import { SLOW_MS } from '../../../test/fixtures/runtime';
import type { Fleet } from './fleet';

/** What a fault run has seen. */
export interface Faults {
  /** Processes killed. */
  kills: number;
  /** From the death of a process until its spare had all its partitions, s, at most. */
  spare: number;
  /** From the death of a process without a spare until it had them all again, with its restart, s, at most. */
  restart: number;
}

const EVERY_MS = 20_000;
/** More than the broker waits for a sign of life. */
const STANDS_STILL_MS = 10_000;

/** The two processes of the first member. */
const PAIR = ['1', '1 spare'] as const;

/** What happens while a fleet of four members works, of which the first one has a spare. */
class Troubles {
  readonly seen: Faults = { kills: 0, spare: 0, restart: 0 };

  constructor(
    private readonly fleet: Fleet,
    private readonly partitions: number,
  ) {}

  async start(): Promise<void> {
    await Promise.all([...PAIR, '2', '3', '4'].map((name) => this.#start(name)));
    await this.#until(() => PAIR.some((name) => this.#owned(name) === this.partitions), 'nobody has the first member');
  }

  /** A member's owner dies; a new process is the spare then. */
  async killOwner(): Promise<void> {
    const owner = await this.#takeover((name) => this.#kill(name));
    await this.#start(owner);
  }

  /** A member's owner stands still, and wakes when its spare has its partitions. */
  async freezeOwner(): Promise<void> {
    const owner = await this.#takeover(async (name) => {
      this.#of(name).signal('SIGSTOP');
      await sleep(STANDS_STILL_MS);
    });
    this.#of(owner).signal('SIGCONT');
    await this.#until(() => this.#owned(owner) === 0, `${owner} has not given up its partitions`);
  }

  /** A member without a spare dies, and something starts it again. */
  async restart(member: '2' | '3' | '4'): Promise<void> {
    const began = performance.now();
    await this.#kill(member);
    await this.#start(member);
    await this.#hasAll(member);
    this.seen.restart = Math.max(this.seen.restart, (performance.now() - began) / 1000);
  }

  /**
   * The owner dies and is started again, while its spare has no room to keep a model: it may keep partitions whose models it has already.
   * Then the spare is replaced.
   */
  async killOwnerOfFull(): Promise<void> {
    const [owner, spare] = this.#roles();
    this.#of(spare).fillDisk();
    await this.#kill(owner);
    await this.#start(owner);
    await this.#until(() => this.#owned(owner) + this.#owned(spare) === this.partitions, 'nobody has the first member');
    await this.#kill(spare);
    await this.#hasAll(owner);
    await this.#start(spare);
  }

  async killBroker(): Promise<void> {
    await this.fleet.server.stop('SIGKILL');
    await this.fleet.server.start();
  }

  async starve(member: '3'): Promise<void> {
    await this.#of(member).get(`/busy/${STANDS_STILL_MS}`);
  }

  fillDisk(member: '2'): Promise<void> {
    this.#of(member).fillDisk();
    return Promise.resolve();
  }

  #of(name: string) {
    return this.fleet.runtimes.get(name)!;
  }

  async #start(name: string): Promise<void> {
    await this.fleet.member(name, name.slice(0, 1));
  }

  async #kill(name: string): Promise<void> {
    this.seen.kills++;
    await this.#of(name).stop('SIGKILL');
  }

  /** Who of the pair has more partitions: a broker that was started anew gives them to who asks first. */
  #roles(): readonly [owner: string, spare: string] {
    return this.#owned(PAIR[0]) >= this.#owned(PAIR[1]) ? PAIR : [PAIR[1], PAIR[0]];
  }

  /** @returns who was the owner */
  async #takeover(fall: (owner: string) => Promise<void>): Promise<string> {
    const [owner, spare] = this.#roles();
    const began = performance.now();
    const falls = fall(owner);
    await this.#hasAll(spare);
    this.seen.spare = Math.max(this.seen.spare, (performance.now() - began) / 1000);
    await falls;
    return owner;
  }

  /** Partitions that a process has, as it has told. */
  #owned(name: string): number {
    const owned = new Set<string>();
    for (const line of this.fleet.runtimes.get(name)?.output ?? []) {
      const [, what, partition] = /fleet-(won|lost): partition (\d+) /.exec(line) ?? [];
      if (what === 'won') owned.add(partition!);
      if (what === 'lost') owned.delete(partition!);
    }
    return owned.size;
  }

  #hasAll(name: string): Promise<void> {
    return this.#until(() => this.#owned(name) === this.partitions, `${name} has not got its partitions`);
  }

  /** @throws Error with the text where it does not hold in time */
  async #until(holds: () => boolean, otherwise: string): Promise<void> {
    for (const end = performance.now() + SLOW_MS; !holds(); await sleep(20))
      if (performance.now() > end) throw new Error(`${otherwise}\n${this.fleet.said()}`);
  }
}

/**
 * Runs a fleet of four members through its backlog. Every 20 s a process is killed, and 10 s later something else happens: an event loop
 * is starved, the broker is killed and started again, a process is frozen and wakes when another one has its work, a disk is full.
 * Again and again until all is handled, and each of them once at least.
 */
export async function runThroughFaults(fleet: Fleet): Promise<Faults> {
  const troubles = new Troubles(fleet, fleet.partitions / 4);
  await troubles.start();
  const rounds: readonly (readonly [kill: () => Promise<void>, other: () => Promise<void>])[] = [
    [() => troubles.killOwner(), () => troubles.starve('3')],
    [() => troubles.restart('3'), () => troubles.killBroker()],
    [() => troubles.restart('4'), () => troubles.freezeOwner()],
    [() => troubles.killOwnerOfFull(), () => troubles.fillDisk('2')],
    [() => troubles.restart('2'), () => troubles.killBroker()],
  ];
  // The last records of each owner wait for a checkpoint, which nobody gets to who is killed every 20 s.
  for (let i = 0; i < rounds.length || (await waiting(fleet)) > 0; i++) {
    const [kill, other] = rounds[i % rounds.length]!;
    await Promise.all([kill(), sleep(EVERY_MS / 2).then(other), sleep(EVERY_MS)]);
  }
  await fleet.until(0);
  return troubles.seen;
}

function waiting(fleet: Fleet): Promise<number> {
  return fleet.waiting().catch(() => Number.POSITIVE_INFINITY);
}
