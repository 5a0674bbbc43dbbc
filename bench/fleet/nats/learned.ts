import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { allSubject, keyOf, orderSubject, recordSubject } from '../../../lib/fleet/names';
import { Fleet, type FleetOptions } from './fleet';
import { publishRows } from './plant';

/** Rows to learn from, and rows that settle what was learned; with the rows after them come the attacks. */
const LEARNED = 90;
const SETTLED = 200;

/**
 * The files of a broker with a fleet that has learned and been armed, and with rows that nobody has handled yet, so that runs which differ
 * only in what happens to their processes can begin with it.
 * @param end last row
 */
export async function learnedFleet(options: FleetOptions, assets: readonly string[], end: number): Promise<string> {
  const fleet = new Fleet({ ...options, members: 1 });
  try {
    await fleet.start();
    const { js, names } = fleet.broker;
    await publishRows(fleet.broker, assets, 0, LEARNED);
    await fleet.member('one', 1);
    const trained = async (): Promise<number> =>
      (await fleet.left()).filter(({ body }) => body.includes('"event":"trained"')).length;
    while ((await trained()) < assets.length) await sleep(500);
    await js.publish(allSubject(names), JSON.stringify({ do: 'arm', by: 'ann' }));
    await publishRows(fleet.broker, assets, LEARNED, SETTLED);
    await fleet.until(0, 1_800_000);
    await fleet.stopMembers();
    const middle = Math.floor((SETTLED + end) / 2);
    await publishRows(fleet.broker, assets, SETTLED, middle);
    await js.publish(orderSubject(names, keyOf(assets[0]!)), JSON.stringify({ do: 'acknowledge', by: 'ann' }));
    // A record that the first node refuses holds up nobody.
    await js.publish(recordSubject(names, keyOf(assets[1]!)), 'null');
    await publishRows(fleet.broker, assets, middle, end);
    const files = mkdtempSync(join(tmpdir(), 'twin-guard-fleet-files-'));
    cpSync(await fleet.stopServer(), files, { recursive: true });
    return files;
  } finally {
    await fleet.remove();
  }
}
