import assert from 'node:assert/strict';
import type { Decision } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { isTwinStill } from '../../../nodes/decision/evidence/still-twin';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';
import { type Disturbance, Plant } from './plant';

/** The last decision of a plant that has learned rows such as `usual` makes them, and then is disturbed. */
function decided(disturb: Disturbance, usual: Disturbance = () => {}): Decision {
  const layer = createDecision(parseConfig({ charts: false }), testContext('plant'));
  const plant = new Plant();
  for (const record of plant.records(600, false, usual)) layer.step(record);
  const both: Disturbance = (row, t) => {
    usual(row, t);
    disturb(row, t);
  };
  const records = plant.records(60, true, both);
  for (const record of records) layer.step(record);
  return records.at(-1)!.decision!;
}

describe('decision: two sensors that step with the same message', () => {
  /** Two thermometers of one pipe. */
  const redundant: Disturbance = (row) => {
    row['level'] = 50 + 100 * (row['level']! / 2 - 1);
    row['temp'] = 50.2 + 100 * (row['temp']! / 40 - 1);
    Object.assign(row, { level_twin: 50, temp_twin: 50.2 });
  };
  for (const by of [4, 6, -6]) {
    it(`a redundant pair that is moved together by ${by} is no pair of swapped sensors`, () => {
      const { kind, pattern, evidence } = decided((row) => {
        row['level']! += by;
        row['temp']! += by;
      }, redundant);
      assert.notEqual(pattern, 'swapped sensors');
      assert.equal(kind, 'cyber-attack', evidence.join(' '));
    });
  }

  it('two of a redundant pair that step towards and past each other are not called swapped either', () => {
    const { pattern } = decided((row) => {
      row['level']! += 4;
      row['temp']! -= 4;
    }, redundant);
    assert.notEqual(pattern, 'swapped sensors');
  });

  it('two that were clearly apart, and of which each reads what the other did, are', () => {
    const { kind, pattern, tags } = decided((row) => {
      [row['flow'], row['temp']] = [row['temp']!, row['flow']!];
    });
    assert.deepEqual([kind, pattern, [...tags].sort()], ['sensor-fault', 'swapped sensors', ['flow', 'temp']]);
  });
});

describe('decision: a twin that stands still', () => {
  const wave: Disturbance = (row, t) => {
    for (const tag of ['level', 'flow', 'temp', 'pressure'] as const) {
      const way = 1 + 0.05 * Math.sin(t / 5);
      row[tag]! *= way;
      row[`${tag}_twin`] = row[`${tag}_twin`]! * way;
    }
  };
  const TRUTH = { level: 2, flow: 5, temp: 40, pressure: 1.2 };

  it('while the plant goes on is frozen', () => {
    const { pattern } = decided((row) => {
      for (const [tag, value] of Object.entries(TRUTH)) row[`${tag}_twin`] = 1.1 * value;
    }, wave);
    assert.equal(pattern, 'frozen twin');
  });

  it('is not where what is measured stands still, too: nothing tells that the plant goes on', () => {
    const rows = 60;
    const moving = Array.from({ length: rows }, (_, t) => 79.7 + Math.sin(t / 5));
    const still = new Array<number>(rows).fill(79.7);
    const isStill = (since: readonly number[]): boolean => {
      const values = [...moving, ...since];
      const twin = [...moving, ...still];
      return isTwinStill(
        Float64Array.from(values),
        Float64Array.from(values, (value, t) => value - twin[t]!),
        rows,
      );
    };
    assert.deepEqual([isStill(moving), isStill(still)], [true, false]);
  });
});
