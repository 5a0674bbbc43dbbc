import { createRequire } from 'node:module';
import util from 'node:util';
import { type Backend, type BackendId, Refusal } from './backends';
import { registerGradients } from './gradients';
import { checkPlatform } from './platform';
import { resolvePackages } from './resolve';
import { coreOf, type Loaded, type Tf } from './tfjs';
import { loadWebgpu } from './webgpu';

/** How the back ends are loaded once their packages were found. */
const LOADERS: Readonly<Record<BackendId, (files: Record<string, string>) => Promise<Loaded>>> = {
  'tfjs-cpu': loadCpu,
  'tensorflow-node': loadNode,
  cuda: loadCuda,
  webgpu: (files) => loadWebgpu(files, 'gpu'),
  'webgpu-software': (files) => loadWebgpu(files, 'software'),
};

/**
 * Loads a back end into this process. Only for the engine's own process: tfjs is a process-wide global, and native
 * libraries may end the process when they do not fit the machine.
 * @throws Refusal with the reason and the fix
 */
export async function loadBackend(backend: Backend, folders: readonly string[]): Promise<Loaded> {
  checkPlatform(backend);
  const loaded = await LOADERS[backend.id](resolvePackages(backend, folders));
  registerGradients(loaded.tf);
  return loaded;
}

async function loadCpu(files: Record<string, string>): Promise<Loaded> {
  const file = files['@tensorflow/tfjs-backend-cpu']!;
  const tf = coreOf(file);
  createRequire(file)(file);
  await tf.setBackend('cpu');
  return { tf, device: 'tfjs cpu (JavaScript)', close: () => undefined };
}

async function loadNode(files: Record<string, string>): Promise<Loaded> {
  const tf = await openNative('@tensorflow/tfjs-node', files);
  return { tf, device: 'tensorflow cpu (native)', close: () => undefined };
}

async function loadCuda(files: Record<string, string>): Promise<Loaded> {
  // Without it TensorFlow takes all of the GPU's memory from everybody else.
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  const tf = await openNative('@tensorflow/tfjs-node-gpu', files);
  const native = tf.backend() as unknown as { readonly isUsingGpuDevice?: boolean };
  if (!native.isUsingGpuDevice) {
    throw new Refusal(
      'tfjs-node-gpu is installed but found no GPU that it can use',
      'install the NVIDIA driver, CUDA 11.2 and cuDNN 8.1 (GPUs from Hopper on: use WebGPU instead)',
    );
  }
  return { tf, device: 'tensorflow cuda (GPU)', close: () => undefined };
}

async function openNative(name: string, files: Record<string, string>): Promise<Tf> {
  const tf = requireNative(name, files);
  await tf.ready();
  if (tf.getBackend() === 'tensorflow') return tf;
  throw new Refusal(`${name} was loaded but computes on '${tf.getBackend()}'`, `npm rebuild ${name}`);
}

function requireNative(name: string, files: Record<string, string>): Tf {
  // tfjs-node 4.22 calls it; Node 23 removed it.
  const legacy = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  const file = files[name]!;
  try {
    return createRequire(file)(file) as Tf;
  } catch (error) {
    const text = (error as Error).message.split('\n', 1)[0]!;
    if (!/tfjs_binding|libtensorflow|native addon/i.test(text)) {
      throw new Refusal(`${name} cannot be loaded: ${text}`, `in the folder that holds it: npm rebuild ${name}`);
    }
    throw new Refusal(
      `${name} is installed without its binary (its install script did not run or could not download)`,
      `in the folder that holds it: npm approve-scripts ${name} && npm rebuild ${name} (needs the internet)`,
    );
  }
}
