import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fleet, type Left } from '../../bench/fleet/nats/fleet';
import { Results } from '../../lib/fleet/outgoing';
import { ASSET, CountingMember, KEY } from '../fixtures/counting-member';
import { natsOrSkip } from '../fixtures/nats-or-skip';

/** Several checkpoints, ms. */
const CHECKPOINTS = 3500;
/** How long the broker knows what has left, ms; records that are older than half of it are looked up. */
const WINDOW = 16_000;
const MORE_THAN_HALF = 9000;
const TOO_LARGE = 2 ** 21;
/** More than may wait, in bodies that a message may hold. */
const BODY = 900_000;
const RECORDS = 60;

describe('what leaves a fleet over NATS', () => {
  let program: string;
  let fleet: Fleet;
  let one: CountingMember;

  before(function () {
    program = natsOrSkip(this);
  });
  beforeEach(async () => {
    fleet = new Fleet({ program, partitions: 1, members: 1, checkpoint: 1 });
    await fleet.start();
    one = new CountingMember(fleet);
    await one.start();
  });
  const clock = Date.now;
  afterEach(async () => {
    Date.now = clock;
    await one.stop();
    await fleet.remove();
  });

  const bodies = async (): Promise<string[]> => (await fleet.left()).map(({ body }: Left) => body);
  /** The broker takes nothing more of what leaves, or takes it again. */
  const limit = async (messages: number): Promise<void> => {
    const { jsm, names } = fleet.broker;
    const discard = messages > 0 ? 'new' : 'old';
    await jsm.streams.update(names.outputs, { max_msgs: messages, discard } as never);
  };
  /** The broker forgets soon what has left. */
  const forget = async (): Promise<void> => {
    const { jsm, names } = fleet.broker;
    await one.stop();
    await jsm.streams.update(names.outputs, { duplicate_window: 1e6 * WINDOW });
    await fleet.broker.nc.close();
    await fleet.connect();
    one = new CountingMember(fleet);
  };
  /** Nothing in this process goes on. */
  const standStill = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, MORE_THAN_HALF);
  /** Its machine sleeps: afterwards only the clock on the wall has gone on. */
  const sleepWithMachine = (): void => {
    Date.now = () => clock() + MORE_THAN_HALF;
  };
  const STOOD_STILL = /was given up: the broker was not heard for too long/;
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await sleep(20);
  };

  it('an alert that the broker did not take at first leaves once it is back, before its record counts as done', async () => {
    await one.send();
    await fleet.until(0);
    one.hinder = async () => {
      one.hinder = async () => {};
      await limit(1);
    };
    await one.send();
    await until(() => one.member.counts.records === 2);
    await sleep(CHECKPOINTS);
    assert.deepEqual(await fleet.open(), [1]);
    await limit(-1);
    await fleet.until(0);
    assert.deepEqual(await bodies(), ['alert 1', 'alert 2']);
  });

  it('a record is not acknowledged while its state is still being stored', async () => {
    let open = (): void => {};
    one.gate = new Promise((resolve) => {
      open = resolve;
    });
    await one.send();
    await until(() => one.member.counts.records === 1);
    void one.member.keep(KEY);
    await sleep(CHECKPOINTS);
    assert.deepEqual(await fleet.open(), [1]);
    assert.equal(await fleet.checkpoint(ASSET), undefined);
    open();
    await fleet.until(0);
    assert.deepEqual((await fleet.checkpoint(ASSET))?.parts, { counter: { [ASSET]: { counted: 1, ballast: '' } } });
  });

  it('an alert that is larger than the broker takes is told of, and the next ones leave', async () => {
    one.bodyOf = (count) => (count === 1 ? 'x'.repeat(TOO_LARGE) : `alert ${count}`);
    await one.send();
    await one.send();
    await fleet.until(0);
    assert.deepEqual(await bodies(), ['alert 2']);
    assert.equal(one.failures.length, 1);
    assert.match(one.failures[0]!, /twin\.out\.pump%207\.alert does not leave: .*max_payload/);
  });

  it('a message that came through no fleet leaves each time that it is sent', async () => {
    const message = { topic: ASSET, payload: 'checked', control: undefined, token: undefined, message: {} };
    const results = new Results('out');
    results.send(message, one.outputs);
    results.send(message, one.outputs);
    await one.outputs.settled(KEY);
    assert.deepEqual(await bodies(), ['checked', 'checked']);
  });

  it('a connection that is closed for good ends no process', async () => {
    await one.send();
    await fleet.until(0);
    await fleet.broker.nc.close();
    await sleep(CHECKPOINTS);
    assert.equal(one.member.counts.records, 1);
  });

  it('while the broker does not take what leaves, no more records are handled, and all goes on when it does', async () => {
    one.bodyOf = (count) => `${count} `.padEnd(BODY);
    await one.send();
    await fleet.until(0);
    await limit(1);
    for (let i = 1; i < RECORDS; i++) await one.send();
    await until(() => one.outputs.full);
    await sleep(CHECKPOINTS);
    const handled = one.member.counts.records;
    assert.ok(handled * BODY < 40 * 2 ** 20, `${handled} records`);
    await until(() => one.failures.length === 1);
    assert.match(
      one.failures[0]!,
      /twin\.out\.pump%207\.alert does not leave yet, and is tried again: maximum messages exceeded/,
    );
    await limit(-1);
    await fleet.until(0);
    const counts = (await bodies()).map((body) => Number.parseInt(body, 10)).sort((a, b) => a - b);
    assert.deepEqual(
      counts,
      Array.from({ length: RECORDS }, (_, i) => i + 1),
    );
  });

  it('what left so long ago that the broker has forgotten it does not leave again after a takeover', async () => {
    await forget();
    // It dies before it can store what it knows.
    one.gate = new Promise(() => {});
    await one.start();
    for (let i = 0; i < 3; i++) await one.send();
    await until(() => one.member.counts.records === 3);
    await one.outputs.settled(KEY);
    await one.stop();
    await sleep(WINDOW + CHECKPOINTS);
    one = new CountingMember(fleet);
    await one.start();
    await one.send();
    await fleet.until(0);
    assert.equal(one.counted, 4);
    // Nothing of the look-up stays, here or there.
    await until(() => [...one.member.shares[0]!.keys.values()].every(({ left }) => left === undefined));
    const { jsm, names } = fleet.broker;
    assert.deepEqual(await jsm.consumers.list(names.outputs).next(), []);
    assert.deepEqual(await bodies(), ['alert 1', 'alert 2', 'alert 3', 'alert 4']);
  });

  it('nor does it when the broker forgets it while the records of before are handled again', async () => {
    await forget();
    await one.start();
    await one.send();
    await fleet.until(0);
    one.gate = new Promise(() => {});
    for (let i = 0; i < 3; i++) await one.send();
    await until(() => one.member.counts.records === 4);
    await one.outputs.settled(KEY);
    await one.stop();
    one = new CountingMember(fleet);
    let slow = 2;
    one.hinder = async () => void (slow-- > 0 && (await sleep(MORE_THAN_HALF)));
    await one.start();
    await fleet.until(0);
    assert.equal(one.counted, 4);
    assert.deepEqual(await bodies(), ['alert 1', 'alert 2', 'alert 3', 'alert 4']);
  });

  for (const [how, pause] of [
    ['stood still', standStill],
    ['slept with its machine', sleepWithMachine],
  ] as const) {
    it(`a process that ${how} for so long gives up before it handles what still waits`, async () => {
      await forget();
      await one.start();
      await one.send();
      await fleet.until(0);
      let sent: Promise<unknown> = Promise.resolve();
      one.hinder = async () => {
        one.hinder = async () => {};
        // Who sends stands still with it, and hears of no record that is on its way.
        await sent;
        pause();
      };
      sent = Promise.all(Array.from({ length: RECORDS }, () => one.send()));
      await sent;
      await until(() => one.events.some((text) => STOOD_STILL.test(text)));
      await fleet.until(0);
      assert.equal(one.counted, RECORDS + 1);
      assert.deepEqual(
        await bodies(),
        Array.from({ length: RECORDS + 1 }, (_, i) => `alert ${i + 1}`),
      );
    });
  }

  it('and before it asks for them again over a new connection', async () => {
    await forget();
    await one.start();
    await one.send();
    await fleet.until(0);
    standStill();
    one.member.reconnected();
    assert.match(one.events.at(-1)!, STOOD_STILL);
    await one.send();
    await fleet.until(0);
    assert.deepEqual(await bodies(), ['alert 1', 'alert 2']);
  });

  it('records that are together more than may wait in a process all come', async () => {
    for (let i = 0; i < RECORDS; i++) await one.send(JSON.stringify({ text: ''.padEnd(BODY) }));
    await fleet.until(0);
    assert.equal(one.counted, RECORDS);
  });
});
