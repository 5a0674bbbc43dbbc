import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { CancelledError, type Progress, type TrainingOptions } from '../../../lib/engine/engine';
import { createHost, ThreadEndedError } from '../../../lib/engine/host';
import { createWasmEngine } from '../../../lib/engine/wasm/engine';
import { InputError } from '../../../lib/input';
import { autoencoder, rowDataset } from '../../fixtures/networks';
import { startTraining } from '../../fixtures/tasks/train';

const OPTIONS: TrainingOptions = {
  epochs: 3,
  batch: 32,
  optimizer: { kind: 'adam', rate: 1e-3 },
  l2: 0,
  validation: Int32Array.of(1, 5, 9),
  patience: 0,
  seed: 1,
};
const FOREVER: TrainingOptions = { ...OPTIONS, epochs: 1e6 };
const MISBEHAVE = path.join(__dirname, '../../fixtures/tasks/misbehave.js');

describe('training in a worker thread', () => {
  const graph = autoencoder(10, [8, 4, 8]);

  it('gives the same as training in place', async () => {
    const expected = await createWasmEngine().train(graph, rowDataset(200, 10), OPTIONS);
    const trained = await startTraining({ graph, data: rowDataset(200, 10), options: OPTIONS }).done;
    assert.deepEqual(trained, expected);
  });

  it('takes the rows along without a copy', async () => {
    const data = rowDataset(50, 10);
    const training = startTraining({ graph, data, options: OPTIONS });
    assert.equal(data.rows.length, 0);
    await training.done;
  });

  it('reports progress while the main thread goes on', async () => {
    const seen: Progress[] = [];
    let ticks = 0;
    const timer = setInterval(() => ticks++, 2);
    const options = { ...OPTIONS, epochs: 400 };
    await startTraining({ graph, data: rowDataset(2000, 10), options }, (progress) => seen.push(progress)).done;
    clearInterval(timer);
    assert.ok(ticks > 5, `${ticks} ticks`);
    assert.equal(seen.at(-1)?.epoch, 400);
    assert.ok(seen.every((progress, i) => i === 0 || progress.epoch > seen[i - 1]!.epoch));
  });

  it('is cancelled between two steps', async () => {
    const training = startTraining({ graph, data: rowDataset(500, 10), options: FOREVER }, () => training.cancel());
    await assert.rejects(training.done, CancelledError);
    training.cancel();
  });

  it('frees the place of a thread that does not start', async () => {
    const host = createHost({ threads: 1 });
    const good = { module: MISBEHAVE, job: () => ({ job: 'throw' }) };
    const cloned = { module: MISBEHAVE, job: () => ({ job: { describe() {} } }) };
    const twice = new ArrayBuffer(8);
    const running = host.startTask(good);
    const tasks = [cloned, { ...good, job: () => ({ job: twice, transfer: [twice, twice] }) }, cloned].map((task) =>
      host.startTask(task),
    );
    const last = host.startTask(good);
    for (const { done } of tasks) await assert.rejects(done, /clone|duplicate/i);
    await assert.rejects(running.done, /thrown by the task/);
    await assert.rejects(last.done, /thrown by the task/);
  });

  it('trains one after the other, and can cancel one that waits', async () => {
    const host = createHost({ threads: 1 });
    const order: string[] = [];
    const first = startTraining({ graph, data: rowDataset(100, 10), options: FOREVER }, () => first.cancel(), host);
    const second = startTraining({ graph, data: rowDataset(100, 10), options: OPTIONS }, undefined, host);
    const third = startTraining({ graph, data: rowDataset(100, 10), options: OPTIONS }, undefined, host);
    second.cancel();
    await Promise.allSettled([
      first.done.catch(() => order.push('first')),
      second.done.catch(() => order.push('second')),
      third.done.then(() => order.push('third')),
    ]);
    assert.deepEqual(order, ['second', 'first', 'third']);
  });

  it('tells wrong data as the same error as in place', async () => {
    const data = rowDataset(20, 10);
    data.rows[57] = Number.NaN;
    await assert.rejects(startTraining({ graph, data, options: OPTIONS }).done, (error: Error) => {
      assert.ok(error instanceof InputError);
      assert.equal(error.message, 'data.rows: is NaN in row 5, column 7; only finite numbers can be used');
      return true;
    });
  });

  it('tells what a task throws', async () => {
    await assert.rejects(
      createHost().startTask({ module: MISBEHAVE, job: () => ({ job: 'throw' }) }).done,
      /^Error: thrown by the task$/,
    );
  });

  it('tells that the thread has ended by itself, and runs the next task', async () => {
    const host = createHost({ threads: 1 });
    const broken = host.startTask({ module: MISBEHAVE, job: () => ({ job: 'exit' }) });
    const next = startTraining({ graph, data: rowDataset(50, 10), options: OPTIONS }, undefined, host);
    await assert.rejects(broken.done, /the training thread ended with code 3 and no result/);
    assert.equal((await next.done).history.length, 3);
  });

  it('tells that memory ran out, without taking the process along', async () => {
    const host = createHost({ heapMegabytes: 32 });
    await assert.rejects(
      host.startTask({ module: MISBEHAVE, job: () => ({ job: 'memory' }) }).done,
      /ran out of memory \(32 MB\)/,
    );
  });

  it('goes on with all others when threads end or run out of memory in the middle of many', async () => {
    const host = createHost({ threads: 2, heapMegabytes: 64 });
    const ways = Array.from({ length: 30 }, (_, k) => (k === 4 || k === 17 ? 'exit' : k === 9 ? 'memory' : 'well'));
    const tasks = ways.map((job) => host.startTask<number>({ module: MISBEHAVE, job: () => ({ job }) }));
    const ends = await Promise.all(tasks.map(({ done }) => done.catch((error: Error) => error)));
    ends.forEach((end, k) => {
      if (ways[k] === 'well') assert.equal(typeof end, 'number');
      else assert.ok(end instanceof ThreadEndedError, `${ways[k]}: ${String(end)}`);
    });
  });

  it('uses a thread again, and asks for what a task gets only when it is its turn', async () => {
    const host = createHost({ threads: 1 });
    const asked: number[] = [];
    const tasks = [0, 1, 2].map((k) => {
      const job = (): { job: unknown } => {
        asked.push(k);
        return { job: 'well' };
      };
      return host.startTask<number>({ module: MISBEHAVE, job });
    });
    assert.deepEqual(asked, [0]);
    assert.deepEqual(
      tasks.map(({ wait }) => wait?.place),
      [undefined, 1, 2],
    );
    // The fixture counts what its thread has done.
    assert.deepEqual(await Promise.all(tasks.map(({ done }) => done)), [1, 2, 3]);
    assert.equal(tasks[2]!.wait, undefined);
  });

  it('says how long one has to wait, by what the others took', async () => {
    const host = createHost({ threads: 1 });
    const tasks = ['well', 'well', 'well'].map((job) => host.startTask({ module: MISBEHAVE, job: () => ({ job }) }));
    assert.equal(tasks[2]!.wait?.left, undefined);
    await tasks[0]!.done;
    const left = tasks[2]!.wait?.left;
    assert.ok(left !== undefined && left > 0, String(left));
    await Promise.all(tasks.map(({ done }) => done));
  });

  it('runs what must be alone one after the other, and others beside it', async () => {
    const host = createHost({ threads: 2 });
    const began: string[] = [];
    const start = (name: string, alone?: string) =>
      host.startTask({
        module: MISBEHAVE,
        alone: () => alone,
        job: () => {
          began.push(name);
          return { job: 'well' };
        },
      });
    const tasks = [start('a1', 'a'), start('a2', 'a'), start('b', undefined)];
    assert.deepEqual(began, ['a1', 'b']);
    await Promise.all(tasks.map(({ done }) => done));
    assert.deepEqual(began, ['a1', 'b', 'a2']);
  });

  it('ends a cancelled thread that does not listen', async () => {
    const host = createHost({ patience: 50 });
    const deaf = host.startTask({ module: MISBEHAVE, job: () => ({ job: 'deaf' }) });
    setTimeout(() => deaf.cancel(), 100);
    await assert.rejects(deaf.done, CancelledError);
  });

  it('does not keep a process from ending', async () => {
    const script = `require(${JSON.stringify(require.resolve('../../../lib/engine/host'))}).host
      .startTask({ module: ${JSON.stringify(MISBEHAVE)}, job: () => ({ job: 'deaf' }) })`;
    const { stderr } = await promisify(execFile)(process.execPath, ['-e', script], { timeout: 120_000 });
    assert.equal(stderr, '');
  });

  it('tells that a module is missing', async () => {
    await assert.rejects(
      createHost().startTask({ module: '/nowhere/task.js', job: () => ({ job: 0 }) }).done,
      /Cannot find module/,
    );
  });
});
