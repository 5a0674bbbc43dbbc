import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { alarmsOf, commandsOf, differences, knownOtherwise, knows, twice } from '../../bench/fleet/nats/compare';
import { Fleet } from '../../bench/fleet/nats/fleet';
import { learnedFleet } from '../../bench/fleet/nats/learned';
import { assetNames } from '../../bench/fleet/nats/plant';
import { natsServer } from '../../bench/fleet/nats/server';
import { removeFolder } from '../fixtures/remove-folder';

const ASSETS = assetNames(24);
const END = 440;
/** A machine whose clock is wrong. */
const clockOff = (ms: number): string => `...(Date.now = ((now) => () => now() + ${ms})(Date.now), {})`;
const AN_HOUR_AHEAD = clockOff(3_600_000);
const AN_HOUR_BEHIND = clockOff(-3_600_000);
const OPTIONS = { partitions: 8, checkpoint: 2 };

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
    files = await learnedFleet({ ...OPTIONS, program, members: 1 }, ASSETS, END);
  });
  afterEach(() => fleet?.remove());
  after(() => files && removeFolder(files));

  const open = async (members: number): Promise<Fleet> => {
    fleet = new Fleet({ ...OPTIONS, program, members });
    await fleet.start(files);
    return fleet;
  };

  it('whatever happens to its processes and to the broker, it says what one undisturbed process says, once', async () => {
    const alone = await open(1);
    await alone.member('one', 1);
    await alone.until(0);
    const expected = await alone.left();
    const known = await knows(alone, ASSETS);
    await alone.remove();
    // How many there are depends on which asset is the first of its kind to learn; there must be enough to compare.
    assert.ok(alarmsOf(expected).length >= ASSETS.length, `${alarmsOf(expected).length} alarms`);
    assert.ok(commandsOf(expected).length >= ASSETS.length / 4, `${commandsOf(expected).length} commands`);

    const disturbed = await open(2);
    const total = (await disturbed.open()).reduce((a, b) => a + b, 0);
    const done = (share: number): Promise<void> => disturbed.until((1 - share) * total);
    const [first, spare, frozen, full] = await Promise.all([
      disturbed.member('1a', 1, { settingsCode: AN_HOUR_AHEAD }),
      disturbed.member('1b', 1, { settingsCode: AN_HOUR_BEHIND }),
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
    assert.deepEqual(differences(left, expected), { missing: [], more: [], other: [] }, disturbed.said());
    assert.equal(twice(left), 0);
    assert.equal(commandsOf(left).length, commandsOf(expected).length);
    assert.equal(knownOtherwise(await knows(disturbed, ASSETS), known), 0, disturbed.said());
  });
});
