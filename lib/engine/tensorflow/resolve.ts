import { createRequire } from 'node:module';
import path from 'node:path';
import { type Backend, Refusal } from './backends';

/**
 * Finds a back end's packages: all of them from one folder, so that its parts fit together. Looked at are this
 * package's own folder and then the given ones (Node-RED's userDir), each with its node_modules and those above.
 * @returns package name -> path of its main file
 * @throws Refusal naming the missing packages and the install command
 */
export function resolvePackages(backend: Backend, folders: readonly string[]): Record<string, string> {
  let missing = backend.packages;
  for (const folder of [__dirname, ...folders]) {
    const from = createRequire(path.join(path.resolve(folder), 'resolve.js'));
    const found: Record<string, string> = {};
    for (const name of backend.packages) {
      const file = tryResolve(from, name);
      if (file) found[name] = file;
    }
    const absent = backend.packages.filter((name) => !found[name]);
    if (absent.length === 0) return found;
    if (absent.length < missing.length) missing = absent;
  }
  throw new Refusal(`not installed: ${missing.join(', ')}`, installCommand(backend, folders));
}

function installCommand(backend: Backend, folders: readonly string[]): string {
  const install = `npm install ${backend.install.join(' ')}`;
  return folders[0] ? `cd "${folders[0]}" && ${install}` : install;
}

function tryResolve(from: NodeJS.Require, name: string): string | undefined {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}
