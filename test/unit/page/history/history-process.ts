/**
 * A process of its own for sink.test.ts: it writes a history for as long as it lives, a record a millisecond with one alarm each
 * second, and says how far it is. A line to it begins an asset that was not there before. Arguments: folder, first time.
 */
import { openHistory } from '../../../../lib/page/history/sink';
import { recordAt } from './records';

const [folder, from] = process.argv.slice(2) as [string, string];
const history = openHistory({ folder, tell: (sentence) => process.stdout.write(`told ${sentence}\n`) });
let now = Number(from);
const key = 'guard tank';
/** Since when there is another asset. */
let other = Number.POSITIVE_INFINITY;

process.stdin.on('data', () => {
  other = now;
});

function second(): void {
  for (let i = 0; i < 1000; i++) history.see(key, recordAt(now + i));
  if (now >= other) history.see('guard other', recordAt(now, { asset: 'other', values: { new: 7 } }));
  const line = { id: `${key} ${now}`, key, asset: 'tank', guard: 'g', since: now, until: now + 1, tags: [] };
  history.alarm({ ...line, kind: 'sensor-fault', severity: 'high', state: 'normal', sentence: 'L1 stands still.' });
  now += 1000;
  history.tick(now);
  void history.alarms({ from: now - 1000 }).then(async () => {
    process.stdout.write(`at ${now}\n`);
    if (now > other) {
      const query = { key: 'guard other', from: other, to: now, points: 2000, series: ['tag:new'] };
      const { series } = await history.history(query);
      const seen = series[0]!.mean.filter((value) => value !== null);
      process.stdout.write(`of the other asset ${seen.length} seconds since ${other}\n`);
    }
    setImmediate(second);
  });
}

setInterval(() => undefined, 1000);
second();
