import assert from 'node:assert/strict';
import { type Change, Sensors } from './sensors';

/** The sensors read what they read so many rows ago. */
const replayed =
  (plant: Sensors, ago: number, tags = ['a', 'b', 'c', 'd', 'e']): Change =>
  (values) => {
    const then = plant.past.at(-1 - ago)!;
    for (const tag of tags) values[tag] = then[tag]!;
  };

describe('the past that is sent once more', () => {
  for (const ago of [150, 700, 2400]) {
    it(`is a replay, also of ${ago} records before, though the detector finds nothing and no time is odd`, () => {
      const plant = new Sensors();
      plant.live(2600);
      const { last } = plant.live(Math.min(320, ago), replayed(plant, ago));
      assert.deepEqual([last?.kind, last?.pattern, last?.tags.length], ['cyber-attack', 'replay', 5]);
      assert.match(last!.sentence, new RegExp(`repeat exactly what they read ${ago} messages before`));
      assert.equal(plant.live(200).last, undefined, 'over once the plant is heard again');
    });
  }

  it('is found as well when the guard was started anew in between', () => {
    const plant = new Sensors();
    plant.live(2000);
    plant.restart();
    plant.live(100);
    plant.restart();
    assert.equal(plant.live(320, replayed(plant, 900)).last?.pattern, 'replay');
  });

  it('is none where only one of them does, or where nothing moves', () => {
    const plant = new Sensors();
    plant.live(1000);
    assert.equal(plant.live(320, replayed(plant, 700, ['a'])).alarmed, 0);
    const still: Change = (values) => {
      for (const tag of Object.keys(values)) values[tag] = 1;
    };
    const resting = new Sensors();
    assert.equal(resting.live(3000, (values, t) => (t % 100 < 50 ? still(values, t) : undefined)).alarmed, 0);
  });

  it('is another recording where time goes back: the one that was learned may be judged', () => {
    const plant = new Sensors();
    plant.live(1500);
    plant.rewind();
    assert.equal(plant.live(1500, replayed(plant, 1500)).alarmed, 0);
  });

  it('is usual where it was so while it was learned: a recording that is played in a loop', () => {
    const looped: Record<string, number>[] = [];
    const plant = new Sensors();
    const loop: Change = (values, t) => {
      looped[t % 250] ??= { ...values };
      Object.assign(values, looped[t % 250]!);
    };
    assert.equal(plant.live(3000, loop).alarmed, 0);
  });
});
