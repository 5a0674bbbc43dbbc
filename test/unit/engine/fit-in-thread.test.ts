import assert from 'node:assert/strict';
import path from 'node:path';
import type { EngineFit, EngineFitted } from '../../../lib/detector/learning/engine-fit';
import { CancelledError } from '../../../lib/engine/engine';
import { createHost } from '../../../lib/engine/host';
import type { EngineId } from '../../../lib/engine/ids';
import { engineProcesses } from '../../fixtures/processes';
import { FEATURES, instant, plant, WIDTH } from '../onnx/models';
import { assertClose } from './parity';

/** What a detector node does when its engine is chosen: a fit in a worker thread, on the engine. */
function taskFor(engine: 'automatic' | EngineId, epochs: number): EngineFit {
  const records = plant(200, 1);
  const rows = new Float32Array(200 * WIDTH);
  for (const [t, row] of records.entries()) {
    rows.set([(row[0]! - 101_325) / 4, row[1]! - 2, row[2]! - 7, row[3]!], t * WIDTH);
  }
  const blueprint = instant();
  const training = { ...blueprint.training, epochs };
  const raw = Float64Array.from(records.flatMap((row) => [...row]));
  const job = { features: FEATURES, rows, raw, seams: [], skips: [], interval: 1000, seed: 3 };
  return { blueprint: { ...blueprint, training }, ...job, engine, folders: [] };
}

describe('a fit on the tensorflow engine, in a worker thread', () => {
  const module = path.join(__dirname, '../../fixtures/tasks/fit.js');

  it('learns what the built-in engine learns, and leaves no process', async () => {
    const host = createHost();
    const run = (engine: EngineId) =>
      host.startTask<EngineFitted>({ module, job: () => ({ job: taskFor(engine, 4) }) });
    const [wasm, tensorflow] = await Promise.all([run('wasm').done, run('tfjs-cpu').done]);
    assert.equal(tensorflow.fitted.device, 'tfjs cpu (JavaScript)');
    assert.deepEqual(tensorflow.notes, []);
    const losses = (result: EngineFitted) => result.fitted.history.map(({ loss }) => loss);
    assertClose(losses(tensorflow), losses(wasm), 1e-4, 'losses');
    assertClose(tensorflow.fitted.calibration, wasm.fitted.calibration, 1e-2, 'calibration');
    if (process.platform === 'linux') assert.deepEqual(engineProcesses(), []);
  });

  it('can be cancelled in mid-training, and leaves no process', async () => {
    const host = createHost();
    const running = host.startTask<EngineFitted>(
      { module, job: () => ({ job: taskFor('tfjs-cpu', 1e6) }) },
      { onProgress: () => running.cancel() },
    );
    await assert.rejects(running.done, CancelledError);
    if (process.platform === 'linux') assert.deepEqual(engineProcesses(), []);
  });

  it('says why another engine than the chosen one was used', async () => {
    const { fitted, notes } = await createHost().startTask<EngineFitted>({
      module,
      job: () => ({ job: taskFor('cuda', 2) }),
    }).done;
    assert.match(fitted.device, /^wasm/);
    assert.match(notes.join(), /^engine 'cuda' cannot run here, the built-in one is used: not installed/);
  });
});
