import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Refusal } from './backends';
import { coreOf, type Loaded } from './tfjs';

/** The few things of WebGPU's interface (https://www.w3.org/TR/webgpu/) that are used here. */
interface Adapter {
  readonly info: AdapterInfo;
  readonly limits: Readonly<Record<string, number>>;
  readonly features: ReadonlySet<string>;
  requestDevice(options: { requiredLimits: Record<string, number>; requiredFeatures: string[] }): Promise<Device>;
}
interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}
interface Device {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  addEventListener(type: 'uncapturederror', listener: (event: { readonly error: Error }) => void): void;
  destroy(): void;
}
interface Gpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<Adapter | null>;
}
interface Dawn {
  create(options: readonly string[]): Gpu;
  readonly globals: Record<string, unknown>;
}
interface BackendPackage {
  readonly WebGPUBackend: new (device: Device, info: AdapterInfo) => unknown;
}

/** Limits that the tfjs back end makes use of; a device without them in its request gets WebGPU's small defaults. */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
];

/**
 * TensorFlow.js's WebGPU back end on Dawn (the npm package `webgpu`). The back end's module only registers itself in a
 * browser, so device and back end are made here.
 * @param kind 'gpu' refuses a software driver, 'software' takes nothing else: it never passes for a GPU
 * @throws Refusal without a driver of that kind
 */
export async function loadWebgpu(files: Record<string, string>, kind: 'gpu' | 'software'): Promise<Loaded> {
  const dawn = (await import(pathToFileURL(files['webgpu']!).href)) as Dawn;
  Object.assign(globalThis, dawn.globals);
  const { gpu, adapter } = await findAdapter(dawn, kind);
  const device = await adapter.requestDevice({
    requiredLimits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]!])),
    requiredFeatures: [],
  });
  endOnError(device);
  const file = files['@tensorflow/tfjs-backend-webgpu']!;
  const tf = coreOf(file);
  const { WebGPUBackend } = createRequire(file)(file) as BackendPackage;
  // The back end looks for it here. It also keeps Dawn's instance from being collected, which would end the process.
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  const backend = new WebGPUBackend(device, adapter.info) as never;
  tf.registerBackend('webgpu', () => backend);
  await tf.setBackend('webgpu');
  return {
    tf,
    device: `webgpu (${adapterName(adapter.info)}${kind === 'software' ? ', software' : ''})`,
    close() {
      tf.removeBackend('webgpu');
      device.destroy();
    },
  };
}

/** Software drivers by name: Dawn hands out one beside a GPU only when it is named. */
const SOFTWARE = ['llvmpipe', 'SwiftShader'];

async function findAdapter(dawn: Dawn, kind: 'gpu' | 'software'): Promise<{ gpu: Gpu; adapter: Adapter }> {
  for (const options of kind === 'gpu' ? [[]] : SOFTWARE.map((name) => [`adapter=${name}`])) {
    const gpu = dawn.create(options);
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) continue;
    const software = isSoftware(adapter.info);
    if (kind === 'gpu' && software) {
      throw new Refusal(`no GPU driver found, only the software driver ${adapterName(adapter.info)}`, driverFix());
    }
    if (kind === 'gpu' || software) return { gpu, adapter };
  }
  if (kind === 'gpu') throw new Refusal('no driver found', driverFix());
  throw new Refusal(
    'no software Vulkan driver found',
    'apt-get install libvulkan1 mesa-vulkan-drivers (Mesa 25: on Debian 12 from bookworm-backports)',
  );
}

/** Some drivers that compute on the CPU do not say so in isFallbackAdapter. */
function isSoftware(info: AdapterInfo): boolean {
  return (
    info.isFallbackAdapter === true || /llvmpipe|swiftshader|lavapipe|software|basic render/i.test(adapterName(info))
  );
}

function driverFix(): string {
  if (process.platform === 'linux') {
    return 'apt-get install libvulkan1 mesa-vulkan-drivers (Intel, AMD), or the NVIDIA driver with Vulkan (in a container: NVIDIA_DRIVER_CAPABILITIES=all)';
  }
  return "install the GPU maker's current driver";
}

/** 'nvidia-h200'; drivers that only give a PCI number are named by their description. */
function adapterName({ device, description, vendor, architecture }: AdapterInfo): string {
  const named = /[a-z]{2}/i.test(device.replace(/^0x/, '')) ? device.replace(/-+$/, '') : '';
  return named || description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
}

/**
 * An error on the device (no memory, a buffer beyond its limits, a driver that was reset) reaches no promise: tfjs would
 * go on with zeros. The process ends instead; its last line becomes the text of the EngineCrashError.
 */
function endOnError(device: Device): void {
  const end = (message: string): never => {
    process.stderr.write(`GPU error: ${message.split('\n', 1)[0]}\n`);
    process.exit(1);
  };
  device.addEventListener('uncapturederror', ({ error }) => end(error.message));
  device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') end(`the device was lost: ${message}`);
  });
}
