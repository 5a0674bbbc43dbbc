import type { Broker } from '../../../lib/fleet/broker';
import { keyOf, recordSubject } from '../../../lib/fleet/names';
import { plantPayload } from '../../../test/fixtures/plant';

/** Records of attack in a row, by which an asset raises an alarm. */
const ATTACK = 12;

export const assetNames = (count: number): string[] => Array.from({ length: count }, (_, i) => `pump ${i}.a`);

/** Row t of an asset; under attack a tag stands off. */
function row(asset: number, t: number, attacked: boolean): Record<string, unknown> {
  const payload = plantPayload(t + 37 * asset);
  payload['time'] = 1_700_000_000_000 + 1000 * t;
  if (attacked) payload['tag3'] = (payload['tag3'] as number) + 4;
  return payload;
}

/** Whether row t of an asset is under attack: every asset once in 120 rows, at a time of its own. */
export function isAttacked(asset: number, t: number): boolean {
  return t >= 200 && (t + 11 * asset) % 120 < ATTACK;
}

const SIDE_BY_SIDE = 256;

/**
 * Publishes rows of all assets, row by row.
 * @param kinds how many of the assets differ in more than their name and their attacks
 */
export async function publishRows(
  { js, names }: Broker,
  assets: readonly string[],
  from: number,
  to: number,
  kinds = assets.length,
): Promise<number> {
  let open: Promise<unknown>[] = [];
  for (let t = from; t < to; t++) {
    for (const [i, asset] of assets.entries()) {
      open.push(js.publish(recordSubject(names, keyOf(asset)), JSON.stringify(row(i % kinds, t, isAttacked(i, t)))));
      if (open.length < SIDE_BY_SIDE) continue;
      await Promise.all(open);
      open = [];
    }
  }
  await Promise.all(open);
  return (to - from) * assets.length;
}
