import type { DetectorInfo } from '../../../lib/record/record';
import type { Channels } from './channels';
import type { Reference } from './reference';

/** Takes in what tags usually read beside what the others tell them to be, as the detector saw it while it learned. */
export function learnTold(
  residuals: NonNullable<DetectorInfo['residuals']>,
  { tags }: Channels,
  reference: Reference,
): void {
  for (const { name, told } of tags) {
    if (told >= 0 && Object.hasOwn(residuals, name)) reference.learnAlone(told, residuals[name]!);
  }
}
