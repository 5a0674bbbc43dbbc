import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Progress, TrainingOptions } from '../../../lib/engine/engine';
import { CancelledError } from '../../../lib/engine/engine';
import { createHost, startTraining } from '../../../lib/engine/host';
import { createWasmEngine } from '../../../lib/engine/wasm/engine';
import { InputError } from '../../../lib/record';
import { autoencoder, rowDataset } from '../../fixtures/networks';

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

describe('training in a worker thread', function () {
  this.timeout(20000);
  const graph = autoencoder(10, [8, 4, 8]);

  it('gives the same as training in place, and the outputs asked for', async () => {
    const engine = createWasmEngine();
    const expected = await engine.train(graph, rowDataset(200, 10), OPTIONS);
    const scores = await engine.predict(graph, expected.weights, rowDataset(50, 10, 2), ['score']);
    const outputsOn = { data: rowDataset(50, 10, 2), outputs: ['score'] };
    const result = await startTraining({ graph, data: rowDataset(200, 10), options: OPTIONS, outputsOn }).done;
    assert.deepEqual(result.trained, expected);
    assert.deepEqual({ ...result.outputs }, scores);
  });

  it('evaluates the training data itself when asked to', async () => {
    const data = rowDataset(60, 10);
    const { outputs } = await startTraining({ graph, data, options: OPTIONS, outputsOn: { data, outputs: ['score'] } })
      .done;
    assert.equal(outputs['score']?.length, 60);
  });

  it('takes the rows along without a copy, but never more than the data set', async () => {
    const data = rowDataset(50, 10);
    const all = new Float32Array(1000);
    all.set(data.rows, 100);
    const own = startTraining({ graph, data, options: OPTIONS });
    const part = startTraining({
      graph,
      data: { ...rowDataset(50, 10), rows: all.subarray(100, 600) },
      options: OPTIONS,
    });
    const [first, second] = await Promise.all([own.done, part.done]);
    assert.equal(data.rows.length, 0);
    assert.equal(all.length, 1000);
    assert.deepEqual(first.trained.weights, second.trained.weights);
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

  it('trains one after the other, and can cancel one that waits', async () => {
    const host = createHost();
    const order: string[] = [];
    const first = host.startTraining({ graph, data: rowDataset(100, 10), options: FOREVER }, () => first.cancel());
    const second = host.startTraining({ graph, data: rowDataset(100, 10), options: OPTIONS });
    const third = host.startTraining({ graph, data: rowDataset(100, 10), options: OPTIONS });
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
      createHost().startTask({ module: MISBEHAVE, job: 'throw' }).done,
      /^Error: thrown by the task$/,
    );
  });

  it('tells that the thread has ended by itself, and runs the next task', async () => {
    const host = createHost();
    const broken = host.startTask({ module: MISBEHAVE, job: 'exit' });
    const next = host.startTraining({ graph, data: rowDataset(50, 10), options: OPTIONS });
    await assert.rejects(broken.done, /the training thread ended with code 3 and no result/);
    assert.equal((await next.done).trained.history.length, 3);
  });

  it('tells that memory ran out, without taking the process along', async () => {
    const host = createHost({ heapMegabytes: 32 });
    await assert.rejects(host.startTask({ module: MISBEHAVE, job: 'memory' }).done, /ran out of memory \(32 MB\)/);
  });

  it('ends a cancelled thread that does not listen', async () => {
    const host = createHost({ patience: 50 });
    const deaf = host.startTask({ module: MISBEHAVE, job: 'deaf' });
    setTimeout(() => deaf.cancel(), 100);
    await assert.rejects(deaf.done, CancelledError);
  });

  it('does not keep a process from ending', async () => {
    const script = `require(${JSON.stringify(require.resolve('../../../lib/engine/host'))})
      .startTask({ module: ${JSON.stringify(MISBEHAVE)}, job: 'deaf' })`;
    const { stderr } = await promisify(execFile)(process.execPath, ['-e', script], { timeout: 15000 });
    assert.equal(stderr, '');
  });

  it('tells that a module is missing', async () => {
    await assert.rejects(createHost().startTask({ module: '/nowhere/task.js', job: 0 }).done, /Cannot find module/);
  });
});
