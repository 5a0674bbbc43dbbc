import assert from 'node:assert/strict';
import { DRILLS } from '../../../nodes/simulator/plant/drills/drills';
import { createPlant } from '../../../nodes/simulator/plant/plant';
import { MEASUREMENTS, NOISE } from '../../../nodes/simulator/plant/tags';
import { CONFIG, compare, type Look, run } from './watch';

const warm = createPlant(CONFIG);
run(warm, 300);
const normal = run(warm, 3000);
const start = warm.snapshot();

/** What a drill looks like once it has developed. */
function look(order: Record<string, unknown>): Record<string, Look> {
  const plant = createPlant(CONFIG, start);
  const { kind } = plant.drill(order);
  run(plant, kind === 'drift' ? 200 : 5);
  return compare(run(plant, 150), normal);
}

/** Signals whose mean has left the normal one by more than 2.5 standard deviations. */
function moved(looks: Record<string, Look>): string[] {
  return Object.keys(looks).filter((name) => Math.abs(looks[name]!.shift) > 2.5);
}

describe('drills', () => {
  it('are at least four attacks, four faults and three drifts', () => {
    const kinds = Object.values(DRILLS).map((model) => model.kind);
    const count = (kind: string): number => kinds.filter((k) => k === kind).length;
    assert.ok(count('attack') >= 4 && count('fault') >= 4 && count('drift') >= 3);
  });

  it('replay: the past does not fit to the live commands, and the network delivers less regularly', () => {
    const looks = look({ drill: 'replay' });
    assert.ok(moved(looks).includes('rpm~command') && moved(looks).includes('rpm~twin'));
    assert.ok(looks['~interval']!.roughness > 1.5);
  });

  it('replay: repeats what was measured before', () => {
    const plant = createPlant(CONFIG, start);
    const before = run(plant, 120);
    plant.drill({ drill: 'replay' });
    run(plant, 120).forEach((row, i) => {
      for (const tag of MEASUREMENTS) assert.equal(row[tag], before[i]![tag]);
    });
  });

  it('spoof: one tag is constant and off, the PLC does not react', () => {
    const looks = look({ drill: 'spoof', tag: 'L2' });
    assert.ok(Math.abs(looks['L2~twin']!.shift) > 2.5 && looks['L2~twin']!.roughness < 0.1);
    assert.ok(Math.abs(looks['vpos~command']!.shift) < 1);
    assert.ok(looks['~interval']!.roughness > 1.5);
  });

  it('false-data: the twin agrees with the lie, the setpoint does not', () => {
    const looks = look({ drill: 'false-data', tag: 'L1' });
    assert.ok(Math.abs(looks['L1~twin']!.shift) < 1.5);
    assert.ok(moved(looks).includes('L1~setpoint'));
  });

  it('setpoint: the twin agrees, the value leaves the setpoint that is shown', () => {
    const looks = look({ drill: 'setpoint', tag: 'L1' });
    assert.deepEqual(moved(looks), ['L1~setpoint']);
  });

  it('command: an actuator no longer follows its command', () => {
    for (const tag of ['rpm', 'vpos', 'pwr']) {
      const looks = look({ drill: 'command', tag });
      assert.ok(moved(looks).includes(`${tag}~command`), tag);
      assert.ok(moved(looks).includes(`${tag}~twin`), tag);
    }
  });

  it('delay: messages are missing and values stand still', () => {
    const looks = look({ drill: 'delay', seconds: 1000 });
    assert.ok(looks['~interval']!.shift > 20);
    assert.ok(looks['L1~setpoint']!.roughness < 0.1);
  });

  for (const [drill, tag] of [
    ['bias', 'F12'],
    ['sensor-drift', 'Pdis'],
  ] as const) {
    it(`${drill}: only the broken sensor leaves its twin`, () => {
      assert.deepEqual(moved(look({ drill, tag })), [`${tag}~twin`]);
    });
  }

  it('bias on a controlled level: the loop brings the reading back, the twin remembers the truth', () => {
    const plant = createPlant(CONFIG, start);
    plant.drill({ drill: 'bias', tag: 'L1' });
    const early = compare(run(plant, 20), normal);
    run(plant, 100);
    const late = compare(run(plant, 150), normal);
    assert.ok(early['L1~setpoint']!.shift > 2 && early['L1~twin']!.shift > 4);
    assert.ok(Math.abs(late['L1~setpoint']!.shift) < 1.5 && late['L1~twin']!.shift > 2);
  });

  it('stuck: the sensor stands still, message timing is normal', () => {
    const looks = look({ drill: 'stuck', tag: 'Fout' });
    assert.ok(looks['Fout~twin']!.roughness < 0.2);
    assert.ok(Math.abs(looks['~interval']!.roughness - 1) < 0.3);
  });

  it('noise and spikes: the sensor varies more, its mean stays', () => {
    for (const drill of ['noise', 'spikes']) {
      const looks = look({ drill, tag: 'Fout' });
      assert.ok(looks['Fout~twin']!.roughness > 3, drill);
      assert.ok(Math.abs(looks['Fout~twin']!.shift) < 1.5, drill);
    }
  });

  it('dropout: the sensor reads zero now and then', () => {
    const plant = createPlant(CONFIG, start);
    plant.drill({ drill: 'dropout', tag: 'Fin' });
    const zeros = run(plant, 200).filter((row) => row['Fin'] === 0).length;
    assert.ok(zeros > 40 && zeros < 120);
  });

  for (const [drill, expected] of [
    ['pump-wear', 'Fin~twin'],
    ['valve-fouling', 'F12~twin'],
    ['demand-shift', 'Fout~twin'],
    ['inlet-temperature', 'T2~twin'],
    ['twin-ageing', 'Fin~twin'],
  ] as const) {
    it(`${drill}: the plant leaves its twin slowly, instruments, commands and messages stay sound`, () => {
      const plant = createPlant(CONFIG, start);
      plant.drill({ drill });
      const early = compare(run(plant, 10), normal);
      run(plant, 190);
      const late = compare(run(plant, 150), normal);
      assert.ok(Math.abs(late[expected]!.shift) > 3, `${late[expected]!.shift}`);
      assert.ok(Math.abs(early[expected]!.shift) < Math.abs(late[expected]!.shift) / 2);
      for (const name of ['rpm~command', 'vpos~command', 'pwr~command', 'rpm~twin', 'vpos~twin', '~interval']) {
        assert.ok(Math.abs(late[name]!.shift) < 1, name);
        assert.ok(Math.abs(late[name]!.roughness - 1) < 0.4, name);
      }
    });
  }

  it('end by themselves, and nothing of them is left after a while', () => {
    for (const [name, model] of Object.entries(DRILLS)) {
      const plant = createPlant(CONFIG, start);
      plant.drill({ drill: name, seconds: 100 });
      assert.equal(plant.drills()[0]?.kind, model.kind);
      run(plant, 101);
      assert.deepEqual(plant.drills(), [], name);
      run(plant, 1500);
      const undisturbed = createPlant(CONFIG, start);
      const row = plant.step();
      let same = undisturbed.step();
      while (same.time < row.time - 500) same = undisturbed.step();
      for (const tag of MEASUREMENTS) assert.ok(Math.abs(row[tag]! - same[tag]!) < NOISE[tag], `${name}: ${tag}`);
    }
  });

  it('do not change the life of the plant apart from their effect', () => {
    const plant = createPlant(CONFIG, start);
    const spiked = createPlant(CONFIG, start);
    spiked.drill({ drill: 'spikes', tag: 'Pdis', seconds: 50 });
    run(plant, 200);
    run(spiked, 200);
    assert.deepEqual(spiked.step(), plant.step());
  });

  it('can be cleared and started again, more than one at a time', () => {
    const plant = createPlant(CONFIG, start);
    plant.drill({ drill: 'bias', tag: 'F12' });
    plant.drill({ drill: 'bias', tag: 'Fin' });
    plant.drill({ drill: 'bias', tag: 'Fin', magnitude: -4 });
    assert.deepEqual(
      plant.drills().map(({ tag, magnitude }) => [tag, magnitude]),
      [
        ['F12', 8],
        ['Fin', -4],
      ],
    );
    assert.deepEqual(plant.clear(), ['bias', 'bias']);
    assert.deepEqual(plant.drills(), []);
  });

  it('refuse what they do not know, naming what they do', () => {
    const plant = createPlant(CONFIG);
    assert.throws(
      () => plant.drill({ drill: 'fire' }),
      /control\.drill: the text "fire" is not a drill; known: replay, /,
    );
    assert.throws(() => plant.drill({ drill: 'constructor' }), /is not a drill/);
    assert.throws(() => plant.drill({}), /control\.drill: missing is not a drill/);
    assert.throws(() => plant.drill({ drill: 'bias', tag: 'rpm' }), /control\.tag: .*one of F12, L1/);
    assert.throws(() => plant.drill({ drill: 'pump-wear', tag: 'L1' }), /takes no tag/);
    assert.throws(() => plant.drill({ drill: 'bias', magnitude: 'much' }), /control\.magnitude: .*from -1000 to 1000/);
    assert.throws(() => plant.drill({ drill: 'bias', seconds: 0 }), /control\.seconds: is 0; a number from 1/);
    assert.throws(() => plant.drill({ drill: 'bias', seconds: Number.NaN }), /control\.seconds/);
    assert.deepEqual(plant.drills(), []);
  });
});
