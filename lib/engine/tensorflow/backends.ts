/** What TensorFlow.js can run on. Each is one npm package (or two) on top of tfjs-core, none of them required. */
export type BackendId = 'cuda' | 'webgpu' | 'webgpu-software' | 'tensorflow-node' | 'tfjs-cpu';

/** What a back end is called and what it needs. */
export interface Backend {
  readonly id: BackendId;
  /** For the dialog and the command line. */
  readonly label: string;
  /** Packages that must be there, the first one is what it is named after. */
  readonly packages: readonly string[];
  /** What npm installs. */
  readonly install: readonly string[];
  /** Never taken by Automatic (it could not win): runs only when a person asks for it by name. */
  readonly byNameOnly: boolean;
}

const CORE = '@tensorflow/tfjs-core';
const WEBGPU = ['@tensorflow/tfjs-backend-webgpu', 'webgpu', CORE];
const WEBGPU_INSTALL = [`${CORE}@4.22`, '@tensorflow/tfjs-backend-webgpu@4.22', 'webgpu@0.6'];

/** All back ends, in the order of the dialog. */
export const BACKENDS: readonly Backend[] = [
  {
    id: 'cuda',
    label: 'TensorFlow on an NVIDIA GPU (CUDA 11)',
    packages: ['@tensorflow/tfjs-node-gpu'],
    install: ['@tensorflow/tfjs-node-gpu@4.22'],
    byNameOnly: false,
  },
  {
    id: 'webgpu',
    label: 'Any GPU (WebGPU through Vulkan, Metal or D3D12)',
    packages: WEBGPU,
    install: WEBGPU_INSTALL,
    byNameOnly: false,
  },
  {
    id: 'tensorflow-node',
    label: 'TensorFlow on the CPU (native)',
    packages: ['@tensorflow/tfjs-node'],
    install: ['@tensorflow/tfjs-node@4.22'],
    byNameOnly: false,
  },
  {
    id: 'tfjs-cpu',
    label: 'TensorFlow.js on the CPU (plain JavaScript, slow)',
    packages: ['@tensorflow/tfjs-backend-cpu', CORE],
    install: [`${CORE}@4.22`, '@tensorflow/tfjs-backend-cpu@4.22'],
    byNameOnly: true,
  },
  {
    id: 'webgpu-software',
    label: 'WebGPU on a software driver (for tests)',
    packages: WEBGPU,
    install: WEBGPU_INSTALL,
    byNameOnly: true,
  },
];

/** @throws Error naming the known ones */
export function backendOf(id: string): Backend {
  const backend = BACKENDS.find((candidate) => candidate.id === id);
  if (!backend) throw new Error(`engine '${id}' is unknown; known are ${BACKENDS.map((b) => b.id).join(', ')}`);
  return backend;
}

/** Why a back end cannot run here, and the command or step that would change it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly reason: string,
    readonly fix: string,
  ) {
    super(`${reason}; ${fix}`);
  }
}
