import assert from 'node:assert/strict';
import type { Decision, DetectorInfo, TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';
import { type Disturbance, Plant } from './plant';

const DETECTOR: DetectorInfo = { node: 'twin-autoencoder', model: 'm', version: 1, engine: 'wasm' };

/** Whom the other tags speak against in a row of the disturbance. */
type Speaks = (t: number) => readonly string[];

/** The disturbed rows, as a detector would have judged them. */
function disturbed(plant: Plant, disturb: Disturbance, speaks: Speaks, rows = 60): TwinRecord[] {
  return plant.records(rows, true, disturb).map((record, t): TwinRecord => {
    const disputed = speaks(t);
    return { ...record, detector: disputed.length > 0 ? { ...DETECTOR, disputed } : DETECTOR };
  });
}

function usual(): { layer: ReturnType<typeof createDecision>; plant: Plant } {
  const layer = createDecision(parseConfig({ charts: false }), testContext('plant'));
  const plant = new Plant();
  for (const record of plant.records(400)) layer.step({ ...record, detector: DETECTOR });
  return { layer, plant };
}

/** What is said at the end. */
function decide(disturb: Disturbance, speaks: Speaks): Decision {
  const { layer, plant } = usual();
  const records = disturbed(plant, disturb, speaks);
  for (const record of records) layer.step(record);
  assert.ok(records.at(-1)!.decision, 'an alarm is open');
  return records.at(-1)!.decision!;
}

const together =
  (by: number): Disturbance =>
  (row) => {
    row['flow']! += by;
    row['flow_twin']! += by;
  };

describe('decision: a measurement forged together with its twin', () => {
  it('is an attack: the twin agrees, and the other tags speak against both', () => {
    const decision = decide(together(0.5), () => ['flow']);
    assert.deepEqual([decision.kind, decision.tags[0]], ['cyber-attack', 'flow'], decision.evidence.join(' '));
    assert.match(decision.sentence, /flow agrees with its twin, but the other tags speak against both/);
    assert.ok(decision.confidence >= 0.75, 'sure enough to stay one');
  });

  it('is one, too, when both are held at one value: a stuck instrument takes no twin along', () => {
    const held: Disturbance = (row) => {
      row['flow'] = 5.02;
      row['flow_twin'] = 5;
    };
    assert.equal(decide(held, () => ['flow', 'pressure']).kind, 'cyber-attack');
    const alone: Disturbance = (row) => {
      row['flow'] = 5.02;
    };
    assert.deepEqual(decide(alone, () => []).pattern, 'stuck sensor');
    // What the others say of it and of its neighbours follows from that, also where the twin comes after what is measured.
    const followed: Disturbance = (row, t) => {
      row['flow'] = 5.02;
      row['flow_twin'] = 5 + 0.02 * Math.sin(t / 5);
    };
    assert.equal(decide(followed, () => ['flow', 'pressure']).pattern, 'stuck sensor');
  });

  it('is none where nobody speaks against it: the plant runs elsewhere, and its twin goes along', () => {
    assert.equal(decide(together(0.5), () => []).kind, 'data-drift');
  });

  it('is none where the others spoke in fewer records than an alarm takes', () => {
    assert.notEqual(decide(together(0.5), (t) => (t < 2 ? ['flow'] : [])).kind, 'cyber-attack');
  });

  for (const [what, off] of [
    ['steps away', () => 0.5],
    ['creeps away', (t: number) => 0.012 * t],
    ['is restless', (t: number) => (t % 2 === 0 ? 0.3 : -0.3)],
  ] as const) {
    it(`is none where one instrument ${what} from its own twin: that explains what the others say of its neighbours`, () => {
      const broken: Disturbance = (row, t) => {
        row['flow']! += off(t);
      };
      const decision = decide(broken, (t) => (t > 20 ? ['pressure', 'flow'] : []));
      assert.notEqual(decision.kind, 'cyber-attack', decision.evidence.join(' '));
      assert.ok(!decision.evidence.join(' ').includes('speak against'));
    });
  }

  it('goes on the same from a snapshot in the midst of it', () => {
    const { layer, plant } = usual();
    const records = disturbed(plant, together(0.5), (t) => (t < 8 ? ['flow'] : []));
    for (const record of records.slice(0, 8)) layer.step(record);
    const again = createDecision(
      parseConfig({ charts: false }),
      testContext('plant'),
      JSON.parse(JSON.stringify(layer.snapshot())),
    );
    const copies = structuredClone(records.slice(8));
    for (const record of records.slice(8)) layer.step(record);
    for (const record of copies) again.step(record);
    assert.deepEqual(copies, records.slice(8));
    assert.equal(copies.at(-1)!.decision?.kind, 'cyber-attack');
  });
});
