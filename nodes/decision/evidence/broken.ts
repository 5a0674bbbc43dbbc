import { deviating } from './deviation';
import type { Picture, TagPicture } from './picture';

/** From these parts of its rows on a sensor stands still, or a tag gives no value. */
export const STILL = 0.6;
export const SILENT = 0.15;

/** Sensors of which their own values say that they are broken, whatever the others tell: they stand still, or are not there. The most affected first. */
export function brokenByItself({ tags }: Picture): TagPicture[] {
  return deviating(
    tags.filter(({ role, value }) => role === 'sensor' && (value.missing >= SILENT || value.flat >= STILL)),
  );
}
