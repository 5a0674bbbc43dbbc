import { describe } from '../input';
import type { LayerContext } from '../layer/layer';
import { Detector } from './detector';
import type { DetectorLayer, DetectorSpec } from './layer';
import type { DetectorConfig } from './settings';
import type { DetectorSnapshot } from './snapshot';

/**
 * Makes the detector of one asset or of one operating mode of it, fresh or from a snapshot.
 * @param anew there may be models of earlier times, and they are not wanted
 */
export function createOneDetector<Config extends DetectorConfig>(
  spec: DetectorSpec<Config>,
  config: Config,
  context: LayerContext,
  snapshot: unknown,
  anew: boolean,
): DetectorLayer {
  if (snapshot === undefined) return new Detector(spec, config, context, undefined, anew);
  const { node } = snapshot as Partial<DetectorSnapshot>;
  if (node === spec.node) return new Detector(spec, config, context, snapshot as DetectorSnapshot, false);
  context.emit('event', { event: 'state-ignored', text: `what was kept is of ${describe(node)}; learning anew` });
  return new Detector(spec, config, context, undefined, true);
}
