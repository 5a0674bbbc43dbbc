import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Broker } from '../../../lib/fleet/broker';
import { encodeCheckpoint, readCheckpoint, writeCheckpoint } from '../../../lib/fleet/kept';
import { allSubject, keyOf, orderSubject, outputSubject, recordSubject } from '../../../lib/fleet/names';
import { Fleet, type FleetOptions } from './fleet';
import { publishRows } from './plant';

/** Rows to learn from, and rows that settle what was learned; with the rows after them come the attacks. */
const LEARNED = 90;
const SETTLED = 200;

/**
 * The files of a broker with a fleet that has learned and been armed, and with rows that nobody has handled yet, so that runs which differ
 * only in what happens to their processes can begin with it.
 * @param end last row
 * @param kinds so many of the assets learn; the others begin with a copy of what one of these has learned
 */
export async function learnedFleet(
  options: FleetOptions,
  assets: readonly string[],
  end: number,
  kinds = assets.length,
): Promise<string> {
  const learners = assets.slice(0, kinds);
  const fleet = new Fleet({ ...options, members: 1 });
  try {
    await fleet.start();
    const { js, names } = fleet.broker;
    await publishRows(fleet.broker, learners, 0, LEARNED);
    await fleet.member('one', 1);
    await trained(fleet.broker, learners.length);
    await js.publish(allSubject(names), JSON.stringify({ do: 'arm', by: 'ann' }));
    await publishRows(fleet.broker, learners, LEARNED, SETTLED);
    await fleet.until(0, 1_800_000);
    await fleet.stopMembers();
    for (const [i, asset] of assets.entries())
      if (i >= kinds) await copyLearned(fleet.broker, assets[i % kinds]!, asset);
    const middle = Math.floor((SETTLED + end) / 2);
    await publishRows(fleet.broker, assets, SETTLED, middle, kinds);
    await js.publish(orderSubject(names, keyOf(assets[0]!)), JSON.stringify({ do: 'acknowledge', by: 'ann' }));
    // A record that the first node refuses holds up nobody.
    await js.publish(recordSubject(names, keyOf(assets[1]!)), 'null');
    await publishRows(fleet.broker, assets, middle, end, kinds);
    const files = mkdtempSync(join(tmpdir(), 'twin-guard-fleet-files-'));
    cpSync(await fleet.stopServer(), files, { recursive: true });
    return files;
  } finally {
    await fleet.remove();
  }
}

/** Waits until so many trainings have ended. */
async function trained({ js, names }: Broker, count: number): Promise<void> {
  const filter_subjects = [outputSubject(names, '*', 'event')];
  const consumer = await js.consumers.get(names.outputs, { deliver_policy: 'all', filter_subjects } as never);
  const messages = await consumer.consume();
  let left = count;
  for await (const { data } of messages) {
    if (Buffer.from(data).includes('"event":"trained"')) left--;
    if (left === 0) break;
  }
}

/** An asset goes on from what another one knows. */
async function copyLearned(broker: Broker, from: string, to: string): Promise<void> {
  const { checkpoint } = await readCheckpoint(broker, keyOf(from));
  const { parts, models, ...place } = checkpoint!;
  const renamed = { ...place, parts: underName(parts, from, to), models: underName(models, from, to) };
  await writeCheckpoint(broker, keyOf(to), encodeCheckpoint(keyOf(to), renamed), 0);
}

function underName<T>(
  all: Readonly<Record<string, Readonly<Record<string, T>>>>,
  from: string,
  to: string,
): Record<string, Record<string, T>> {
  const named = Object.entries(all).map(
    ([node, byAsset]) => [node, from in byAsset ? { [to]: byAsset[from]! } : {}] as const,
  );
  return Object.fromEntries(named);
}
