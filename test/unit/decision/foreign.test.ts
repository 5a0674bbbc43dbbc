import assert from 'node:assert/strict';
import { InputError } from '../../../lib/input';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';

describe('decision: what came with a record', () => {
  const record = (more: object): TwinRecord => ({ asset: 'a', time: 1, values: { a: 1 }, ...more }) as TwinRecord;

  it('is no decision while no alarm is open', () => {
    const layer = createDecision(parseConfig({}), testContext());
    for (const decision of [{ kind: 'cyber-attack' }, {}, 'attack', null]) {
      const one = record({ decision });
      layer.step(one);
      assert.equal(one.decision, undefined);
    }
  });

  it('is refused with the field when it is too much or of the wrong kind, and nothing is kept', () => {
    const layer = createDecision(parseConfig({}), testContext());
    const before = JSON.stringify(layer.snapshot());
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`t${i}`, 1]));
    for (const [more, field] of [
      [{ values: many }, 'payload.values'],
      [{ derived: many }, 'payload.derived'],
      [{ features: Object.keys(many) }, 'payload.features'],
      [{ features: {} }, 'payload.features'],
      [{ features: 'a' }, 'payload.features'],
    ] as const) {
      assert.throws(
        () => layer.step(record(more)),
        (error) => error instanceof InputError && error.field === field,
      );
    }
    assert.equal(JSON.stringify(layer.snapshot()), before);
  });
});
