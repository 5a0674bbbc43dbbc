import assert from 'node:assert/strict';
import type { Decision, TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';
import { type Change, ToldPlant as Plant } from './told-plant';

/** What is decided at the end of some changed rows. @param before normal rows */
function decide(plant: Plant, change: Change, before = 200, rows = 40): Decision {
  const layer = createDecision(parseConfig({}), testContext());
  for (let t = 0; t < before; t++) layer.step(plant.record(false));
  let last: TwinRecord | undefined;
  for (let t = 0; t < rows; t++) {
    last = plant.record(true, change, t);
    layer.step(last);
  }
  assert.ok(last?.decision, 'an alarm is open');
  return last.decision;
}

const offset: Change = (values) => {
  values['flow']! += 0.6;
};

describe('decision without a twin: by what the detector has learned', () => {
  it('names an instrument that is off, and says what it reads and what the others tell', () => {
    const decision = decide(new Plant(), offset);
    assert.deepEqual([decision.kind, decision.pattern, decision.tags[0]], ['sensor-fault', 'offset sensor', 'flow']);
    assert.match(decision.sentence, /flow reads \d\.\d+; from the other tags \d\.\d+ is expected\./);
    const [, reads, expected] = /reads ([\d.]+); from the other tags ([\d.]+) is/.exec(decision.sentence)!;
    assert.ok(Math.abs(Number(reads) - Number(expected) - 0.6) < 0.3);
  });

  it('is lost in the ups and downs of the plant where nobody tells', () => {
    const decision = decide(new Plant(false), offset);
    assert.notEqual(decision.pattern, 'offset sensor');
    assert.ok(!decision.sentence.includes('from the other tags'));
  });

  it('knows what is usual from the first record of the model on', () => {
    const decision = decide(new Plant(), offset, 64);
    assert.deepEqual([decision.pattern, decision.tags[0]], ['offset sensor', 'flow']);
  });

  it('calls a slow move of one tag a drift, with the words for what it leaves', () => {
    const creeping: Change = (values, t) => {
      values['temp']! -= 0.03 * t;
    };
    const decision = decide(new Plant(), creeping, 300, 90);
    assert.equal(decision.kind, 'data-drift', decision.evidence.join(' '));
    assert.match(decision.sentence, /temp moves slowly away from what the other tags tell/);
  });

  it('calls one that comes late a delayed sensor, and says by how many messages', () => {
    const past: number[] = [];
    const late: Change = (values) => {
      past.push(values['flow']!);
      values['flow'] = past[Math.max(0, past.length - 13)]!;
    };
    const decision = decide(new Plant(), late, 300, 90);
    assert.deepEqual(
      [decision.kind, decision.pattern],
      ['sensor-fault', 'delayed sensor'],
      decision.evidence.join(' '),
    );
    assert.match(decision.sentence, /flow shows what the other tags told 1[1-3] messages before/);
  });

  it('calls tags that leave what the others tell at the same moment an attack', () => {
    const tampered: Change = (values) => {
      values['flow']! += 0.3;
      values['level']! -= 0.12;
      values['temp']! += 1.8;
    };
    const decision = decide(new Plant(), tampered);
    assert.equal(decision.kind, 'cyber-attack', decision.evidence.join(' '));
    assert.match(decision.evidence.join(' '), /left what the other tags tell at the same moment/);
  });

  /** All are told from flow, as far as what it reads, or read last, is from what it should. */
  const follow = (values: Record<string, number>, expected: Record<string, number>, off: number): void => {
    expected['level']! += 0.15 * off;
    expected['temp']! -= 4.2 * off;
    expected['pump']! += 0.4 * off;
    values['flow'] = expected['flow']! + off;
  };

  for (const [what, name, reads] of [
    ['stands still', 'sensor-fault/stuck sensor', (): number => 2.4],
    ['gives no value', 'sensor-fault/sensor dropout', (): number => Number.NaN],
  ] as const) {
    it(`one that ${what} keeps that name, whatever the others that are told from it seem to do`, () => {
      for (const before of [200, 231, 262, 293]) {
        const plant = new Plant();
        const layer = createDecision(parseConfig({}), testContext());
        for (let t = 0; t < before; t++) layer.step(plant.record(false));
        const called = new Set<string>();
        for (let t = 0; t < 250; t++) {
          const record = plant.record(
            true,
            (values, _, expected) => {
              const flow = reads();
              follow(values, expected, (Number.isNaN(flow) ? 2.4 : flow) - expected['flow']!);
              if (Number.isNaN(flow)) {
                delete values['flow'];
                delete expected['flow'];
              } else values['flow'] = flow;
            },
            t,
          );
          layer.step(record);
          const { kind, pattern } = record.decision ?? {};
          if (t >= 30) called.add(`${kind}/${pattern}`);
        }
        assert.deepEqual([...called], [name], `${before}`);
      }
    });
  }

  it('one that stands still keeps that name when the process moves away from it, and the others with the process', () => {
    const called = new Set<string>();
    const plant = new Plant();
    const layer = createDecision(parseConfig({}), testContext());
    for (let t = 0; t < 240; t++) layer.step(plant.record(false));
    for (let t = 0; t < 200; t++) {
      const record = plant.record(
        true,
        (values, _, expected) => {
          const more = Math.max(0, Math.min(1, (t - 60) / 3));
          values['flow'] = 2.4;
          // What flow should read follows the others; they are told from the flow that stands.
          expected['flow']! += more;
          values['level']! += 0.14 * more;
          values['temp']! -= 4 * more;
        },
        t,
      );
      layer.step(record);
      const { kind, pattern } = record.decision ?? {};
      if (t >= 30) called.add(`${kind}/${pattern}`);
    }
    assert.deepEqual([...called], ['sensor-fault/stuck sensor']);
  });

  it('sees spikes of a controlled tag that its own controller answers, so that its commands tell them', () => {
    const spikes: Change = (values, t, expected) => {
      if (t % 6 !== 2) return;
      values['level']! += 1.2;
      expected['level']! += 1.2;
    };
    const { kind, pattern, tags } = decide(new Plant(true, true), spikes, 300, 60);
    assert.deepEqual([kind, pattern, tags[0]], ['sensor-fault', 'spiking sensor', 'level']);
  });

  it('goes on from a snapshot with what it knows of them', () => {
    const plant = new Plant();
    const layer = createDecision(parseConfig({}), testContext());
    for (let t = 0; t < 150; t++) layer.step(plant.record(false));
    const again = createDecision(parseConfig({}), testContext(), JSON.parse(JSON.stringify(layer.snapshot())));
    const records = Array.from({ length: 40 }, (_, t) => plant.record(true, offset, t));
    const copies = structuredClone(records);
    for (const record of records) layer.step(record);
    for (const record of copies) again.step(record);
    assert.deepEqual(copies, records);
    assert.equal(copies.at(-1)!.decision?.pattern, 'offset sensor');
  });

  it('keeps to a supplied twin where there is one', () => {
    const plant = new Plant();
    const withTwin = (record: TwinRecord): TwinRecord => {
      const flow = record.values['flow']!;
      // The twin goes along with what the detector would not expect.
      return { ...record, derived: { 'flow~twin': 0.001 * Math.sin(record.time) }, values: { ...record.values, flow } };
    };
    const layer = createDecision(parseConfig({}), testContext());
    for (let t = 0; t < 200; t++) layer.step(withTwin(plant.record(false)));
    let last = withTwin(plant.record(true, offset));
    for (let t = 0; t < 40; t++) {
      last = withTwin(plant.record(true, offset, t));
      layer.step(last);
    }
    assert.ok(!last.decision!.sentence.includes('flow reads'), last.decision!.sentence);
  });
});
