import { type Backend, Refusal } from './backends';

/** What the native packages need of the system. */
interface Needs {
  readonly glibc?: string;
  /** `platform-arch` pairs with a prebuilt binary. */
  readonly systems: readonly string[];
  readonly systemsFix: string;
}

const WEBGPU: Needs = {
  glibc: '2.34',
  systems: ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'],
  systemsFix: 'use the wasm engine, which runs everywhere',
};

const NEEDS: Partial<Record<Backend['id'], Needs>> = {
  webgpu: WEBGPU,
  'webgpu-software': WEBGPU,
  cuda: { glibc: '2.17', systems: ['linux-x64', 'win32-x64'], systemsFix: 'choose WebGPU on this machine' },
  'tensorflow-node': {
    glibc: '2.17',
    systems: ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'],
    systemsFix: 'use the wasm engine, which runs everywhere',
  },
};

/** @throws Refusal when the back end cannot run on this system whatever is installed */
export function checkPlatform(
  backend: Backend,
  system = `${process.platform}-${process.arch}`,
  glibc = glibcVersion(),
): void {
  const needs = NEEDS[backend.id];
  if (!needs) return;
  if (!needs.systems.includes(system)) throw new Refusal(`there is no binary for ${system}`, needs.systemsFix);
  if (!needs.glibc || !system.startsWith('linux')) return;
  if (!glibc) {
    throw new Refusal(
      `it needs glibc ${needs.glibc} and this system has none (Alpine Linux?)`,
      'use a Debian based image such as nodered/node-red:latest-debian, or stay with the wasm engine',
    );
  }
  if (older(glibc, needs.glibc)) {
    throw new Refusal(
      `it needs glibc ${needs.glibc} and this system has ${glibc}`,
      'use Debian 12, Ubuntu 22.04 or later',
    );
  }
}

function glibcVersion(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  // Without it the report looks up every open connection's host name.
  Object.assign(process.report, { excludeNetwork: true });
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return report.header.glibcVersionRuntime;
}

function older(version: string, than: string): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  const [c = 0, d = 0] = than.split('.').map(Number);
  return a < c || (a === c && b < d);
}
