import assert from 'node:assert/strict';
import type { Decision } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';
import { type Disturbance, Plant } from './plant';

/** Lets a layer learn the plant, disturbs it for some rows and returns the decision at their end. */
function decide(disturb: Disturbance, rows = 50, seed = 1): Decision {
  const layer = createDecision(parseConfig({}), testContext());
  const plant = new Plant(seed);
  for (const record of plant.records(600)) layer.step(record);
  const records = plant.records(rows, true, disturb);
  for (const record of records) layer.step(record);
  const { decision } = records.at(-1)!;
  assert.ok(decision, 'an alarm is open');
  return decision;
}

/** Says which disturbance is recognised as what, on three differently seeded plants. */
function expect(disturb: () => Disturbance, kind: string, pattern: string, tags: string[], rows = 50): void {
  for (const seed of [1, 2, 3]) {
    const decision = decide(disturb(), rows, seed);
    assert.deepEqual(
      [decision.kind, decision.pattern],
      [kind, pattern],
      `seed ${seed}: ${decision.evidence.join(' ')}`,
    );
    for (const tag of tags) assert.ok(decision.tags.includes(tag), `seed ${seed}: ${tag} in ${decision.tags}`);
    assert.ok(decision.confidence > 0.5 && decision.confidence <= 1);
  }
}

describe('decision: what is a sensor fault', () => {
  it('one sensor that is stuck', () => {
    const stuck = (): Disturbance => {
      let held: number | undefined;
      return (row) => {
        held ??= row['temp'];
        row['temp'] = held!;
      };
    };
    expect(stuck, 'sensor-fault', 'stuck sensor', ['temp']);
  });

  it('one sensor that is suddenly off', () => {
    expect(
      () => (row) => {
        row['flow']! += 0.5;
      },
      'sensor-fault',
      'offset sensor',
      ['flow'],
    );
  });

  it('one sensor that is suddenly off, while another one seems to be for a few rows', () => {
    const chance: Disturbance = (row, t) => {
      row['flow']! += 0.5;
      if (t < 12) row['temp']! -= 0.6;
    };
    expect(() => chance, 'sensor-fault', 'offset sensor', ['flow'], 100);
  });

  it('one sensor that drifts off fast', () => {
    expect(
      () => (row, t) => {
        row['temp']! += 0.16 * t;
      },
      'sensor-fault',
      'drifting sensor',
      ['temp'],
    );
  });

  it('one sensor that drifts off and then stays there, while no other leaves its twin', () => {
    expect(
      () => (row, t) => {
        row['temp']! += 0.08 * Math.min(t, 60);
      },
      'sensor-fault',
      'drifting sensor',
      ['temp'],
      240,
    );
  });

  it('one sensor that drifts off slowly, while no other leaves its twin', () => {
    expect(
      () => (row, t) => {
        row['flow']! -= 0.0015 * t;
      },
      'sensor-fault',
      'drifting sensor',
      ['flow'],
      240,
    );
  });

  /** What it measures goes up and down far more than usual, as the twin knows. */
  const moving =
    (read: (value: number) => number): Disturbance =>
    (row, t) => {
      const off = 15 * Math.sin(t / 25);
      row['temp_twin']! += off;
      row['temp'] = read(row['temp']! + off);
    };

  it('one sensor that reads another unit, also while what it measures moves', () => {
    const fahrenheit = (value: number): number => 1.8 * value + 32;
    expect(() => moving(fahrenheit), 'sensor-fault', 'changed unit', ['temp'], 80);
    expect(() => moving((value) => value + 30), 'sensor-fault', 'offset sensor', ['temp'], 80);
  });

  it('one sensor that is noisy', () => {
    let sign = 1;
    const noisy: Disturbance = (row) => {
      sign = -sign;
      row['pressure']! += 0.06 * sign;
    };
    expect(() => noisy, 'sensor-fault', 'noisy sensor', ['pressure']);
  });

  it('one sensor with spikes', () => {
    expect(
      () => (row, t) => {
        if (t % 10 === 3) row['level']! += 1;
      },
      'sensor-fault',
      'spiking sensor',
      ['level'],
    );
  });

  it('one sensor that gives no values', () => {
    expect(
      () => (row, t) => {
        if (t % 4 > 0) delete row['flow'];
      },
      'sensor-fault',
      'sensor dropout',
      ['flow'],
    );
  });
});

describe('decision: what is a cyber-attack', () => {
  it('several sensors that leave at the same moment', () => {
    const tamper: Disturbance = (row) => {
      row['flow']! += 0.4;
      row['temp']! -= 3;
    };
    expect(() => tamper, 'cyber-attack', 'tampered measurements', ['flow', 'temp']);
  });

  it('an actuator that does not follow its command', () => {
    expect(
      () => (row, t) => {
        row['valve']! += t % 12 < 6 ? 0.1 : 0;
      },
      'cyber-attack',
      'manipulated actuator',
      ['valve'],
    );
  });

  it('measurements that change with the timing of the messages', () => {
    const between: Disturbance = (row, t) => {
      row['level']! += 0.1;
      row['~interval']! += 12 + (t % 2) * 10;
    };
    expect(() => between, 'cyber-attack', 'data changed on the way', ['level']);
  });

  it('all sensors that stand still together', () => {
    const hold = (): Disturbance => {
      let held: Record<string, number> | undefined;
      return (row) => {
        held ??= { ...row };
        for (const tag of ['level', 'flow', 'temp', 'pressure']) row[tag] = held[tag]!;
      };
    };
    expect(hold, 'cyber-attack', 'data held back', ['level', 'flow']);
  });

  it('values that repeat the recent past exactly', () => {
    const recorded: Record<string, number>[] = [];
    const layer = createDecision(parseConfig({}), testContext());
    const plant = new Plant(4);
    for (const record of plant.records(600, false, (row) => void recorded.push({ ...row }))) layer.step(record);
    const replay: Disturbance = (row, t) => {
      for (const tag of ['level', 'flow', 'pressure']) row[tag] = recorded[540 + t]![tag]!;
      row['temp']! += 2;
    };
    const records = plant.records(50, true, replay);
    for (const record of records) layer.step(record);
    const { decision } = records.at(-1)!;
    assert.deepEqual([decision!.kind, decision!.pattern], ['cyber-attack', 'replay']);
    assert.ok(decision!.evidence.some((text) => text.includes('T0856')));
  });

  it('a command that jumps for no reason', () => {
    const jump: Disturbance = (row) => {
      row['valve_cmd']! += 0.2;
      row['valve']! += 0.2;
      row['valve_twin']! += 0.2;
    };
    expect(() => jump, 'cyber-attack', 'manipulated setpoint', ['valve_cmd']);
  });
});

describe('decision: what is a drift', () => {
  it('a slow move of one tag that its neighbours follow', () => {
    const wear: Disturbance = (row, t) => {
      row['flow']! -= 0.002 * t;
      row['level']! -= 0.0002 * t;
    };
    expect(() => wear, 'data-drift', 'process drift', ['flow'], 150);
  });

  it('a new setpoint that plant and twin both follow', () => {
    const regime: Disturbance = (row) => {
      row['level_sp'] = 3;
      for (const tag of ['level', 'level_twin']) row[tag]! += 1;
      for (const tag of ['flow', 'flow_twin']) row[tag]! += 2;
    };
    expect(() => regime, 'data-drift', 'new operating point', ['level_sp']);
  });
});
