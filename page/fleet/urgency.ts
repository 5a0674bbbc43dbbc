import type { AssetLine } from '../../lib/page/api';
import { isUnseen } from '../state/store';

/** In which order a person should look at the assets. */

/** For so long the order stays as it is: a row must not jump under the finger. */
const STABLE_MS = 5000;

/** Blind above low: nobody guards there. */
function rank({ state, aside, alarm }: AssetLine): number {
  if (aside !== undefined) return 5;
  if (alarm !== undefined && alarm.severity !== 'low') return alarm.severity === 'high' ? 0 : 1;
  if (state === 'blind' || state === 'silent' || state === 'fault') return 2;
  if (alarm !== undefined || state === 'alarm') return 3;
  return { learning: 4, masked: 5, waiting: 6, watching: 7 }[state];
}

function compare(a: AssetLine, b: AssetLine): number {
  const seen = (line: AssetLine): number => (line.alarm !== undefined && !isUnseen(line.alarm) ? 1 : 0);
  const since = (line: AssetLine): number => line.alarm?.since ?? 0;
  return rank(a) - rank(b) || seen(a) - seen(b) || since(b) - since(a) || a.asset.localeCompare(b.asset);
}

let order: readonly string[] = [];
let orderedAt = 0;
let members = 0;

/** The lines that pass the filter, the most urgent first. @param time ms, monotonic */
export function byUrgency(lines: ReadonlyMap<string, AssetLine>, filter: string, time: number): AssetLine[] {
  if (time - orderedAt > STABLE_MS || lines.size !== members) {
    order = [...lines.values()].sort(compare).map(({ key }) => key);
    orderedAt = time;
    members = lines.size;
  }
  const wanted = filter.trim().toLocaleLowerCase();
  const passes = ({ asset, guard, text }: AssetLine): boolean =>
    wanted === '' || [asset, guard, text].some((field) => field.toLocaleLowerCase().includes(wanted));
  return order.map((key) => lines.get(key)).filter((line): line is AssetLine => line !== undefined && passes(line));
}

export function isNormal({ state, aside, alarm }: AssetLine): boolean {
  return state === 'watching' && alarm === undefined && aside === undefined;
}
