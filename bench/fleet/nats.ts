import { readFileSync } from 'node:fs';
import { removeFolder } from '../../test/fixtures/remove-folder';
import type { BenchRow } from '../report';
import { alarmsOf, differences, twice } from './nats/compare';
import { runThroughFaults } from './nats/faults';
import { Fleet, type FleetOptions, type Left } from './nats/fleet';
import { learnedFleet } from './nats/learned';
import { assetNames } from './nats/plant';
import { natsServer } from './nats/server';

const PARTITIONS = 32;
/** Fewer rows are no backlog that lasts through what happens. */
const LEAST_ROWS = 220;
/** Ticks of a process's time in /proc, a second. */
const TICKS = 100;

export interface NatsSizes {
  readonly assets: number;
  /** Rows of each asset, with the 200 that it learns from and settles with. */
  readonly rows: number;
  /** s */
  readonly checkpoint: number;
}

/**
 * A fleet over a real broker with real Node-REDs and the whole chain: 1, 2 and 4 members through the same backlog, then 4 members while
 * things happen to them. What leaves is compared, message by message, with what the single one said.
 */
export async function benchNats({ assets, rows: end, checkpoint }: NatsSizes): Promise<BenchRow[]> {
  if (end < LEAST_ROWS) throw new RangeError(`--rows ${end}: from ${LEAST_ROWS} on, as 200 of them are learned from`);
  const found = natsServer();
  if ('why' in found) throw new Error(found.why);
  const options: FleetOptions = { program: found.path, partitions: PARTITIONS, members: 1, checkpoint };
  const files = await learnedFleet(options, assetNames(assets), end);
  const rows: BenchRow[] = [];
  const add = (subject: string, metric: string, value: number): void => {
    rows.push({ case: 'nats', subject, metric, value });
  };
  try {
    let alone: readonly Left[] = [];
    for (const members of [1, 2, 4]) {
      const { left, seconds, records, memberMicroseconds, brokerMicroseconds } = await undisturbed(
        { ...options, members },
        files,
      );
      if (members === 1) alone = left;
      const subject = `nats-${members}`;
      add(subject, 'records_per_s', records / seconds);
      add(subject, 'member_us', memberMicroseconds);
      add(subject, 'broker_us', brokerMicroseconds);
      compare(subject, left, alone, add);
    }
    const fleet = new Fleet({ ...options, members: 4 });
    try {
      await fleet.start(files);
      const { spare, restart } = await runThroughFaults(fleet);
      add('nats-4-faults', 'takeover_s', spare);
      add('nats-4-faults', 'restart_s', restart);
      compare('nats-4-faults', await fleet.left(), alone, add);
    } finally {
      await fleet.remove();
    }
  } finally {
    await removeFolder(files);
  }
  return rows;
}

function compare(
  subject: string,
  left: readonly Left[],
  alone: readonly Left[],
  add: (s: string, m: string, v: number) => void,
): void {
  const { missing, more, other } = differences(left, alone);
  add(subject, 'alarms', alarmsOf(left).length);
  add(subject, 'lost', missing.length);
  add(subject, 'twice', more.length + other.length);
  add(subject, 'commands_twice', twice(left));
}

interface Run {
  readonly left: readonly Left[];
  readonly seconds: number;
  readonly records: number;
  /** Processor time of all members for a record, and of the broker. */
  readonly memberMicroseconds: number;
  readonly brokerMicroseconds: number;
}

async function undisturbed(options: FleetOptions, files: string): Promise<Run> {
  const fleet = new Fleet(options);
  try {
    await fleet.start(files);
    const records = (await fleet.open()).reduce((a, b) => a + b, 0);
    // Their start is no part of it, and they begin together.
    await fleet.server.stop();
    const pids = await Promise.all(
      Array.from({ length: options.members }, async (_, i) => (await fleet.member(`${i + 1}`, i + 1)).pid),
    );
    const before = pids.map(processorSeconds);
    await fleet.server.start();
    // From the first record on: how long they take to find the broker is no part of it either.
    await fleet.until(records - 1, 1_800_000);
    const began = performance.now();
    await fleet.until(0, 1_800_000);
    const seconds = (performance.now() - began) / 1000;
    const used = pids.reduce((sum, pid, i) => sum + processorSeconds(pid) - before[i]!, 0);
    return {
      left: await fleet.left(),
      seconds,
      records,
      memberMicroseconds: (1e6 * used) / records,
      brokerMicroseconds: (1e6 * processorSeconds(fleet.server.pid)) / records,
    };
  } finally {
    await fleet.remove();
  }
}

function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
