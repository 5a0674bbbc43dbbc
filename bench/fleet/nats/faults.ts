import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet } from './fleet';

/** What a fault run has seen, s. */
export interface Takeovers {
  /** From the death of a process until its spare had its partitions, at most. */
  readonly spare: number;
  /** From the death of a process without a spare until it had them again after its restart, with the restart, at most. */
  readonly restart: number;
}

const KILL_EVERY_MS = 20_000;
const FROZEN_MS = 10_000;

/**
 * Runs a fleet of four members through its backlog, the first one with a spare, while things happen to it: one after the other a member is
 * killed each 20 s and started again, one is frozen and wakes, the broker is killed, an event loop is starved, a disk is full.
 */
export async function runThroughFaults(fleet: Fleet): Promise<Takeovers> {
  const start = (name: string, member: number) => fleet.member(name, member);
  await Promise.all([start('1', 1), start('1 spare', 1), start('2', 2), start('3', 3), start('4', 4)]);
  const won = (name: string, from: number): Promise<string> => fleet.runtimes.get(name)!.line(/fleet-won/, from);
  const takeovers = { spare: 0, restart: 0 };
  const killOwner = async (owner: string, spare: string): Promise<void> => {
    const from = fleet.runtimes.get(spare)!.output.length;
    const began = performance.now();
    await fleet.runtimes.get(owner)!.stop('SIGKILL');
    await won(spare, from);
    takeovers.spare = Math.max(takeovers.spare, (performance.now() - began) / 1000);
  };
  const restart = async (name: string, member: number): Promise<void> => {
    const began = performance.now();
    await fleet.runtimes.get(name)!.stop('SIGKILL');
    await start(name, member);
    await won(name, 0);
    takeovers.restart = Math.max(takeovers.restart, (performance.now() - began) / 1000);
  };
  const owner = fleet.runtimes.get('1')!.output.some((line) => line.includes('fleet-won')) ? '1' : '1 spare';
  const other = owner === '1' ? '1 spare' : '1';
  await killOwner(owner, other);
  await sleep(KILL_EVERY_MS / 2);
  const frozen = fleet.runtimes.get('3')!;
  frozen.signal('SIGSTOP');
  await sleep(FROZEN_MS);
  frozen.signal('SIGCONT');
  await restart('2', 2);
  await sleep(KILL_EVERY_MS / 2);
  await fleet.server.stop('SIGKILL');
  await fleet.server.start();
  await sleep(KILL_EVERY_MS / 2);
  fleet.runtimes.get('4')!.fillDisk();
  await fleet.runtimes.get('3')!.get('/busy/10000');
  await sleep(KILL_EVERY_MS / 2);
  // Whose disk is full does not get room again: it is replaced.
  await restart('4', 4);
  await fleet.until(0, 1_800_000);
  return takeovers;
}
