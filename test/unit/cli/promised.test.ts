import assert from 'node:assert/strict';
import { Promised } from '../../../cli/promised';
import type { Episode } from '../../../cli/report/content';

const HOUR = 3_600_000;

const alarm = (start: number, end: number): Episode => ({
  start,
  end,
  from: start * HOUR,
  to: end * HOUR,
  kind: 'sensor-fault',
  severity: 'low',
  confidence: 1,
  sentence: 'T1 left',
  tags: ['T1'],
  traces: [],
});

/** Two weeks, hour by hour; without a verdict in the first of the hours given. */
function watched(labels: readonly number[], unjudged = 0): Promised {
  const promised = new Promised();
  for (const [hour, label] of labels.entries()) {
    const judged = hour >= unjudged && { anomaly: false };
    promised.add({ asset: 'twin', time: hour * HOUR, values: {}, ...judged }, label);
  }
  return promised;
}

describe('the budget in a backtest', () => {
  it('counts every alarm where nothing is labelled', () => {
    const labels = new Array<number>(337).fill(0);
    assert.equal(
      watched(labels).text({}, labels, [alarm(10, 20), alarm(100, 120)]),
      'false alarms: promised one in 7 days; realised so far: 2 alarms in 14 days (1 a week)',
    );
  });

  it('with labels, neither their alarms nor their time', () => {
    const labels = Array.from({ length: 337 }, (_, hour) => (hour > 48 && hour < 53 ? 1 : 0));
    assert.match(
      watched(labels).text({ budget: 24, per: 'hours' }, labels, [alarm(50, 52), alarm(100, 120)]),
      /promised one in 24 hours; realised so far: 1 alarm in 332 hours/,
    );
  });

  it('rows that nobody judged are no watch', () => {
    const labels = new Array<number>(337).fill(0);
    assert.match(watched(labels, 168).text({}, labels, []), /0 alarms in 7 days/);
  });
});
