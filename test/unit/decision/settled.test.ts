import assert from 'node:assert/strict';
import type { Decision, TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';
import { type Disturbance, Plant } from './plant';

/** Records for which a detector still remembers a trouble that is over. */
const MEMORY = 30;

interface Told {
  readonly during: readonly (Decision | undefined)[];
  readonly after: readonly (Decision | undefined)[];
  readonly changes: readonly string[];
}

type Course = (t: number) => number;
/** A tag that reads so much more than it should. */
const add =
  (tag: string, by: Course): Disturbance =>
  (row, t) => {
    row[tag]! += by(t);
  };
/** A tag that reads something else now and then. */
const put =
  (tag: string, value: number, when: (t: number) => boolean): Disturbance =>
  (row, t) => {
    if (when(t)) row[tag] = value;
  };

/** A trouble of some rows, then the plant as ever while the detector still finds it anomalous for a while. */
function live(disturb: Disturbance, rows: number, seed = 1, back?: Disturbance): Told {
  const context = testContext();
  const layer = createDecision(parseConfig({}), context);
  const plant = new Plant(seed);
  const step = (record: TwinRecord): Decision | undefined => {
    layer.step(record);
    return record.decision;
  };
  for (const record of plant.records(600)) step(record);
  const during = plant.records(rows, true, disturb).map(step);
  const after = [...plant.records(MEMORY, true, back).map(step), ...plant.records(200).map(step)];
  const changes = context.sent.filter(({ event }) => event === 'alarm-changed').map((e) => `${e.kind}/${e.pattern}`);
  return { during, after, changes };
}

const name = (decision: Decision | undefined): string | undefined => decision && `${decision.kind}/${decision.pattern}`;
const namesOf = (told: readonly (Decision | undefined)[]): string[] => [
  ...new Set(told.flatMap((decision) => name(decision) ?? [])),
];

describe('decision: an alarm keeps its name while it clears', () => {
  const held = (tag: string): Disturbance => {
    let value: number | undefined;
    return (row) => {
      value ??= row[tag]!;
      row[tag] = value;
    };
  };
  const tampered: Disturbance = (row) => {
    row['flow']! += 0.4;
    row['temp']! -= 3;
  };
  const cases: readonly [what: string, make: () => Disturbance, rows: number, back?: Disturbance][] = [
    ['an offset that was mended', () => add('flow', () => 0.4), 60],
    ['a large offset that was mended after a long time', () => add('temp', () => -6), 400],
    ['a sensor that was stuck', () => held('temp'), 90],
    ['a noisy sensor', () => add('pressure', (t) => (t % 2 ? 0.06 : -0.06)), 80],
    ['values that were tampered with', () => tampered, 50],
    [
      'a slow drift that is mended in half a minute',
      () => add('temp', (t) => 0.012 * Math.min(t, 250)),
      300,
      add('temp', (t) => Math.max(0, 3 * (1 - t / 20))),
    ],
    ['a slow drift that is mended at once', () => add('flow', (t) => 0.0012 * t), 300],
  ];
  for (const [what, make, rows, back] of cases) {
    for (const seed of [1, 2]) {
      it(`${what}, plant ${seed}`, () => {
        const { during, after } = live(make(), rows, seed, back);
        const last = name(during.at(-1));
        assert.ok(last !== undefined, 'an alarm is open');
        assert.deepEqual(namesOf(after), [last]);
        assert.equal(after.at(-1), undefined, 'it clears');
      });
    }
  }
});

describe('decision: an alarm has one name', () => {
  it('of an attack stays when its trace has left the memory, until a person has acknowledged it', () => {
    const layer = createDecision(parseConfig({}), testContext());
    const plant = new Plant();
    for (const record of plant.records(600)) layer.step(record);
    const attack: Disturbance = (row, t) => {
      row['temp']! += 3;
      if (t < 30) row['~interval']! += 40;
    };
    const last = (records: TwinRecord[]): Decision | undefined => {
      for (const record of records) layer.step(record);
      return records.at(-1)!.decision;
    };
    assert.equal(last(plant.records(30, true, attack))?.kind, 'cyber-attack');
    const later: Disturbance = (row) => attack(row, 100);
    assert.equal(last(plant.records(500, true, later))?.kind, 'cyber-attack');
    layer.order!({ do: 'acknowledge', asset: '', by: 'Ann', options: {} }, undefined);
    assert.equal(last(plant.records(300, true, later))?.kind, 'sensor-fault');
  });

  it('of an attack stays while it becomes graver with the time that it lasts', () => {
    const { during } = live((row, t) => {
      row['temp']! += 3;
      row['~interval']! += 12 + (t % 2) * 10;
    }, 1000);
    assert.deepEqual(namesOf(during.slice(100)), [name(during.at(-1))]);
    assert.deepEqual([during[200]?.kind, during[200]?.severity], ['cyber-attack', 'medium']);
    assert.deepEqual([during.at(-1)?.kind, during.at(-1)?.severity], ['cyber-attack', 'high']);
  });

  for (const [what, disturb] of [
    ['noise', add('pressure', (t) => [0.05, -0.07, 0.02, -0.06, 0.08][t % 5]!)],
    ['spikes', add('level', (t) => ([3, 11, 17, 24, 36].includes(t % 40) ? 1 : 0))],
    ['an offset', add('flow', () => 0.5)],
    ['a loose contact', put('flow', 0, (t) => t % 5 < 2)],
  ] as readonly (readonly [string, Disturbance])[]) {
    it(`and does not flap: ${what}`, () => {
      const { during, changes } = live(disturb, 300);
      const names = during.map(name).filter((one, i, all) => one !== undefined && one !== all[i - 1]);
      assert.ok(names.length <= 2, names.join(' > '));
      assert.ok(changes.filter((change) => !change.startsWith('sensor-fault')).length === 0, changes.join(' > '));
    });
  }
});

describe('decision: what one sensor does has its own name', () => {
  const cases: readonly [what: string, disturb: Disturbance, pattern: string][] = [
    ['falls to zero now and then', put('flow', 0, (t) => t % 5 < 2), 'loose contact'],
    ['jumps to the end of its range now and then', put('temp', 100, (t) => t % 7 === 0), 'loose contact'],
    ['shows outliers, one in six', add('level', (t) => (t % 6 !== 2 ? 0 : t % 12 < 6 ? 1 : -1.2)), 'spiking sensor'],
    ['is noisy', add('pressure', (t) => 0.05 * Math.sin(t * 2.4)), 'noisy sensor'],
    ['has a bias of many deviations', add('temp', () => 25), 'offset sensor'],
  ];
  for (const [what, disturb, pattern] of cases) {
    for (const rows of [40, 200]) {
      it(`one that ${what}, after ${rows} records`, () => {
        const { during } = live(disturb, rows);
        assert.equal(name(during.at(-1)), `sensor-fault/${pattern}`);
      });
    }
  }
});

describe('decision: an open alarm from an older version', () => {
  it('is gone on with, and clears', () => {
    const layer = createDecision(parseConfig({}), testContext());
    const plant = new Plant();
    const offset = add('flow', () => 0.5);
    for (const record of [...plant.records(600), ...plant.records(40, true, offset)]) layer.step(record);
    const { standing, ...rest } = structuredClone(layer.snapshot()) as { standing: { judgement: unknown } };
    const old = { ...rest, judgement: standing.judgement };
    const newer = createDecision(parseConfig({}), testContext(), JSON.parse(JSON.stringify(old)));
    const [next] = plant.records(1, true, offset);
    newer.step(next!);
    assert.equal(name(next!.decision), 'sensor-fault/offset sensor');
    const calm = plant.records(100);
    for (const record of calm) newer.step(record);
    assert.equal(calm.at(-1)!.decision, undefined);
  });
});
