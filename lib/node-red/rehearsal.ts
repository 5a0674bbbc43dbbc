import { InputError } from '../input';
import type { Layer, LayerContext } from '../layer/layer';
import type { Rehearsal } from '../page/member';
import { createMemoryModels } from '../store/models';

/** A layer made from what another one has learned: it goes on identically, and nobody hears of it. */
export function rehearsalOf(
  asset: string,
  create: (context: LayerContext, snapshot: unknown) => Layer,
  snapshot: unknown,
): Rehearsal {
  const layer = create(
    { asset, models: createMemoryModels(), emit() {}, save: () => true, touch() {}, fail() {} },
    structuredClone(snapshot),
  );
  return {
    step(record) {
      try {
        void layer.step(record);
        return [record];
      } catch (error) {
        if (error instanceof InputError) return [];
        throw error;
      }
    },
    close: () => layer.close?.(),
  };
}
