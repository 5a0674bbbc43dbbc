import assert from 'node:assert/strict';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';
import { type Disturbance, Plant } from './plant';

const RELEASE = 10;
const off: Disturbance = (row) => {
  row['flow']! += 0.5;
};

/** An alarm about a flow that is off. The detector has got used to it: it holds what follows for normal. */
function usedToIt(): (records: number, disturb?: Disturbance) => number {
  const layer = createDecision(parseConfig({ charts: false, offDelay: 0, release: RELEASE }), testContext('plant'));
  const plant = new Plant();
  for (const record of [...plant.records(400), ...plant.records(30, true, off)]) layer.step(record);
  return (records, disturb) => {
    const judged = plant.records(records, false, disturb);
    for (const record of judged) layer.step(record);
    return judged.filter(({ decision }) => decision !== undefined).length;
  };
}

describe('decision: an alarm while its tag has not come back', () => {
  it('stands although the detector has got used to it, and clears once the tag is back', () => {
    const live = usedToIt();
    assert.equal(live(50, off), 50);
    const after = live(40);
    assert.ok(after >= 1 && after < RELEASE, `${after} records after the way back`);
  });

  it('clears by itself when it stays away: then that is what the plant is like', () => {
    const live = usedToIt();
    assert.equal(live(60, off), 60);
    assert.ok(live(40, off) < 20);
  });
});
