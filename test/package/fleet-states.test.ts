import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Fleet } from '../../bench/fleet/nats/fleet';
import { readCheckpoint, writeCheckpoint } from '../../lib/fleet/kept';
import { bucketStream, bucketSubject, consumerOf } from '../../lib/fleet/names';
import { ASSET, CountingMember, KEY } from '../fixtures/counting-member';
import { natsOrSkip } from '../fixtures/nats-or-skip';

/** Bytes; a message holds one million. */
const LARGE = 3_000_000;

describe('states of a fleet over NATS', () => {
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
  });
  afterEach(async () => {
    await one.stop();
    await fleet.remove();
  });

  const stored = async (): Promise<unknown> => (await fleet.checkpoint(ASSET))?.parts['counter']?.[ASSET];

  it('one that is larger than a message may be is stored whole, and another process goes on with it', async () => {
    const ballast = randomBytes(LARGE).toString('base64');
    one.ballast = ballast;
    await one.start();
    await one.send();
    await fleet.until(0);
    assert.deepEqual(await stored(), { counted: 1, ballast });
    await one.stop();
    one = new CountingMember(fleet);
    await one.start();
    await one.send();
    await fleet.until(0);
    assert.deepEqual(await stored(), { counted: 2, ballast });
  });

  it('of one that is larger than a message, nothing is written by who does not know the newest one', async () => {
    const { broker } = fleet;
    const [old, newer] = [Buffer.alloc(LARGE, 1), Buffer.alloc(LARGE, 2)];
    const first = await writeCheckpoint(broker, KEY, old, 0);
    const second = await writeCheckpoint(broker, KEY, newer, first);
    await assert.rejects(writeCheckpoint(broker, KEY, old, first), /wrong last sequence/);
    const part = await broker.jsm.streams.getMessage(bucketStream(broker.names.state), {
      last_by_subj: bucketSubject(broker.names.state, `${KEY}.1`),
    });
    assert.equal(part!.data[0], 2);
    assert.ok(part!.seq < second);
  });

  it('a partition that was made with another time of silence has ours from then on', async () => {
    const { jsm, names } = fleet.broker;
    const silence = async (): Promise<unknown> => {
      const { config } = await fleet.broker.jsm.consumers.info(names.records, consumerOf(0));
      return (config as { priority_timeout?: number }).priority_timeout;
    };
    const ours = await silence();
    await jsm.consumers.update(names.records, consumerOf(0), { priority_timeout: 60e9 } as never);
    assert.equal(await silence(), 60e9);
    await fleet.broker.nc.close();
    await fleet.connect();
    assert.equal(await silence(), ours);
    one = new CountingMember(fleet);
    await one.start();
    await one.send();
    await fleet.until(0);
  });

  it('one that the version before wrote is gone on with, and is then written as this version does', async () => {
    const whole = {
      position: 0,
      orders: 0,
      parts: { counter: { [ASSET]: { counted: 41 } } },
      models: {},
    };
    // Format 1, byte by byte: a head, and the state as JSON.
    const body = JSON.stringify(whole);
    const sha256 = createHash('sha256').update(body).digest('hex');
    const { js, names } = fleet.broker;
    await js.publish(bucketSubject(names.state, KEY), `${JSON.stringify({ format: 1, key: KEY, sha256 })}\n${body}`);
    await one.start();
    await one.send();
    await fleet.until(0);
    assert.deepEqual(await stored(), { counted: 42, ballast: '' });
  });

  it('while a newer version has one, this version gives up and writes nothing, and goes on once it may', async () => {
    const { js, jsm, names } = fleet.broker;
    await one.start();
    await one.send();
    await fleet.until(0);
    const before = await readCheckpoint(fleet.broker, KEY);
    const subject = bucketSubject(names.state, KEY);
    // The newer version wrote in the meantime: what this process would write is refused.
    const { seq } = await js.publish(subject, `${JSON.stringify({ format: 99, key: KEY, sha256: '' })}\n`);
    await one.send();
    while (!one.events.some((text) => /its format is 99, this version reads \d+; update the pack again/.test(text)))
      await new Promise((resolve) => setTimeout(resolve, 50));
    const kept = await jsm.streams.getMessage(bucketStream(names.state), { last_by_subj: subject });
    assert.equal(kept?.seq, seq);
    assert.ok((await fleet.open())[0]! > 0);
    // As an older copy brought back by a person would.
    const state = { format: 1, key: KEY, sha256: '' };
    const body = JSON.stringify(before.checkpoint);
    state.sha256 = createHash('sha256').update(body).digest('hex');
    await js.publish(subject, `${JSON.stringify(state)}\n${body}`);
    await fleet.until(0);
    assert.deepEqual(await stored(), { counted: 2, ballast: '' });
  });
});
