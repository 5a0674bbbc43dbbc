import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { Counter } from '../../../nodes/ingest/counter';
import { bench, START } from './helper';

const MINUTE = 60_000;

/** How fast it counts, by record. */
function rates(values: readonly number[], counter = new Counter(), from = 0): number[] {
  return values.map((value, i) => counter.add(value, (from + i) * MINUTE));
}

/** Readings of a counter that goes up by these amounts. */
function readings(steps: readonly number[], from: number, end = Number.POSITIVE_INFINITY): number[] {
  let total = from;
  return steps.map((step) => {
    total += step;
    return total % end;
  });
}

const repeated = (step: number, times: number): number[] => Array.from({ length: times }, () => step);

describe('counters', () => {
  it('are shown as they read and judged by how much they count per second', () => {
    const b = bench({ tags: '{"kWh":{"role":"counter"},"T":{"role":"sensor"}}' });
    b.one({ time: START, kWh: 1000, T: 20 }, 'p');
    const record = b.one({ time: START + 10_000, kWh: 1005, T: 20 }, 'p');
    assert.deepEqual(record.features, ['T', 'kWh~increase']);
    assert.deepEqual(record.values, { kWh: 1005, T: 20 });
    assert.deepEqual(record.derived, { 'kWh~increase': 0.5 });
    assert.equal(record.roles?.['kWh'], 'counter');
  });

  it('that are missing count as tags without a value', () => {
    const b = bench({ tags: '{"kWh":{"role":"counter"},"n":{"role":"counter"}}', minTruth: 0.9 });
    b.one({ time: START, kWh: 1, n: 2 }, 'p');
    assert.equal(b.one({ time: START + 1000, kWh: 2, n: 'bad' }, 'p').comms?.missingTags, 1);
  });

  for (const end of [2 ** 8, 2 ** 16, 2 ** 32, 10 ** 4, 10 ** 6]) {
    it(`go on over a rollover at ${end}`, () => {
      const seen = rates(readings(repeated(3, 40), end - 60, end)).slice(1);
      for (const rate of seen) assert.ok(Math.abs(rate - 3 / 60) < 1e-9, `${rate}`);
    });
  }

  it('say nothing of the interval in which they were set back, whatever they had counted by then', () => {
    for (const last of [777, 40_000, 12_345.6]) {
      const seen = rates([...readings(repeated(2, 30), last - 60), ...readings(repeated(2, 30), 0)]).slice(1);
      for (const rate of seen) assert.ok(Math.abs(rate - 2 / 60) < 1e-9, `${last}: ${rate}`);
    }
  });

  it('count down as well as up', () => {
    const down = readings(repeated(-3, 30), 1000);
    const seen = rates(down).slice(8);
    for (const rate of seen) assert.ok(Math.abs(rate - 3 / 60) < 1e-9, `${rate}`);
  });

  it('of a coarse step have an even rate all the same', () => {
    const hours = Array.from({ length: 600 }, (_, t) => 3000 + Math.floor(t / 12));
    const seen = rates(hours).slice(150);
    for (const rate of seen) assert.ok(Math.abs(rate * 60 * 12 - 1) < 0.001, `${rate}`);
  });

  it('slow down when they stand still, and stand out when they run', () => {
    const random = createRandom(1);
    const steps = Array.from({ length: 400 }, () => 18 + Math.floor(5 * random.next()));
    const counter = new Counter();
    const usual = rates(readings(steps, 0), counter).slice(20);
    const [low, high] = [Math.min(...usual), Math.max(...usual)];
    const last = steps.reduce((sum, step) => sum + step, 0);
    assert.ok(rates(repeated(last, 30), counter, 400).at(-1)! < low / 2);
    assert.ok(rates(readings(repeated(60, 9), last), counter, 430).at(-1)! > 1.5 * high);
  });

  it('go on after a restart as if nothing had been', () => {
    const random = createRandom(2);
    const values = readings(
      Array.from({ length: 200 }, () => Math.floor(3 * random.next())),
      65_450,
      2 ** 16,
    );
    const whole = rates(values);
    const first = new Counter();
    rates(values.slice(0, 90), first);
    const second = new Counter(JSON.parse(JSON.stringify(first.snapshot())));
    assert.deepEqual(rates(values.slice(90), second, 90), whole.slice(90));
  });

  it('take a second record of the same time for no step', () => {
    const counter = new Counter();
    rates(readings(repeated(2, 20), 0), counter);
    const before = counter.snapshot();
    counter.add(999, 19 * MINUTE);
    assert.deepEqual(counter.snapshot(), before);
  });

  it('are judged on when the clock of the source is set back', () => {
    const counter = new Counter();
    rates(readings(repeated(2, 30), 0), counter, 1000);
    const [unknown, ...seen] = rates(readings(repeated(5, 20), 60), counter, 0);
    assert.ok(Number.isNaN(unknown));
    for (const rate of seen) assert.ok(Math.abs(rate - 5 / 60) < 1e-9, `${rate}`);
  });
});
