import type { Family } from '../monitoring/exposition';
import type { Member } from './member';

/** What a member tells of itself to who watches over many of them. @param now ms since the epoch */
export function familiesOf({ counts, shares }: Member, now: number): readonly Family[] {
  const owned = shares.filter(({ partition }) => partition.owned);
  const lag = owned.reduce((sum, share) => sum + share.lag, 0);
  const behind = Math.max(0, ...owned.filter((share) => share.lag > 0).map((share) => now - share.handledUntil));
  const one = (name: string, type: Family['type'], help: string, value: number): Family => ({
    name: `fleet_${name}`,
    type,
    help,
    samples: [{ value }],
  });
  return [
    one('partitions', 'gauge', 'Partitions of this member.', shares.length),
    one('partitions_owned', 'gauge', 'Partitions that this process handles.', owned.length),
    one('lag_records', 'gauge', 'Records of those that are not handled yet.', lag),
    one('lag_seconds', 'gauge', 'Age of the oldest of them.', Number.isFinite(behind) ? behind / 1000 : 0),
    one('records_total', 'counter', 'Records and orders handled.', counts.records),
    one('replayed_total', 'counter', 'Records that came again and were in the state already.', counts.replayed),
    one('unanswered_total', 'counter', 'Records that a node did not say it was done with.', counts.unanswered),
    one('checkpoints_total', 'counter', 'Checkpoints stored.', counts.checkpoints),
    one('checkpoint_bytes_total', 'counter', 'Bytes of them.', counts.checkpointBytes),
    one('checkpoint_seconds_total', 'counter', 'Time until they were stored.', counts.checkpointSeconds),
    one('fenced_total', 'counter', 'Checkpoints refused, as another process had written since.', counts.fenced),
    one('restored_total', 'counter', 'Assets that were gone on with from a checkpoint.', counts.restored),
  ];
}
