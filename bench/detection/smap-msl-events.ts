import { pooled } from '../../lib/metrics/confusion';
import { f1Of } from '../../lib/metrics/f1';
import { overlapCounts } from '../../lib/metrics/overlap-f1';
import { segments } from '../../lib/metrics/segments';
import { loadAnomalies, loadChannel, SMAP_MSL } from '../datasets/smap-msl';
import { BASELINES, KMEANS } from './baselines';
import { figures, type Protocol, published } from './protocol';

/** OrionBench's question: does an unsupervised limit raise an alarm in each anomaly, and how many beside? */
export const smapMslEvents: Protocol = {
  name: 'smap-msl/events',
  dataset: SMAP_MSL,
  rules:
    "Each channel's train array trains, its test array is scored; limits are found without labels, and alarms by the decision layer’s rule (3 rows to confirm, more after a fleeting alarm, 10 to release, longer when it chatters). Figure: F1 of alarms that overlap anomalies (OrionBench), counted over all channels together. The published rows are on all channels, ours on those at hand.",
  async *run(folder, ours, seed) {
    const counts = new Map<string, ReturnType<typeof overlapCounts>[]>();
    for (const [channel, anomalies] of await loadAnomalies(folder)) {
      const recording = await loadChannel(folder, channel, anomalies);
      const truth = segments(recording.labels);
      for (const subject of [...ours, ...BASELINES, KMEANS]) {
        const { alarms } = await subject.judge(recording, seed);
        counts.set(subject.name, [...(counts.get(subject.name) ?? []), overlapCounts(truth, segments(alarms))]);
      }
    }
    for (const [subject, list] of counts) {
      const total = pooled(list);
      const { f1, precision, recall } = f1Of(total);
      yield* figures('smap-msl/events', subject, { event_f1: f1, precision, recall, segments: total.tp + total.fn });
    }
    yield* published('smap-msl/events', 'AER (SMAP)', { event_f1: 0.764 });
    yield* published('smap-msl/events', 'LSTM dynamic threshold (SMAP)', { event_f1: 0.732 });
    yield* published('smap-msl/events', 'dense AE (SMAP)', { event_f1: 0.677 });
    yield* published('smap-msl/events', 'Anomaly Transformer (SMAP)', { event_f1: 0.27 });
    yield* published('smap-msl/events', 'AER (MSL)', { event_f1: 0.657 });
    yield* published('smap-msl/events', 'dense AE (MSL)', { event_f1: 0.537 });
  },
};
