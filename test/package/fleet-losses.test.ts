import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fleet } from '../../bench/fleet/nats/fleet';
import { allSubject, bucketStream, bucketSubject, consumerOf, recordSubject } from '../../lib/fleet/names';
import { PublishError } from '../../lib/fleet/publisher';
import { ASSET, CountingMember, KEY } from '../fixtures/counting-member';
import { natsOrSkip } from '../fixtures/nats-or-skip';

/** What the broker may hold in the test of a full one, bytes. */
const DISK = 8 * 2 ** 20;
const FILLER = 500_000;

describe('what somebody takes away from a fleet over NATS', () => {
  let program: string;
  let fleet: Fleet;
  let one: CountingMember;

  before(function () {
    program = natsOrSkip(this);
  });
  beforeEach(async () => {
    fleet = new Fleet({ program, partitions: 1, members: 1, checkpoint: 1, disk: DISK });
    await fleet.start();
    one = new CountingMember(fleet);
    await one.start();
    await one.send();
    await one.send();
    await fleet.until(0);
  });
  afterEach(async () => {
    await one.stop();
    await fleet.remove();
  });

  /** Sends a record as twin-fleet-out does: once the broker can store it. */
  const send = async (): Promise<void> => {
    const { publisher, names } = fleet.broker;
    for (;;) {
      try {
        await publisher.publish(recordSubject(names, KEY), '{}');
        return;
      } catch (error) {
        if (!(error instanceof PublishError)) throw error;
        await sleep(100);
      }
    }
  };
  const counted = async (count: number): Promise<void> => {
    while (one.counted < count) await sleep(20);
    await fleet.until(0);
    assert.equal(one.counted, count);
    assert.deepEqual((await fleet.checkpoint(ASSET))?.parts, { counter: { [ASSET]: { counted: count, ballast: '' } } });
  };
  /** The broker is there again, and this process has its connection to it. */
  const startServer = async (): Promise<void> => {
    const statuses = fleet.broker.nc.status();
    await fleet.server.start();
    for await (const { type } of statuses) if (type === 'reconnect') return;
  };
  const bodies = async (): Promise<string[]> => (await fleet.left()).map(({ body }) => body);
  const another = async (): Promise<void> => {
    await one.stop();
    one = new CountingMember(fleet);
    for (let started = false; !started; )
      started = await one.start().then(
        () => true,
        () => false,
      );
  };

  it('a consumer: its partition goes on with the first record that was not acknowledged', async () => {
    const { jsm, names } = fleet.broker;
    await jsm.consumers.delete(names.records, consumerOf(0));
    await one.send();
    await counted(3);
    assert.equal(one.member.counts.replayed, 0);
    assert.ok(one.events.some((text) => /was given up: its consumer was not there any more/.test(text)));
    // Nobody knows how far it was.
    await one.stop();
    await jsm.consumers.delete(names.records, consumerOf(0));
    await another();
    await one.send();
    await counted(4);
    assert.deepEqual(await bodies(), ['alert 1', 'alert 2', 'alert 3', 'alert 4']);
  });

  it('the records, and what has left: what comes afterwards is handled, and what was deleted is told', async () => {
    const { jsm, names } = fleet.broker;
    await jsm.streams.delete(names.records);
    await send();
    await counted(3);
    assert.match(
      fleet.told.join('\n'),
      /^the stream twin-records was not there any more .* that nobody had handled yet/,
    );
    await another();
    await jsm.streams.delete(names.outputs);
    await send();
    await counted(4);
    assert.deepEqual(await bodies(), ['alert 4']);
    assert.match(fleet.told.join('\n'), /\nthe stream twin-outputs was not there any more/);
  });

  it('the end of the records, as with a server that lost its power: what comes afterwards is handled, and it is told', async () => {
    const stream = join('jetstream', '$G', 'streams', fleet.broker.names.records);
    const kept = join(fleet.folder, 'kept');
    await fleet.server.stop();
    cpSync(join(fleet.server.folder, stream), kept, { recursive: true });
    await startServer();
    await send();
    await send();
    await counted(4);
    await one.stop();
    await fleet.server.stop();
    rmSync(join(fleet.server.folder, stream), { recursive: true });
    cpSync(kept, join(fleet.server.folder, stream), { recursive: true });
    await startServer();
    await another();
    await send();
    await counted(5);
    assert.ok(one.events.some((text) => /twin-records has lost its end.* records of pump 7 before/.test(text)));
  });

  it('the states: who has them in memory stores them anew, and who goes on without says that they are lost', async () => {
    const { jsm, names } = fleet.broker;
    const bucket = bucketStream(names.state);
    await jsm.streams.delete(bucket);
    await send();
    await counted(3);
    assert.match(fleet.told.join('\n'), /^the stream KV_twin-state was not there any more/);
    await another();
    await send();
    await counted(4);
    assert.equal(one.lost, undefined);
    await one.stop();
    await jsm.streams.delete(bucket);
    await another();
    await send();
    await counted(1);
    assert.equal(one.lost, 'the bucket twin-state of the fleet does not have it any more');
  });

  it('the state of one asset: who has it in memory stores it anew, and who goes on without says that it is lost', async () => {
    const { nc, names, packages } = fleet.broker;
    const remove = async (): Promise<void> => {
      const headers = packages.transport.headers();
      headers.append('KV-Operation', 'DEL');
      await nc.request(bucketSubject(names.state, KEY), '', { headers, timeout: 5000 });
    };
    await remove();
    await one.send();
    await counted(3);
    await one.stop();
    await remove();
    await another();
    await one.send();
    await counted(1);
    assert.equal(one.lost, 'the bucket twin-state of the fleet does not have it any more');
  });

  it('the connection, twice in a row: what was on its way comes once more, from the first record on', async () => {
    one.hinder = () => sleep(20);
    for (let i = 0; i < 5; i++) await one.send();
    while (one.counted < 4) await sleep(1);
    one.member.reconnected();
    one.member.reconnected();
    await counted(7);
    assert.equal((await bodies()).length, 7);
  });

  it('the last order to all: a process starts all the same', async () => {
    const { jsm, publisher, names } = fleet.broker;
    const order = (): Promise<number> => publisher.publish(allSubject(names), JSON.stringify({ do: 'freeze' }));
    await order();
    await jsm.streams.deleteMessage(names.orders, await order());
    await another();
    await one.send();
    await counted(3);
  });

  it('the orders to all: those that are given afterwards are followed', async () => {
    const { jsm, publisher, names } = fleet.broker;
    const order = (): Promise<number> => publisher.publish(allSubject(names), JSON.stringify({ do: 'freeze' }));
    await order();
    while (one.orders.length < 1) await sleep(20);
    await jsm.streams.delete(names.orders);
    await assert.rejects(order(), /does not answer/);
    while ((await order().catch(() => 0)) === 0) await sleep(100);
    while (one.orders.length < 2) await sleep(20);
  });

  it('the process, while an order to all is on its way: who goes on with what it has stored follows it', async () => {
    const { publisher, names } = fleet.broker;
    one.ordered = new Promise(() => {});
    await publisher.publish(allSubject(names), JSON.stringify({ do: 'acknowledge' }));
    while (one.orders.length < 1) await sleep(20);
    // One that comes after it is through before it.
    one.ordered = Promise.resolve();
    await publisher.publish(allSubject(names), JSON.stringify({ do: 'unlatch' }));
    while (one.orders.length < 2) await sleep(20);
    await one.send();
    await counted(3);
    await another();
    await one.send();
    await counted(4);
    assert.deepEqual(one.orders, [
      { do: 'acknowledge', asset: ASSET },
      { do: 'unlatch', asset: ASSET },
    ]);
    await another();
    await one.send();
    await counted(5);
    assert.deepEqual(one.orders, []);
  });

  it('room on its disk: nothing more leaves, the reason is told, and all goes on when there is room', async () => {
    const { js, jsm, names } = fleet.broker;
    one.hinder = async () => {
      one.hinder = async () => {};
      for (let full = false; !full; )
        full = await js.publish(`${names.prefix}.out.filler.x`, ''.padEnd(FILLER)).then(
          () => false,
          () => true,
        );
      // Nor is there room for a small one.
      for (let full = false; !full; )
        full = await js.publish(`${names.prefix}.out.filler.x`, '').then(
          () => false,
          () => true,
        );
    };
    await one.send();
    while (one.failures.length === 0) await sleep(100);
    assert.match(one.failures[0]!, /pump%207\.alert does not leave yet, and is tried again: .*(resources|storage)/);
    assert.equal((await fleet.open())[0], 1);
    await jsm.streams.purge(names.outputs, { filter: `${names.prefix}.out.filler.x` });
    await counted(3);
    assert.deepEqual(await bodies(), ['alert 1', 'alert 2', 'alert 3']);
  });
});
