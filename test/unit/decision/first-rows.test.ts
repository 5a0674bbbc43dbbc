import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { channelsOf } from '../../../nodes/decision/observe/channels';
import { Recent } from '../../../nodes/decision/observe/recent';
import { Reference } from '../../../nodes/decision/observe/reference';

/** What is known of a tag after so many rows, some of them spoiled. */
function known(spoiled: Readonly<Record<number, number>>, rows = 400): Record<string, number> {
  const random = createRandom(6);
  const record = (t: number) => {
    const usual = Math.sin(t / 9) + 0.1 * random.normal();
    return { asset: 'A', time: 1000 * t, values: { a: spoiled[t] ?? usual, b: Math.cos(t / 7) } };
  };
  const channels = channelsOf(record(0));
  const recent = new Recent(channels);
  const reference = new Reference(channels.list.length, 1000);
  for (let t = 0; t < rows; t++) {
    recent.push(record(t));
    reference.learn(recent);
  }
  const i = channels.list.findIndex(({ name }) => name === 'a');
  return { deviation: reference.deviation(i), change: reference.changeSize(i), level: reference.levelDeviation(i, 8) };
}

describe('the reference of the decision', () => {
  const clean = known({});
  for (const [name, spoiled] of Object.entries({
    'its first row': { 0: 1000 },
    'a row in the middle of the first ones': { 31: -1e6 },
    'the last of the first ones': { 63: 50 },
    'two of the first ones': { 12: 100, 40: -300 },
    'a later row': { 200: 1e9 },
  })) {
    it(`is not made of a wild value in ${name}`, () => {
      const now = known(spoiled);
      for (const [what, value] of Object.entries(clean)) {
        assert.ok(now[what]! < 1.5 * value && now[what]! > 0.7 * value, `${what}: ${now[what]} instead of ${value}`);
      }
    });
  }

  it('keeps what came back among its first rows', () => {
    const twice = Object.fromEntries([10, 11, 12, 13, 40, 41, 42, 43].map((t) => [t, 20 + 0.1 * (t % 3)]));
    assert.ok(known(twice, 65)['deviation']! > 5);
  });
});
