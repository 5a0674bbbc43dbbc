import { BACKENDS, type BackendId } from './tensorflow/backends';

/** What can be chosen in a detector's dialog, besides 'automatic'. Pure, as the editor uses it too. */
export type EngineId = 'wasm' | BackendId;

/** In the order of the dialog. */
export const ENGINE_IDS: readonly EngineId[] = ['wasm', ...BACKENDS.map(({ id }) => id)];
