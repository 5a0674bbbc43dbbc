import assert from 'node:assert/strict';
import { type Change, Sensors } from './sensors';

/** Tags that give no value in some rows. */
const silent =
  (tagsOf: (t: number) => readonly string[]): Change =>
  (values, t) => {
    for (const tag of tagsOf(t)) delete values[tag];
  };

const always = silent(() => ['b']);

describe('a sensor that gives no value', () => {
  it('raises an alarm that says which one, although the detector finds nothing', () => {
    const plant = new Sensors();
    plant.live(600);
    const { last, alarmed } = plant.live(40, always);
    assert.deepEqual([last?.kind, last?.pattern, last?.tags], ['sensor-fault', 'sensor dropout', ['b']]);
    assert.ok(alarmed >= 20);
    assert.equal(plant.live(60).last, undefined, 'over once it is back');
  });

  it('does so where every second value is missing', () => {
    const plant = new Sensors();
    plant.live(600);
    const { last } = plant.live(
      80,
      silent((t) => (t % 2 === 0 ? ['d'] : [])),
    );
    assert.deepEqual([last?.pattern, last?.tags], ['sensor dropout', ['d']]);
  });

  it('raises none for a value that is missing now and then, or for a few rows', () => {
    const plant = new Sensors();
    plant.live(600);
    assert.equal(
      plant.live(
        400,
        silent((t) => (t % 9 === 0 ? ['c'] : [])),
      ).alarmed,
      0,
    );
    assert.equal(
      plant.live(
        400,
        silent((t) => (t % 100 < 8 ? ['a'] : [])),
      ).alarmed,
      0,
    );
  });

  it('raises none for a tag that was silent for as long while its usual behaviour was learned', () => {
    const plant = new Sensors();
    const nightly = (t: number): readonly string[] => (t % 200 < 30 ? ['e'] : []);
    assert.equal(plant.live(280, silent(nightly)).alarmed, 0);
    assert.equal(
      plant.live(
        1000,
        silent((t) => nightly(t + 80)),
      ).alarmed,
      0,
    );
    assert.deepEqual(
      plant.live(
        160,
        silent(() => ['e']),
      ).last?.tags,
      ['e'],
      'but not for good',
    );
  });

  it('leaves it to the layers before to say that most of them are silent', () => {
    const plant = new Sensors();
    plant.live(600);
    assert.equal(
      plant.live(
        60,
        silent(() => ['a', 'b', 'c']),
      ).alarmed,
      0,
    );
  });

  it('is known after a restart, which forgets nothing where the first record lacks a value', () => {
    const plant = new Sensors();
    plant.live(600);
    plant.live(9, always);
    plant.restart();
    const { last } = plant.live(20, always);
    assert.deepEqual([last?.pattern, last?.tags], ['sensor dropout', ['b']]);
    assert.ok(!plant.events.includes('schema-changed'));
  });
});
