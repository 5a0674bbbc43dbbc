import type { LayerStatus } from '../layer/layer';
import { duration } from '../time/duration';
import type { AssetLine, AssetState } from './api';
import type { Member } from './member';
import type { Sight } from './sight';

/** A source is silent after so many of its usual intervals, and at least after this time, ms. */
const SILENT_INTERVALS = 5;
const SILENT_MS = 10_000;

interface Said {
  readonly state: AssetState;
  readonly text: string;
}

/**
 * The line of an asset in the fleet.
 * @param members of its chain that have seen it, the judge among them
 * @param now ms since the epoch
 * @param spark whether the last hour goes with it
 */
export function assetLine(sight: Sight, members: readonly Member[], now: number, spark: boolean): AssetLine {
  const { state, text } = saidOf(sight, members, now);
  const { rarity, posture, aside, excluded, alarms, seen, time, interval } = sight;
  const [alarm] = alarms;
  const points = spark ? sight.spark.points(now) : undefined;
  return {
    key: sight.key,
    asset: sight.asset,
    guard: sight.guard,
    state,
    text,
    // A short number is told in half of the time, for each asset each second.
    ...(rarity !== undefined && state !== 'learning' && { rarity: Math.round(100 * rarity) / 100 }),
    ...(posture !== undefined && { posture }),
    ...(aside && { aside }),
    ...(excluded.length > 0 && { excluded }),
    ...(alarm && { alarm }),
    open: alarms.length,
    ...(sight.waits.length > 0 && { waits: sight.waits }),
    ...(sight.commands && { commands: sight.commands }),
    ...(!Number.isNaN(seen) && { seen: Math.round(seen), time: Math.round(time) }),
    ...(interval > 0 && { interval: Math.round(interval) }),
    ...(points && { spark: points }),
  };
}

function saidOf(sight: Sight, members: readonly Member[], now: number): Said {
  const { alarms, aside, blind, verdict, seen, masked } = sight;
  if (aside?.state === 'out of service')
    return { state: 'masked', text: 'Out of service: its alarms are told to nobody.' };
  if (blind !== undefined) return { state: 'blind', text: blind };
  const open = alarms.find(({ until }) => until === undefined);
  if (open !== undefined && aside === undefined) return { state: 'alarm', text: open.sentence };
  // What is put aside hides no guard that does not see.
  const unseen = unseenOf(sight, members, now);
  if (unseen !== undefined) return unseen;
  if (aside?.state === 'suppressed by design')
    return { state: 'masked', text: `Alarms are suppressed by design: ${aside.why}.` };
  if (open !== undefined) return { state: 'alarm', text: open.sentence };
  if (Number.isNaN(seen)) return { state: 'waiting', text: 'Waits for its first record since the start.' };
  if (verdict === 'learning') return { state: 'learning', text: learningOf(sight, members) };
  if (masked !== undefined) return { state: 'masked', text: masked };
  if (verdict === 'anomaly' && members.every(({ layer }) => layer !== 'decision')) {
    const limit = sight.limit === undefined ? '' : `, its limit is ${rounded(sight.limit)}`;
    return { state: 'alarm', text: `The score is ${rounded(sight.score ?? Number.NaN)}${limit}.` };
  }
  return { state: 'watching', text: watchingOf(sight, members) };
}

function unseenOf(sight: Sight, members: readonly Member[], now: number): Said | undefined {
  const { seen, interval, verdict } = sight;
  if (now - seen > Math.max(SILENT_MS, SILENT_INTERVALS * interval)) {
    const usual = interval > 0 ? ` (usual: every ${shortSpan(interval)})` : '';
    return { state: 'silent', text: `No record for ${duration(now - seen)}${usual}.` };
  }
  return verdict === 'fault' ? { state: 'fault', text: faultOf(sight, members) } : undefined;
}

function faultOf({ asset }: Sight, members: readonly Member[]): string {
  for (const { status } of members) {
    const { state, values } = status(asset) ?? {};
    if (state === 'fault' && typeof values?.['text'] === 'string') return `Is NOT guarded: ${values['text']}.`;
  }
  return 'Is NOT guarded: its records cannot be judged.';
}

function learningOf(sight: Sight, members: readonly Member[]): string {
  for (const member of members) {
    const status = member.status(sight.asset);
    if (status?.state === 'queued') return queuedOf(status);
    if (status?.state !== 'learning' && status?.state !== 'training') continue;
    // The decision learns what is usual while others judge already.
    if (member.layer === 'decision') continue;
    const { done, total } = status.values ?? {};
    if (typeof done !== 'number' || typeof total !== 'number') continue;
    const what = status.state === 'training' ? 'Training, round' : 'Learning,';
    return `${what} ${counts(done)} of ${counts(total)}${etaOf(status, sight)}. Until then nothing is judged.`;
  }
  return 'Learning. Until then nothing is judged.';
}

function queuedOf({ values, wallLeft }: LayerStatus): string {
  const eta = wallLeft === undefined ? '' : `, about ${duration(wallLeft)}`;
  return `Waits to be trained, ${values?.['nth']}${eta}. Until then nothing is judged.`;
}

/** What is left in source time, by the clock on the wall. */
function etaOf({ left }: LayerStatus, { interval, sourceInterval }: Sight): string {
  if (left === undefined || !(sourceInterval > 0) || !(interval >= 0)) return '';
  return `, about ${duration((left * interval) / sourceInterval)}`;
}

function watchingOf({ asset, rarity }: Sight, members: readonly Member[]): string {
  const detector = members.findLast(({ layer }) => layer === 'detector');
  const device = detector?.status(asset)?.values?.['device'];
  const short = typeof device === 'string' ? /; (has seen [^;]+)/.exec(device)?.[1] : undefined;
  const near = rarity !== undefined && rarity > 50 ? ' The last record is rare.' : '';
  return `Watches${short === undefined ? '' : `; ${short}`}.${near}`;
}

function shortSpan(ms: number): string {
  return ms < 1000 ? `${rounded(ms / 1000)} s` : duration(ms);
}

function counts(value: number): string {
  return value.toLocaleString('en-US');
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(2)));
}
