import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { createMicroBatch, type MicroBatchOptions, QueueFullError, type Timer } from '../../../lib/engine/microbatch';

/** A timer that fires when told, and a run whose batches are answered when told. */
function setUp(options: Partial<MicroBatchOptions> = {}) {
  const timers: { milliseconds: number; then: () => void }[] = [];
  const timer: Timer = {
    start: (milliseconds, then) => {
      const entry = { milliseconds, then };
      timers.push(entry);
      return entry;
    },
    stop: (handle) => timers.splice(timers.indexOf(handle as (typeof timers)[number]), 1),
  };
  const batches: { items: number[]; answer: () => Promise<void>; fail: (error: Error) => Promise<void> }[] = [];
  const run = (items: number[]): Promise<string[]> =>
    new Promise((resolve, reject) => {
      batches.push({
        items,
        answer: async () => {
          resolve(items.map((item) => `score of ${item}`));
          await turn();
        },
        fail: async (error) => {
          reject(error);
          await turn();
        },
      });
    });
  const batch = createMicroBatch({ size: 3, milliseconds: 10, queue: 5, ...options }, run, timer);
  const expire = (): void => {
    for (const { then } of timers.splice(0)) then();
  };
  return { batch, batches, timers, expire };
}

describe('micro-batches', () => {
  it('start when enough records wait, and answer each its own', async () => {
    const { batch, batches, timers } = setUp();
    const answers = Promise.all([batch.push(1), batch.push(2), batch.push(3)]);
    assert.deepEqual(
      batches.map(({ items }) => items),
      [[1, 2, 3]],
    );
    assert.equal(timers.length, 0);
    await batches[0]!.answer();
    assert.deepEqual(await answers, ['score of 1', 'score of 2', 'score of 3']);
  });

  it('start when the oldest record has waited long enough', () => {
    const { batch, batches, timers, expire } = setUp();
    void batch.push(1);
    void batch.push(2);
    assert.equal(batches.length, 0);
    assert.deepEqual(
      timers.map(({ milliseconds }) => milliseconds),
      [10],
    );
    expire();
    assert.deepEqual(batches[0]!.items, [1, 2]);
  });

  it('send every record at once when no waiting is allowed', () => {
    const { batch, batches, timers } = setUp({ milliseconds: 0 });
    void batch.push(1);
    assert.deepEqual(batches[0]!.items, [1]);
    assert.equal(timers.length, 0);
  });

  it('run one at a time, so that answers keep the order; what came meanwhile goes at once, bounded by size', async () => {
    const { batch, batches } = setUp();
    const order: number[] = [];
    for (const item of [1, 2, 3, 4, 5, 6, 7]) void batch.push(item).then(() => order.push(item));
    assert.equal(batches.length, 1);
    await batches[0]!.answer();
    assert.deepEqual(batches[1]!.items, [4, 5, 6]);
    await batches[1]!.answer();
    assert.deepEqual(batches[2]!.items, [7]);
    await batches[2]!.answer();
    assert.deepEqual(order, [1, 2, 3, 4, 5, 6, 7]);
    assert.equal(batch.counters().largest, 3);
  });

  it('refuse the newest record when the queue is full, count it and drop nothing that was accepted', async () => {
    const { batch, batches } = setUp();
    const accepted = [1, 2, 3, 4, 5, 6, 7, 8].map((item) => batch.push(item));
    await assert.rejects(batch.push(9), (error) => {
      assert.ok(error instanceof QueueFullError);
      assert.match(error.message, /5 records behind/);
      return true;
    });
    for (let i = 0; i < 3; i++) await batches[i]!.answer();
    assert.equal((await Promise.all(accepted)).length, 8);
    const expected = { accepted: 8, refused: 1, answered: 8, failed: 0, batches: 3, largest: 3 };
    assert.deepEqual(batch.counters(), expected);
    assert.equal(batch.waiting(), 0);
  });

  it('tell a failure to the records of that batch only', async () => {
    const { batch, batches, expire } = setUp();
    const first = Promise.allSettled([batch.push(1), batch.push(2), batch.push(3)]);
    await batches[0]!.fail(new Error('the GPU was lost'));
    assert.ok((await first).every(({ status }) => status === 'rejected'));
    const next = batch.push(4);
    expire();
    await batches[1]!.answer();
    assert.equal(await next, 'score of 4');
    assert.equal(batch.counters().failed, 3);
  });

  it('take too few answers for a failure', async () => {
    const short = createMicroBatch<number, number>({ size: 2, milliseconds: 0, queue: 2 }, async () => []);
    await assert.rejects(short.push(1), /0 answers came for 1 records/);
  });

  it('close: waiting records are refused, the running batch still answers', async () => {
    const { batch, batches } = setUp();
    const running = Promise.all([batch.push(1), batch.push(2), batch.push(3)]);
    const waiting = assert.rejects(batch.push(4), /closed before this record was scored/);
    const closed = batch.close();
    await waiting;
    await batches[0]!.answer();
    await running;
    await closed;
    await assert.rejects(batch.push(5), /the engine is closed/);
    assert.equal(batches.length, 1);
  });

  it('refuse settings that cannot work', () => {
    assert.throws(() => setUp({ size: 0 }), /size is 0/);
    assert.throws(() => setUp({ milliseconds: Number.NaN }), /milliseconds is NaN/);
    assert.throws(() => setUp({ size: 8, queue: 4 }), /from 8 \(size\)/);
  });
});
