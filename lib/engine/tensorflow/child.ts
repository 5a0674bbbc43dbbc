import type { Trained, TrainingHooks } from '../engine';
import { runTraining } from '../loop';
import { backendOf } from './backends';
import { loadBackend } from './load';
import { loadModel, type Model, predict } from './predict';
import { type Answer, type Message, type Request, toFailure } from './protocol';
import { createStepper } from './stepper';
import type { Loaded } from './tfjs';

/**
 * The engine's own process: TensorFlow.js is a global, and its native parts may end the process that they run in (a
 * missing instruction, a failed check, a driver). Node-RED then goes on; see docs/engines.md.
 */

let loaded: Loaded | undefined;
const models = new Map<number, Model>();
const cancelled = new Set<number>();

async function follow(id: number, request: Request): Promise<unknown> {
  if (request.kind === 'open') {
    loaded = await loadBackend(backendOf(request.backend), request.folders);
    return loaded.device;
  }
  if (!loaded) throw new Error('the engine was not opened');
  const { tf } = loaded;
  switch (request.kind) {
    case 'load':
      models.set(request.model, loadModel(tf, request.graph, request.weights));
      return undefined;
    case 'unload':
      models.get(request.model)?.weights.dispose();
      models.delete(request.model);
      return undefined;
    case 'predict': {
      const model = models.get(request.model);
      if (!model) throw new Error(`model ${request.model} is not loaded`);
      return predict(tf, model, request.data, request.outputs);
    }
    case 'train':
      return train(loaded, id, request);
  }
}

async function train(engine: Loaded, id: number, request: Extract<Request, { kind: 'train' }>): Promise<Trained> {
  const { graph, data, options } = request;
  const stepper = createStepper(engine.tf, graph, data, options);
  const hooks: TrainingHooks = {
    onEpoch: (progress) => send({ kind: 'progress', id, progress }),
    cancelled: () => cancelled.has(id),
  };
  try {
    return await runTraining(stepper, data, options, engine.device, hooks);
  } finally {
    cancelled.delete(id);
    stepper.dispose();
  }
}

function send(answer: Answer): void {
  // The parent may be gone; 'disconnect' then ends this process.
  if (process.connected) process.send?.(answer, undefined, {}, () => undefined);
}

process.on('message', (message: Message) => {
  if (message.kind === 'cancel') {
    cancelled.add(message.id);
    return;
  }
  const { id, request } = message;
  follow(id, request).then(
    (value) => send({ kind: 'done', id, value }),
    (error: unknown) => send({ kind: 'failed', id, failure: toFailure(error) }),
  );
});

// Never outlives Node-RED, however that ended.
process.on('disconnect', () => {
  loaded?.close();
  process.exit(0);
});
