import assert from 'node:assert/strict';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fleet, type Left } from '../../bench/fleet/nats/fleet';
import { assetNames, publishRows } from '../../bench/fleet/nats/plant';
import { natsServer } from '../../bench/fleet/nats/server';
import { allSubject, keyOf, orderSubject } from '../../lib/fleet/names';
import { removeFolder } from '../fixtures/remove-folder';

const PARTITIONS = 8;
const CHECKPOINT_S = 2;
const ASSETS = assetNames(24);
/** Rows to learn from, rows that settle what was learned, and rows with attacks. */
const [LEARNED, SETTLED, END] = [90, 200, 440];

/**
 * What came of a record, by its id, but for what is said of a process: who was restored tells the detector once more to hold or to go on,
 * as it may not have heard it, and where the disk is full the audit log cannot be written.
 */
const OF_A_PROCESS = /:event:(hold|resume|audit-failed):/;
function byId(left: readonly Left[]): Map<string, string> {
  const told = left.filter(({ id }) => /:\d+$/.test(id) && !OF_A_PROCESS.test(id));
  return new Map(told.map(({ id, body }) => [id, body]));
}

const alarms = (left: readonly Left[]): Left[] => left.filter(({ subject }) => subject.endsWith('.alert'));
const commands = (left: readonly Left[]): Left[] => left.filter(({ subject }) => subject.endsWith('.command'));

describe('a fleet over NATS', () => {
  let program: string;
  let files: string;
  let fleet: Fleet | undefined;

  before(async function () {
    const found = natsServer();
    if ('why' in found) {
      console.log(`    skipped: ${found.why}`);
      return this.skip();
    }
    program = found.path;
    // A plant that has learned, with records that nobody has handled yet.
    fleet = new Fleet({ program, partitions: PARTITIONS, members: 1, checkpoint: CHECKPOINT_S });
    await fleet.start();
    await publishRows(fleet.broker, ASSETS, 0, LEARNED);
    await fleet.member('one', 1);
    while ((await fleet.left()).filter(({ body }) => body.includes('"event":"trained"')).length < ASSETS.length)
      await sleep(200);
    await fleet.broker.js.publish(allSubject(fleet.broker.names), JSON.stringify({ do: 'arm', by: 'ann' }));
    await publishRows(fleet.broker, ASSETS, LEARNED, SETTLED);
    await fleet.until(0);
    await fleet.stopMembers();
    await publishRows(fleet.broker, ASSETS, SETTLED, 300);
    const { js, names } = fleet.broker;
    await js.publish(orderSubject(names, keyOf(ASSETS[3]!)), JSON.stringify({ do: 'acknowledge', by: 'ann' }));
    await publishRows(fleet.broker, ASSETS, 300, END);
    files = mkdtempSync(join(tmpdir(), 'twin-guard-fleet-files-'));
    cpSync(await fleet.stopServer(), files, { recursive: true });
    await fleet.remove();
  });
  afterEach(() => fleet?.remove());
  after(() => files && removeFolder(files));

  const open = async (members: number): Promise<Fleet> => {
    fleet = new Fleet({
      program,
      partitions: PARTITIONS,
      members,
      checkpoint: CHECKPOINT_S,
    });
    await fleet.start(files);
    return fleet;
  };

  it('whatever happens to its processes and to the broker, it says what one undisturbed process says, once', async () => {
    const alone = await open(1);
    await alone.member('one', 1);
    await alone.until(0);
    const expected = await alone.left();
    const states = await Promise.all(ASSETS.map((asset) => alone.checkpoint(asset)));
    await alone.remove();
    assert.ok(alarms(expected).length >= 2 * ASSETS.length, `${alarms(expected).length} alarms`);
    assert.ok(commands(expected).length >= ASSETS.length / 2, `${commands(expected).length} commands`);

    const disturbed = await open(2);
    const total = (await disturbed.open()).reduce((a, b) => a + b, 0);
    const done = (share: number): Promise<void> => disturbed.until((1 - share) * total);
    const [first, spare, frozen, full] = await Promise.all([
      disturbed.member('1a', 1),
      disturbed.member('1b', 1),
      disturbed.member('2a', 2),
      disturbed.member('2b', 2),
    ]);
    full.fillDisk();
    await done(0.1);
    await first.stop('SIGKILL');
    await done(0.3);
    frozen.signal('SIGSTOP');
    await sleep(10_000);
    frozen.signal('SIGCONT');
    await done(0.5);
    await disturbed.server.stop('SIGKILL');
    await disturbed.server.start();
    await done(0.7);
    await spare.get('/busy/10000');
    await disturbed.until(0);

    const left = await disturbed.left();
    const [got, wanted] = [byId(left), byId(expected)];
    const missing = [...wanted.keys()].filter((id) => !got.has(id));
    const more = [...got.keys()].filter((id) => !wanted.has(id));
    assert.deepEqual({ missing, more }, { missing: [], more: [] }, disturbed.said());
    for (const [id, body] of wanted) assert.equal(got.get(id), body, id);
    const keys = commands(left).map(({ body }) => (JSON.parse(body) as { key: string }).key);
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(keys.length, commands(expected).length);
    // What counts every record and every score. (A plant is silent by the clock on the wall, and rows to learn from are kept rounded.)
    for (const [i, asset] of ASSETS.entries()) {
      const parts = (await disturbed.checkpoint(asset))?.parts;
      for (const node of ['scaler', 'threshold']) assert.deepEqual(parts?.[node], states[i]?.parts[node], asset);
    }
  });
});
