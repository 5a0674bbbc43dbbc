import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fleet, type Left } from '../../bench/fleet/nats/fleet';
import { natsServer } from '../../bench/fleet/nats/server';
import { Chain, type Seat, type Token } from '../../lib/fleet/chain';
import { Member } from '../../lib/fleet/member';
import { keyOf, recordSubject } from '../../lib/fleet/names';
import { Results } from '../../lib/fleet/outgoing';
import { Outputs } from '../../lib/fleet/outputs';

const ASSET = 'pump 7';
const KEY = keyOf(ASSET);
/** Several checkpoints, ms. */
const CHECKPOINTS = 3500;
const TOO_LARGE = 2 ** 21;

/** A member whose flow is one node: it counts the records of the asset, and says so. */
describe('what leaves a fleet over NATS', () => {
  let program: string;
  let fleet: Fleet;
  let member: Member;
  let outputs: Outputs;
  let failures: string[];
  let counted: number;
  /** Before what came of a record is sent. */
  let hinder: (token: Token) => Promise<void>;
  /** Before what was sent counts as stored. */
  let gate: Promise<void>;
  let bodyOf: (count: number) => string;

  before(function () {
    const found = natsServer();
    if ('path' in found) program = found.path;
    else {
      console.log(`    skipped: ${found.why}`);
      this.skip();
    }
  });

  beforeEach(async () => {
    fleet = new Fleet({ program, partitions: 1, members: 1, checkpoint: 1 });
    await fleet.start();
    failures = [];
    counted = 0;
    hinder = async () => {};
    gate = Promise.resolve();
    bodyOf = (count) => `alert ${count}`;
    const chain = new Chain();
    const seat: Seat = chain.join('counter', { snapshot: () => ({ counted }), drop: () => {} });
    const { broker } = fleet;
    member = new Member(
      broker,
      chain,
      { member: 1, members: 1, checkpoint: 1000 },
      {
        async handle(token) {
          if (seat.keyOf(ASSET) === undefined) {
            seat.under(ASSET, token.key);
            counted = (seat.load(ASSET) as { counted: number } | undefined)?.counted ?? 0;
          }
          counted++;
          await hinder(token);
          const body = bodyOf(counted);
          outputs.publish({ token: { ...token, node: 'counter' }, port: 'alert', topic: ASSET, body, index: 0 });
          return true;
        },
        order: async () => {},
        async settled(key) {
          await gate;
          await outputs.settled(key);
        },
        tell: () => {},
        now: () => Date.now(),
      },
    );
    outputs = new Outputs(
      broker,
      (token) => member.hold(token),
      ({ message }) => failures.push(message),
    );
    void (async () => {
      for await (const { type } of broker.nc.status()) if (type === 'reconnect') member.reconnected();
    })();
    await member.start();
  });
  afterEach(async () => {
    outputs.close();
    await member.stop();
    await fleet.remove();
  });

  const send = async (): Promise<void> => {
    await fleet.broker.js.publish(recordSubject(fleet.broker.names, KEY), '{}');
  };
  const bodies = async (): Promise<string[]> => (await fleet.left()).map(({ body }: Left) => body);
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await sleep(20);
  };

  it('an alert that the broker did not take at first leaves once it is back, before its record counts as done', async () => {
    await send();
    await fleet.until(0);
    const { jsm, names } = fleet.broker;
    const { config } = await jsm.streams.info(names.outputs);
    hinder = async () => {
      hinder = async () => {};
      await jsm.streams.delete(names.outputs);
    };
    await send();
    await until(() => member.counts.records === 2);
    await sleep(CHECKPOINTS);
    assert.deepEqual(await fleet.open(), [1]);
    await jsm.streams.add(config as never);
    await fleet.until(0);
    // The first one went with its stream.
    assert.deepEqual(await bodies(), ['alert 2']);
  });

  it('a record is not acknowledged while its state is still being stored', async () => {
    let open = (): void => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    await send();
    await until(() => member.counts.records === 1);
    void member.keep(KEY);
    await sleep(CHECKPOINTS);
    assert.deepEqual(await fleet.open(), [1]);
    assert.equal(await fleet.checkpoint(ASSET), undefined);
    open();
    await fleet.until(0);
    assert.deepEqual((await fleet.checkpoint(ASSET))?.parts, { counter: { [ASSET]: { counted: 1 } } });
  });

  it('an alert that is larger than the broker takes is told of, and the next ones leave', async () => {
    bodyOf = (count) => (count === 1 ? 'x'.repeat(TOO_LARGE) : `alert ${count}`);
    await send();
    await send();
    await fleet.until(0);
    assert.deepEqual(await bodies(), ['alert 2']);
    assert.equal(failures.length, 1);
    assert.match(failures[0]!, /twin\.out\.pump%207\.alert does not leave: .*max_payload/);
  });

  it('a message that came through no fleet leaves each time that it is sent', async () => {
    const message = { topic: ASSET, payload: 'checked', control: undefined, token: undefined, message: {} };
    const results = new Results('out');
    results.send(message, outputs);
    results.send(message, outputs);
    await outputs.settled(KEY);
    assert.deepEqual(await bodies(), ['checked', 'checked']);
  });

  it('a connection that is closed for good ends no process', async () => {
    await send();
    await fleet.until(0);
    await fleet.broker.nc.close();
    await sleep(CHECKPOINTS);
    assert.equal(member.counts.records, 1);
  });
});
