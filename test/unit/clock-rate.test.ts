import assert from 'node:assert/strict';
import { createClockRate } from '../../lib/node-red/clock-rate';

describe('clock rate', () => {
  it('takes the source for live until it knows better', () => {
    const rate = createClockRate(() => 0);
    assert.equal(rate.wall(5000), 5000);
    rate.seen(1);
    assert.equal(rate.wall(5000), 5000);
  });

  it('says how long a fast replay will take on the wall, and follows a change of its speed', () => {
    let now = 1000;
    let source = 0;
    const rate = createClockRate(() => now);
    const live = (seconds: number, speed: number): void => {
      for (let i = 0; i < seconds * 10; i++) {
        now += 100;
        source += 100 * speed;
        rate.seen(source);
      }
    };
    rate.seen(source);
    live(1, 50);
    assert.equal(Math.round(rate.wall(50_000)), 1000);
    live(1, 2);
    assert.equal(Math.round(rate.wall(50_000)), 25_000);
  });

  it('keeps what it knows while nothing arrives or time runs backwards', () => {
    let now = 0;
    const rate = createClockRate(() => now);
    rate.seen(0);
    now = 1000;
    rate.seen(10_000);
    assert.equal(rate.wall(10_000), 1000);
    now = 5000;
    assert.equal(rate.wall(10_000), 1000);
    now = 6000;
    rate.seen(500);
    assert.equal(rate.wall(10_000), 1000);
  });
});
