import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet } from './fleet';

/** What a fault run has seen, s. */
export interface Takeovers {
  /** From the death of a process until its spare had its partitions, at most. */
  readonly spare: number;
  /** From the death of a process without a spare until it had them again after its restart, with the restart, at most. */
  readonly restart: number;
}

const EVERY_MS = 20_000;
const FROZEN_MS = 10_000;

/**
 * Runs a fleet of four members through its backlog, the first one with a spare, while something happens each 20 s, again and again until
 * all is handled: the owner of a member with a spare is killed, a member without one is killed and started again, one is frozen and
 * wakes, the broker is killed and started again, an event loop is starved, a disk is full.
 */
export async function runThroughFaults(fleet: Fleet): Promise<Takeovers> {
  const start = (name: string, member: number) => fleet.member(name, member);
  await Promise.all([start('1', 1), start('1 spare', 1), start('2', 2), start('3', 3), start('4', 4)]);
  const of = (name: string) => fleet.runtimes.get(name)!;
  const takeovers = { spare: 0, restart: 0 };
  let [owner, spare] = of('1').output.some((line) => line.includes('fleet-won')) ? ['1', '1 spare'] : ['1 spare', '1'];
  const killOwner = async (): Promise<void> => {
    const from = of(spare!).output.length;
    const began = performance.now();
    await of(owner!).stop('SIGKILL');
    await of(spare!).line(/fleet-won/, from);
    takeovers.spare = Math.max(takeovers.spare, (performance.now() - began) / 1000);
    [owner, spare] = [spare, owner];
    await start(spare!, 1);
  };
  const restart = async (member: number): Promise<void> => {
    const name = String(member);
    const began = performance.now();
    await of(name).stop('SIGKILL');
    await start(name, member);
    await of(name).line(/fleet-won/);
    takeovers.restart = Math.max(takeovers.restart, (performance.now() - began) / 1000);
  };
  const faults: readonly (() => Promise<void>)[] = [
    killOwner,
    () => restart(2),
    async () => {
      of('3').signal('SIGSTOP');
      await sleep(FROZEN_MS);
      of('3').signal('SIGCONT');
    },
    async () => {
      await fleet.server.stop('SIGKILL');
      await fleet.server.start();
    },
    async () => {
      of('4').fillDisk();
      await of('3').get('/busy/10000');
    },
    // Whose disk is full does not get room again: it is replaced.
    () => restart(4),
  ];
  for (let i = 0; i < faults.length || (await left(fleet)) > 0; i++) {
    const began = performance.now();
    await faults[i % faults.length]!();
    await sleep(Math.max(0, EVERY_MS - (performance.now() - began)));
  }
  return takeovers;
}

async function left(fleet: Fleet): Promise<number> {
  const open = await fleet.open().catch(() => [Number.POSITIVE_INFINITY]);
  return open.reduce((a, b) => a + b, 0);
}
