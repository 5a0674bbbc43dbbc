import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import type { Decision, TwinRecord } from '../../../lib/record/record';
import type { TagRole } from '../../../lib/record/words';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';

/** Changes what the tags of a row read; t counts from the beginning of the trouble. */
type Disturb = (row: Record<string, number>, t: number) => void;

const LEARNED = 600;
const FEATURES = ['current', 'flow', 'room'];

/**
 * Says what is told of a plant without any twin: four sensors of unlike size and noise, and pieces that are counted.
 * @param rows of the trouble
 */
function decide(disturb: Disturb, rows = 50, seed = 1, roles: Record<string, TagRole> = {}): Decision {
  const random = createRandom(seed);
  const layer = createDecision(parseConfig({}), testContext());
  const features = ['temperature', 'pressure', 'speed', 'level', 'pieces', 'stage', 'enabled', ...Object.keys(roles)];
  let pieces = 0;
  let slow = 0;
  let record: TwinRecord | undefined;
  for (let t = -LEARNED; t < rows; t++) {
    slow = 0.9 * slow + 0.4 * random.normal();
    pieces += 1 + Math.floor(3 * random.next());
    const values: Record<string, number> = {
      temperature: 64 + slow + 0.2 * random.normal(),
      pressure: 3.2 + 0.03 * random.normal(),
      speed: 1480 + 12 * random.normal(),
      level: 0.7 + 0.02 * slow + 0.01 * random.normal(),
      pieces,
      stage: t < -200 && t > -400 ? 2 : 1,
      enabled: 0,
      ...Object.fromEntries(Object.keys(roles).map((tag) => [tag, 50])),
    };
    if (t >= 0) disturb(values, t);
    const anomaly = t >= 0;
    record = {
      asset: 'plant',
      time: 1e12 + 1000 * t,
      values,
      roles,
      features,
      anomaly,
      verdict: anomaly ? 'anomaly' : 'normal',
    };
    layer.step(record);
  }
  return record!.decision!;
}

function add(tag: string, by: number): Disturb {
  return (row) => {
    row[tag]! += by;
  };
}

/** Rows of what a tag reads from its learned mean on: times, plus. */
function unit(tag: string, times: number, plus = 0): Disturb {
  return (row) => {
    row[tag] = row[tag]! * times + plus;
  };
}

describe('decision: what one tag does that nothing is there to compare with', () => {
  const sets: readonly [what: string, disturb: Disturb, text: RegExp][] = [
    ['is switched', add('enabled', 1), /enabled read 0 all the time while it was learned, and reads 1 now\./],
    [
      'is switched on and off',
      (row, t) => add('enabled', Math.floor(t / 5 + 1) % 2)(row, t),
      /enabled read 0 all the time/,
    ],
    ['is set', (row) => Object.assign(row, { setting: 1250.5 }), /setting read 50 all the time .* reads 1250\.5 now/],
    ['is set a little higher', (row) => Object.assign(row, { setting: 50.01 }), /setting read 50 .* reads 50\.01 now/],
  ];
  for (const [what, disturb, text] of sets) {
    it(`a constant that ${what} is at another level, from the first to the last`, () => {
      for (const rows of [4, 16, 40, 160, 200]) {
        const { kind, pattern, severity, sentence } = decide(disturb, rows, 1, { setting: 'sensor' });
        assert.deepEqual([kind, pattern, severity], ['data-drift', 'level shift', 'low'], `${rows}: ${sentence}`);
        assert.match(sentence, text);
      }
    });
  }

  it('one that is another one only now and then is no other instrument when it is, and no many values', () => {
    for (const rows of [4, 16, 40, 160]) {
      const { kind, sentence } = decide((row) => Object.assign(row, { stage: 9 }), rows);
      assert.equal(kind, 'data-drift', `${rows}: ${sentence}`);
      assert.doesNotMatch(sentence, /restless/);
    }
  });

  it('a constant that is set while a sensor fails does not take the name of what fails', () => {
    const { kind, pattern } = decide(
      (row, t) => {
        row['setting'] = 70;
        row['speed']! += t % 2 ? 60 : -60;
      },
      40,
      1,
      { setting: 'sensor' },
    );
    assert.deepEqual([kind, pattern], ['sensor-fault', 'noisy sensor']);
  });

  const cases: readonly [what: string, disturb: Disturb, name: string, text: RegExp][] = [
    [
      'steps up and stays',
      add('pressure', 0.6),
      'data-drift/level shift',
      /pressure went from 3\.2 to 3\.\d+ at once and stays there/,
    ],
    [
      'steps far down and stays',
      add('speed', -700),
      'data-drift/level shift',
      /speed went from 14\d0 to 7\d\d at once/,
    ],
    ['steps while it wanders', add('temperature', -30), 'data-drift/level shift', /no other tag moved/],
    ['is in Fahrenheit', unit('temperature', 1.8, 32), 'sensor-fault/changed unit', /1\.8 times and 32 more/],
    ['is in Kelvin', unit('temperature', 1, 273.15), 'sensor-fault/changed unit', /273\.15 more/],
    ['is in kPa', unit('pressure', 100), 'sensor-fault/changed unit', /100 times/],
    ['is in psi', unit('pressure', 14.50377), 'sensor-fault/changed unit', /14\.5 times/],
    ['is in rounds a second', unit('speed', 1 / 60), 'sensor-fault/changed unit', /0\.01667 times/],
    ['is in millimetres', unit('level', 1000), 'sensor-fault/changed unit', /1000 times/],
    [
      'is another instrument, quieter and off',
      (row) => {
        row['speed'] = 1480 + (row['speed']! - 1480) / 5 + 90;
      },
      'sensor-fault/replaced sensor',
      /speed left its level at once, stays away, and is 0\.2 times as restless/,
    ],
    [
      'is another instrument, noisier and off',
      (row) => {
        row['pressure'] = 3.2 + (row['pressure']! - 3.2) * 2.5 + 0.9;
      },
      'sensor-fault/replaced sensor',
      /2\.\d times as restless/,
    ],
    [
      'spikes',
      (row, t) => (t % 9 === 4 ? add('pressure', 0.8)(row, t) : undefined),
      'sensor-fault/spiking sensor',
      /spikes/,
    ],
    ['is noisy', (row, t) => add('speed', t % 2 ? 60 : -60)(row, t), 'sensor-fault/noisy sensor', /jumps/],
    [
      'falls to zero now and then',
      (row, t) => (t % 5 < 2 ? unit('speed', 0)(row, t) : undefined),
      'sensor-fault/loose contact',
      /contact/,
    ],
  ];
  for (const [what, disturb, name, text] of cases) {
    for (const rows of [40, 200]) {
      it(`one that ${what}, after ${rows} records`, () => {
        for (const seed of [1, 2, 3]) {
          const { kind, pattern, evidence } = decide(disturb, rows, seed);
          assert.equal(`${kind}/${pattern}`, name, `seed ${seed}: ${evidence.join(' ')}`);
          assert.match(evidence.join(' '), text);
        }
      });
    }
  }

  it('a counter that begins anew', () => {
    let first: number | undefined;
    const reset: Disturb = (row, t) => {
      if (t < 20) return;
      first ??= row['pieces']!;
      row['pieces']! -= first;
    };
    const { kind, pattern, sentence } = decide(reset, 40);
    assert.equal(`${kind}/${pattern}`, 'sensor-fault/counter reset');
    assert.match(sentence, /pieces counts, and has begun anew: it fell from \d+ to 0\./);
  });

  it('is no level shift of one tag where others move with it, or where it was told to', () => {
    const together: Disturb = (row) => {
      add('pressure', 0.6)(row, 0);
      add('speed', -300)(row, 0);
    };
    assert.equal(decide(together).pattern, 'changed conditions');
    const told: Disturb = (row) => {
      add('pressure', 0.6)(row, 0);
      row['pressure_sp'] = 80;
    };
    assert.equal(decide(told, 50, 1, { pressure_sp: 'setpoint' }).pattern, 'new operating point');
  });

  it('a machine that stands still as it used to is not stuck, and one that stands elsewhere is', () => {
    const run = (at: number | undefined): Decision => {
      const random = createRandom(4);
      const layer = createDecision(parseConfig({}), testContext());
      let record: TwinRecord | undefined;
      for (let t = 0; t < 900; t++) {
        // Every third hundred of records the machine rests.
        const on = t < 750 && Math.floor(t / 100) % 3 < 2;
        const held = t >= 750 ? at : undefined;
        const values = {
          current: held ?? (on ? 3 + 0.05 * random.normal() : 0),
          flow: held ?? (on ? 12 + 0.5 * random.normal() : 0),
          room: 20 + 0.3 * random.normal(),
        };
        const anomaly = t >= 750;
        const verdict = anomaly ? 'anomaly' : 'normal';
        const roles: Record<string, TagRole> = {};
        record = { asset: 'plant', time: 1e12 + 1000 * t, values, roles, features: FEATURES, anomaly, verdict };
        layer.step(record);
      }
      return record!.decision!;
    };
    assert.equal(run(0).pattern, 'changed conditions');
    assert.equal(run(7.25).pattern, 'stuck sensor');
  });

  it('a tag that is told what to do, without anybody saying so, does not spike when it goes to another of its levels', () => {
    for (const to of [35, 50, 80]) {
      const random = createRandom(to);
      const layer = createDecision(parseConfig({}), testContext());
      let record: TwinRecord | undefined;
      for (let t = 0; t < 720; t++) {
        const target = t < 700 ? [20, 35, 50, 65, 80][Math.floor(t / 60) % 5]! : to;
        const values = { target, level: 2 + 0.02 * random.normal(), flow: 7 + 0.1 * random.normal() };
        const anomaly = t >= 700;
        const verdict = anomaly ? 'anomaly' : 'normal';
        record = {
          asset: 'plant',
          time: 1e12 + 1000 * t,
          values,
          roles: {},
          features: Object.keys(values),
          anomaly,
          verdict,
        };
        layer.step(record);
      }
      assert.notEqual(record!.decision!.pattern, 'spiking sensor');
    }
  });
});
