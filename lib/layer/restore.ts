import { describe, isPlainObject } from '../input';
import type { Layer, LayerContext } from './layer';

/**
 * Makes a layer from its snapshot. One that does not fit (of another version, or written by somebody else) is ignored with an
 * event; a layer that cannot even say what it is does not fit either.
 * @param make from a snapshot that is a plain object, or fresh; may throw on one that does not fit
 * @param otherwise what happens then: 'learning anew'
 */
export function restoredLayer<S, L extends Layer = Layer>(
  context: LayerContext,
  snapshot: unknown,
  make: (from?: S) => L,
  otherwise: string,
): L {
  if (snapshot === undefined) return make();
  try {
    if (!isPlainObject(snapshot)) throw new Error(`it is ${describe(snapshot)}`);
    const layer = make(snapshot as S);
    layer.status();
    return layer;
  } catch (error) {
    const text = `the saved state does not fit (${(error as Error).message}); ${otherwise}`;
    context.emit('event', { event: 'state-ignored', text });
    return make();
  }
}
