import type { Engine } from './engine';
import type { EngineId } from './ids';
import { BACKENDS, type Backend, Refusal } from './tensorflow/backends';
import { openTensorflow } from './tensorflow/tensorflow';
import { createWasmEngine } from './wasm/engine';

/** One engine on this machine: it runs on `device`, or there is a reason why not and what would change it. */
export type EngineEntry = {
  readonly id: EngineId;
  /** For people. */
  readonly label: string;
  /** Runs only when chosen by name, never by Automatic. */
  readonly byNameOnly: boolean;
} & (
  | { readonly available: true; readonly device: string }
  | { readonly available: false; readonly reason: string; readonly fix: string }
);

const WASM_LABEL = 'Built in (WebAssembly, runs everywhere)';

/**
 * Opens an engine for training or scoring on the thread that calls; close it after use.
 * @param folders where else optional packages may lie: Node-RED's userDir
 * @throws Refusal with reason and fix
 */
export async function openEngine(id: EngineId, folders: readonly string[]): Promise<Engine> {
  return id === 'wasm' ? createWasmEngine() : openTensorflow(id, folders);
}

/**
 * Finds out what runs here by trying each engine in a process of its own; takes about a second for each package that is
 * installed. The answer is kept per set of folders until `again`.
 */
export function listEngines(folders: readonly string[], again = false): Promise<readonly EngineEntry[]> {
  const key = JSON.stringify(folders);
  const known = again ? undefined : catalogues.get(key);
  const entries = known ?? tryAll(folders);
  catalogues.set(key, entries);
  return entries;
}

const catalogues = new Map<string, Promise<readonly EngineEntry[]>>();

async function tryAll(folders: readonly string[]): Promise<readonly EngineEntry[]> {
  const entries: EngineEntry[] = [
    { id: 'wasm', label: WASM_LABEL, byNameOnly: false, available: true, device: createWasmEngine().device },
  ];
  // One after the other: starting all of them at once would stall a small machine.
  for (const backend of BACKENDS) entries.push(await tryBackend(backend, folders));
  return entries;
}

async function tryBackend(backend: Backend, folders: readonly string[]): Promise<EngineEntry> {
  const { id, label, byNameOnly } = backend;
  try {
    const engine = await openTensorflow(id, folders);
    await engine.close();
    return { id, label, byNameOnly, available: true, device: engine.device };
  } catch (error) {
    return { id, label, byNameOnly, available: false, ...refusalOf(error as Error) };
  }
}

function refusalOf(error: Error): { reason: string; fix: string } {
  if (error instanceof Refusal) return { reason: error.reason, fix: error.fix };
  return { reason: error.message, fix: 'update its packages and drivers, or stay with the wasm engine' };
}
