import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ConfigError } from '../../../lib/config/fields';
import type { Layer } from '../../../lib/layer/layer';
import { parseOrder } from '../../../lib/layer/orders';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import {
  excludedBy,
  type LeastDeviations,
  leastOf,
  leastText,
  readLeast,
  withLeast,
} from '../../../nodes/decision/least';
import { testContext } from '../../fixtures/layer-context';
import { type Disturbance, Plant } from './plant';

/** What tags are called at some plants. */
const STRANGE = ['ns=2;s=Valve', 'ns=3;s="DB1"."Level"', '"Level"', 'pump high', 'never', 'T1 >= 2', 'a, b', 'a\\"'];

/** The flow is off by so many of its unit; its usual spread is 0.05. */
const off =
  (size: number): Disturbance =>
  (row) => {
    row['flow']! += size;
  };

function learned(least: string): { layer: Layer; plant: Plant } {
  const layer = createDecision(parseConfig({ least }), testContext('plant'));
  const plant = new Plant();
  for (const record of plant.records(600)) layer.step(record);
  return { layer, plant };
}

function live({ layer, plant }: ReturnType<typeof learned>, rows: number, anomaly: boolean, how?: Disturbance) {
  const records = plant.records(rows, anomaly, how);
  for (const record of records) layer.step(record);
  return records;
}

/** Whether a flow that is off by so much raises an alarm under a setting. */
function alarms(least: string, how: Disturbance): boolean {
  return live(learned(least), 60, true, how).some(({ decision }) => decision !== undefined);
}

describe('decision: the least deviation of a tag', () => {
  it('a deviation below it raises no alarm, one beyond it does, and without the setting both do', () => {
    assert.equal(alarms('', off(0.5)), true);
    assert.equal(alarms('flow >= 1', off(0.5)), false);
    assert.equal(alarms('flow >= 1', off(1.5)), true);
    assert.equal(alarms('flow >= 1', off(-1.5)), true);
  });

  it('a direction lets only that direction alarm', () => {
    assert.equal(alarms('flow >= 0.4 high', off(0.6)), true);
    assert.equal(alarms('flow >= 0.4 high', off(-0.6)), false);
    assert.equal(alarms('flow >= 0.4 low', off(-0.6)), true);
    assert.equal(alarms('flow low', off(0.6)), false);
    assert.equal(alarms('flow low', off(-0.6)), true);
  });

  it('a direction holds on the whole: what comes and goes around it is none of it', () => {
    const restless: Disturbance = (row, t) => {
      row['flow']! += 0.5 + (t % 2 === 0 ? 0.6 : -0.6);
    };
    assert.equal(alarms('flow low', restless), false);
    assert.equal(alarms('flow high', restless), true);
  });

  it('other tags alarm as ever, also beside one that is excused', () => {
    const both: Disturbance = (row) => {
      row['flow']! += 0.5;
      row['temp']! += 4;
    };
    assert.equal(alarms('flow >= 1', both), true);
    assert.equal(alarms('flow >= 1\ntemp >= 10', both), false);
  });

  it('an anomaly that raises no alarm says why, on the record and as status', () => {
    const setting = learned('flow >= 1');
    const { masked, decision } = live(setting, 30, true, off(0.5)).at(-1)!;
    assert.equal(decision, undefined);
    assert.match(masked!.why, /^flow deviates by less than what is set as least deviation$/);
    assert.equal(setting.layer.status().state, 'masked');
    assert.equal(live(setting, 100, false).at(-1)!.masked, undefined);
    assert.equal(setting.layer.status().state, 'watching');
  });

  it('a deviation that grows beyond it alarms then, however long it was excused', () => {
    const setting = learned('flow >= 1');
    assert.ok(live(setting, 500, true, off(0.5)).every(({ decision }) => decision === undefined));
    const records = live(setting, 20, true, off(1.5));
    assert.equal(records.at(-1)!.decision?.kind !== undefined, true);
    assert.deepEqual(records.at(-1)!.decision!.tags, ['flow']);
  });

  it('an alarm clears when what is left of it is less, though the score stays beyond its limit', () => {
    const setting = learned('flow >= 1');
    assert.ok(live(setting, 60, true, off(1.5)).at(-1)!.decision !== undefined);
    assert.equal(live(setting, 120, true, off(0.5)).at(-1)!.decision, undefined);
  });

  it('a sensor that stands still or gives no value does not deviate by an amount: it alarms', () => {
    assert.equal(
      alarms('flow >= 1', (row) => {
        row['flow'] = 5;
      }),
      true,
    );
    assert.equal(
      alarms('flow >= 1', (row) => {
        delete row['flow'];
      }),
      true,
    );
  });

  const strange: Record<string, (record: TwinRecord, i: number) => void> = {
    'come from an unknown source': (record) => {
      record.comms!.unknownSource = true;
    },
    'come twice or late': (record) => {
      record.comms!.strays = 2;
    },
    'come at other times': (record) => {
      record.derived!['~interval'] = 1400;
    },
  };
  for (const [name, change] of Object.entries(strange)) {
    it(`messages that ${name} alarm, whatever is excused`, () => {
      const { layer, plant } = learned('level >= 100\nflow >= 100\ntemp >= 100\npressure >= 100');
      const records = plant.records(60, true, off(0.5));
      for (const [i, record] of records.entries()) {
        change(record, i);
        layer.step(record);
      }
      const { decision } = records.at(-1)!;
      assert.ok(decision?.evidence.some((text) => /messages|the data have arrived/.test(text)));
    });
  }

  it('an attack that repeats the past alarms', () => {
    const { layer, plant } = learned('level >= 100\nflow >= 100\ntemp >= 100\npressure >= 100');
    const past = plant.records(30);
    for (const record of past) layer.step(structuredClone(record));
    const again = plant.records(30, true).map((record, i) => ({ ...record, values: past[i]!.values }));
    for (const record of again) layer.step(record);
    assert.equal(again.at(-1)!.decision?.kind, 'cyber-attack');
  });

  const wrong: [string, RegExp][] = [
    ['T1 >= 2 high\nT2 > 3', /^least: line 2: "T2 > 3" is not understood; write tag >= deviation/],
    ['T1 >= 2 K high', /^least: line 1: .*is not understood/],
    ['T1', /^least: line 1: "T1" is not understood/],
    ['T1 >= much', /^least: line 1: .* give a number from 0 in the tag's own unit/],
    ['T1 >= -2', /^least: line 1: .* give a number from 0/],
    ['T1 high\n\nT1 >= 3', /^least: line 3: .*names T1 a second time/],
  ];
  for (const [text, message] of wrong) {
    it(`${JSON.stringify(text)} is refused with its line`, () => {
      assert.throws(
        () => parseConfig({ least: text }),
        (error: Error) => error instanceof ConfigError && message.test(error.message),
      );
    });
  }

  it('whatever a tag is called, its line says the same when it is read again', () => {
    const name = fc.oneof(fc.string({ minLength: 1, unit: 'binary' }), fc.constantFrom(...STRANGE));
    const way = fc.constantFrom('high', 'low', 'both', 'never');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.double({ min: 0, max: 1e9, noNaN: true }), way)), (lines) => {
        const least = new Map(lines.map(([tag, size, to]) => [tag, { size: to === 'never' ? 0 : size, way: to }]));
        assert.deepEqual(readLeast(leastText(least as LeastDeviations)), least);
      }),
    );
  });

  it('a name that holds a sign stands in quotation marks; marks around a part of it belong to it', () => {
    const { least } = parseConfig({ least: '"ns=2;s=Valve" >= 2\n"DB1"."Level" never' });
    assert.deepEqual([...least.keys()], ['ns=2;s=Valve', '"DB1"."Level"']);
  });

  /** Which line holds for a tag, after what another version kept. */
  const setBefore = (least: string, over: string): { least: Record<string, unknown>; ended: unknown[] } => {
    const context = testContext('plant');
    const from = { ordered: { config: { least: `${over}\nT2 >= 3 high` }, over: { least: over }, given: {} } };
    const kept = { ...(createDecision(parseConfig({}), testContext('plant')).snapshot() as object), ...from };
    const layer = createDecision(parseConfig({ least }), context, kept);
    const report = layer.order(parseOrder({ do: 'status' }, ['status']), undefined);
    return {
      least: report['least'] as Record<string, unknown>,
      ended: context.sent.filter(({ event }) => event === 'setting-ended'),
    };
  };
  for (const [dialog, before] of [
    ['"DB1"."Valve" low', '"DB1"."Valve" low'],
    ['"Valve" low', '"Valve" low'],
    ['"ns=2;s=T1" low', '"ns=2;s=T1"   low'],
    ['"DB1"."Valve" low', '"\\"DB1\\".\\"Valve\\"" low'],
  ] as const) {
    it(`what was set by order stays where the dialog, ${dialog}, was written as ${before}`, () => {
      const { least, ended } = setBefore(dialog, before);
      assert.deepEqual(ended, []);
      assert.deepEqual(least['T2'], { size: 3, way: 'high' });
    });
  }

  it('what was set by order is over, and told, where the dialog says something else', () => {
    const { least, ended } = setBefore('"DB1"."Valve" high', '"DB1"."Valve" low');
    assert.deepEqual(least, { '"DB1"."Valve"': { size: 0, way: 'high' } });
    assert.equal(ended.length, 1);
  });

  it('a tag that is called "Valve", marks and all, is found by its name as it is, and first by a line of its own', () => {
    const least = readLeast('"Valve" never');
    assert.deepEqual(leastOf(least, '"Valve"'), { size: 0, way: 'never' });
    assert.ok(excludedBy(least).has('"Valve"'));
    const own = withLeast(least, '"Valve"', { size: 0, way: 'both' });
    assert.equal(leastOf(own, '"Valve"')!.way, 'both');
    assert.deepEqual([...excludedBy(readLeast(leastText(own)))], ['Valve']);
  });

  it('names with spaces, empty lines and any space between are read', () => {
    const { least } = parseConfig({ least: '\n  Inlet temp >=2 high\r\nflow>=0.1\n' });
    assert.deepEqual(
      [...least],
      [
        ['Inlet temp', { size: 2, way: 'high' }],
        ['flow', { size: 0.1, way: 'both' }],
      ],
    );
  });
});
