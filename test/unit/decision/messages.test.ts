import assert from 'node:assert/strict';
import type { Comms, Decision } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';
import { Plant } from './plant';

/** A flow sensor reads too high; beside it the messages look as `odd` says, now and, if it was so before, always. */
function decide(odd: Comms, always = false): Decision {
  const plant = new Plant(1);
  const layer = createDecision(parseConfig({}), testContext());
  const normal = plant.records(600);
  if (always) for (const [i, record] of normal.entries()) if (i % 2 === 0) Object.assign(record.comms!, odd);
  for (const record of normal) layer.step(record);
  const records = plant.records(50, true, (row) => {
    row['flow']! += 0.5;
  });
  for (const [i, record] of records.entries()) {
    if (i % 2 === 0) Object.assign(record.comms!, odd);
    layer.step(record);
  }
  return records.at(-1)!.decision!;
}

describe('decision: what the messages themselves show', () => {
  it('a change that comes from an unknown source is an attack, not a fault', () => {
    assert.equal(decide({}).kind, 'sensor-fault');
    const { kind, evidence } = decide({ unknownSource: true });
    assert.equal(kind, 'cyber-attack');
    assert.ok(
      evidence.some((text) => /messages came from a source that was not there before/.test(text)),
      evidence.join(' '),
    );
  });

  it('messages that are missing, late or twice are told as evidence', () => {
    assert.ok(decide({ sequenceGap: 2 }).evidence.some((text) => /missing by their sequence numbers/.test(text)));
    assert.ok(decide({ strays: 1 }).evidence.some((text) => /came twice or late/.test(text)));
  });

  it('a line that always loses messages says nothing', () => {
    const { kind, evidence } = decide({ sequenceGap: 1 }, true);
    assert.equal(kind, 'sensor-fault');
    assert.ok(!evidence.some((text) => /sequence numbers/.test(text)), evidence.join(' '));
  });
});
