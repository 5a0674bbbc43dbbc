import assert from 'node:assert/strict';
import { InputError } from '../../../lib/input';
import type { Layer } from '../../../lib/layer/layer';
import { type OrderName, parseOrder } from '../../../lib/layer/orders';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';
import { type Disturbance, Plant } from './plant';

const ORDERS: OrderName[] = ['acknowledge', 'shelve', 'unshelve', 'feedback', 'reset', 'status'];
const offset: Disturbance = (row) => {
  row['flow']! += 0.5;
};

interface Setting {
  layer: Layer;
  context: TestContext;
  plant: Plant;
}

function learned(raw: Record<string, unknown> = {}): Setting {
  const context = testContext('plant');
  const layer = createDecision(parseConfig(raw), context);
  const plant = new Plant();
  run(layer, plant.records(300));
  return { layer, context, plant };
}

function run(layer: Layer, records: TwinRecord[]): TwinRecord {
  for (const record of records) layer.step(record);
  return records.at(-1)!;
}

function order(layer: Layer, control: string | Record<string, unknown>): Record<string, unknown> {
  return layer.order(parseOrder(control, ORDERS), undefined);
}

function events(context: TestContext): unknown[] {
  return context.sent.flatMap(({ output, event }) => (output === 'event' ? [event] : []));
}

describe('decision', () => {
  it('adds nothing to normal records', () => {
    const { layer, plant } = learned();
    const record = plant.record();
    const before = structuredClone(record);
    layer.step(record);
    assert.deepEqual(record, before);
  });

  it('keeps an alarm open while nobody judges, across a restart, too: only judged calm clears it', () => {
    const { layer, plant, context } = learned();
    run(layer, plant.records(30, true, offset));
    const unjudged = (count: number): TwinRecord[] =>
      plant.records(count).map((record): TwinRecord => {
        const { anomaly: _, score: __, ...rest } = record;
        return { ...rest, verdict: 'fault' };
      });
    assert.equal(run(layer, unjudged(200)).decision?.alarm, 'unacknowledged');
    const again = createDecision(parseConfig({}), testContext('plant'), JSON.parse(JSON.stringify(layer.snapshot())));
    assert.equal(run(again, unjudged(200)).decision?.alarm, 'unacknowledged');
    assert.ok(!events(context).includes('alarm-cleared'));
    assert.equal(run(again, plant.records(60)).decision, undefined);
  });

  it('tells when an alarm is raised and cleared, and saves before it tells', () => {
    const { layer, context, plant } = learned();
    context.saves.length = 0;
    const open = run(layer, plant.records(30, true, offset));
    assert.equal(open.decision?.alarm, 'unacknowledged');
    assert.deepEqual(layer.status().state, 'alarm');
    const closed = run(layer, plant.records(60));
    assert.equal(closed.decision, undefined);
    assert.deepEqual(
      events(context).filter((name) => name !== 'alarm-changed'),
      ['alarm-raised', 'alarm-cleared'],
    );
    assert.equal(context.saves[0], 'now');
    const cleared = context.sent.find(({ event }) => event === 'alarm-cleared');
    assert.equal(cleared?.['alarm'], 'returned unacknowledged');
  });

  it('names the tags in a sentence that an operator can read', () => {
    const { layer, plant } = learned();
    const { decision } = run(layer, plant.records(30, true, offset));
    assert.match(decision!.sentence, /^This looks like a sensor fault \(offset sensor\): flow left its twin/);
    assert.deepEqual(decision!.tags, ['flow']);
  });

  it('does not learn from records that are not normal', () => {
    const { layer, plant } = learned();
    const before = (layer.snapshot() as { reference: unknown }).reference;
    for (const verdict of ['suspect', 'fault', 'anomaly'] as const) layer.step({ ...plant.record(), verdict });
    assert.deepEqual((layer.snapshot() as { reference: unknown }).reference, before);
    layer.step(plant.record());
    assert.notDeepEqual((layer.snapshot() as { reference: unknown }).reference, before);
  });

  it('stops learning when it has learned enough, and goes on with a new model of the detector', () => {
    const { layer, plant } = learned({ reference: 300 });
    const rows = (): number => (layer.snapshot() as { reference: { rows: number } }).reference.rows;
    const record = (version: number): TwinRecord => ({
      ...plant.record(),
      detector: { node: 'n', model: 'm', version, engine: 'wasm' },
    });
    layer.step(record(1));
    assert.equal(rows(), 300);
    layer.step(record(2));
    assert.equal(rows(), 38);
  });

  it('brings back what was usual under a model that was gone back to, also past two others, and after a restart', () => {
    const context = testContext();
    const config = parseConfig({ reference: 300 });
    let layer = createDecision(config, context);
    const plant = new Plant();
    run(layer, plant.records(400));
    const reference = (): unknown => (layer.snapshot() as { reference: unknown }).reference;
    const model = (version: number, count = 1): void => {
      const detector = { node: 'n', model: `m${version}`, version, engine: 'wasm' };
      run(
        layer,
        plant.records(count).map((record) => ({ ...record, detector })),
      );
    };
    model(1);
    const usual = [reference()];
    for (const version of [2, 3]) {
      model(version, 400);
      usual.push(reference());
      assert.notDeepEqual(usual[version - 1], usual[version - 2]);
    }
    layer = createDecision(config, context, JSON.parse(JSON.stringify(layer.snapshot())));
    const kept: unknown = JSON.parse(JSON.stringify(layer.snapshot()));
    for (const version of [2, 1]) {
      layer = createDecision(config, context, kept);
      model(version);
      assert.deepEqual(reference(), usual[version - 1], `version ${version}`);
    }
  });

  it("stays undetermined until it knows normal behaviour, and names the detector's tags", () => {
    const layer = createDecision(parseConfig({}), testContext());
    const plant = new Plant();
    run(layer, plant.records(20));
    const records = plant.records(5, true, offset);
    for (const record of records) record.contributions = { temp: 0.1, flow: 0.7, level: 0.2 };
    const { decision } = run(layer, records);
    assert.equal(decision?.kind, 'undetermined');
    assert.deepEqual(decision?.tags, ['flow', 'level', 'temp']);
  });

  it('judges plain numbers without any role, but is never sure', () => {
    const layer = createDecision(parseConfig({}), testContext());
    const plant = new Plant();
    const bare = (record: TwinRecord): TwinRecord => {
      const { level, flow, temp, pressure } = record.values as Record<'level' | 'flow' | 'temp' | 'pressure', number>;
      return { asset: 'plant', time: record.time, values: { level, flow, temp, pressure }, anomaly: record.anomaly! };
    };
    run(layer, plant.records(300).map(bare));
    const { decision } = run(
      layer,
      plant
        .records(40, true, (row, t) => {
          if (t % 10 === 3) row['level']! += 1;
        })
        .map(bare),
    );
    assert.equal(decision?.kind, 'sensor-fault');
    assert.ok(decision.confidence <= 0.6);
  });

  it('raises the severity for critical tags, consequences and far excess', () => {
    const severity = (raw: Record<string, unknown>, score?: number): string => {
      const { layer, plant } = learned(raw);
      const records = plant.records(30, true, offset);
      if (score !== undefined) for (const record of records) Object.assign(record, { score, threshold: 1 });
      return run(layer, records).decision!.severity;
    };
    assert.equal(severity({}), 'low');
    assert.equal(severity({ critical: 'temp, flow' }), 'medium');
    assert.equal(severity({ consequence: 'high' }), 'medium');
    assert.equal(severity({ consequence: 'high' }, 6), 'high');
  });

  it('keeps an acknowledged alarm acknowledged, and says who gave the order', () => {
    const { layer, plant } = learned();
    run(layer, plant.records(10, true, offset));
    const answer = order(layer, { do: 'acknowledge', by: 'Ada' });
    assert.equal(answer['alarm'], 'acknowledged');
    assert.equal(answer['by'], 'Ada');
    assert.equal(run(layer, plant.records(5, true, offset)).decision?.alarm, 'acknowledged');
  });

  it('shelves for the minutes asked, by source time', () => {
    const { layer, context, plant } = learned();
    run(layer, plant.records(10, true, offset));
    order(layer, { do: 'shelve', minutes: 1 });
    assert.equal(run(layer, plant.records(59, true, offset)).decision?.alarm, 'shelved');
    assert.equal(run(layer, plant.records(1, true, offset)).decision?.alarm, 'unacknowledged');
    assert.ok(events(context).includes('alarm-unshelved'));
  });

  it('refuses a shelf without an end, and changes nothing', () => {
    const { layer, plant } = learned();
    run(layer, plant.records(10, true, offset));
    for (const minutes of [undefined, 0, -1, Number.POSITIVE_INFINITY, 'long']) {
      assert.throws(() => order(layer, { do: 'shelve', minutes }), InputError);
    }
    assert.equal(order(layer, 'status')['alarm'], 'unacknowledged');
  });

  it('remembers a false alarm: the next one like it is of low severity and says so', () => {
    const { layer, plant } = learned({ consequence: 'high', critical: 'flow' });
    assert.equal(run(layer, plant.records(30, true, offset)).decision?.severity, 'high');
    order(layer, { do: 'feedback', correct: false, label: 'pump test' });
    run(layer, plant.records(40));
    const { decision } = run(layer, plant.records(30, true, offset));
    assert.equal(decision?.severity, 'low');
    assert.ok(decision.evidence.some((text) => text.includes('"pump test"')));
  });

  it('goes on from a snapshot in the middle of an alarm exactly as without', () => {
    const { layer, plant } = learned();
    run(layer, plant.records(20, true, offset));
    const copy = createDecision(parseConfig({}), testContext(), JSON.parse(JSON.stringify(layer.snapshot())));
    const rest = [...plant.records(160, true, offset), ...plant.records(30)];
    const theirs = structuredClone(rest);
    // A restart brings a new schema array with the same names.
    for (const record of theirs) record.features = theirs[0]!.features!;
    run(layer, rest);
    run(copy, theirs);
    assert.deepEqual(
      theirs.map((record) => record.decision),
      rest.map((record) => record.decision),
    );
    assert.deepEqual(copy.snapshot(), layer.snapshot());
  });

  it('starts anew on a snapshot that is none, and says so', () => {
    const context = testContext();
    const layer = createDecision(parseConfig({}), context, {
      channels: { list: [], tags: [], timing: 0 },
      reference: 5,
    });
    assert.deepEqual(events(context), ['state-ignored']);
    assert.equal(layer.status().state, 'waiting');
  });

  it('learns anew when the tags change, and says so', () => {
    const { layer, context, plant } = learned();
    const record = plant.record();
    record.values['extra'] = 1;
    record.features = [...record.features!, 'extra'];
    layer.step(record);
    assert.deepEqual(events(context), ['schema-changed']);
    assert.equal(layer.status().state, 'learning');
  });

  it('takes no notice of duplicates and historical records', () => {
    const { layer, plant } = learned();
    const before = layer.snapshot();
    layer.step({ ...plant.record(true, offset), comms: { duplicate: true } });
    layer.step({ ...plant.record(true, offset), comms: { historical: true } });
    assert.deepEqual(layer.snapshot(), before);
  });

  it('needs less than 20 kB of numbers for an asset of 27 tags', () => {
    const { layer } = learned();
    const { recent } = layer.snapshot() as { recent: { differences: string; width: number } };
    const perChannel = Buffer.from(recent.differences, 'base64').length / recent.width;
    assert.ok(perChannel * 29 < 20_000, `${perChannel * 29} bytes`);
  });

  it('shows that nobody judges while the layers before cannot', () => {
    const { layer } = learned();
    const before = layer.status().state;
    const values = { L1: 1 };
    layer.step({ asset: 'plant', time: 1e9, values, verdict: 'fault' });
    assert.equal(layer.status().state, 'fault');
    layer.step({ asset: 'plant', time: 1e9 + 1000, values, verdict: 'normal' });
    assert.equal(layer.status().state, before);
  });
});

describe('decision: control charts', () => {
  const stuck = (): Disturbance => {
    let held: number | undefined;
    return (row) => {
      held ??= row['temp'];
      row['temp'] = held!;
    };
  };
  const setting = (raw: Record<string, unknown>): Setting => {
    const context = testContext('plant');
    const layer = createDecision(parseConfig(raw), context);
    const plant = new Plant(2);
    run(layer, plant.records(3000));
    return { layer, context, plant };
  };

  it('raise an alarm that the detector missed, and say so', () => {
    const { layer, plant } = setting({});
    const { decision } = run(layer, plant.records(60, false, stuck()));
    assert.deepEqual([decision?.kind, decision?.pattern], ['sensor-fault', 'stuck sensor']);
    assert.ok(decision!.evidence.some((text) => text.startsWith('Control charts found it')));
  });

  it('see a residual that wanders off and a command that jumps for no reason', () => {
    const slow = setting({});
    assert.equal(
      run(
        slow.layer,
        slow.plant.records(300, false, (row, t) => {
          row['flow']! -= 0.001 * t;
        }),
      ).decision?.kind,
      'sensor-fault',
    );
    const jump = setting({});
    const { decision } = run(
      jump.layer,
      jump.plant.records(12, false, (row) => {
        for (const tag of ['valve_cmd', 'valve', 'valve_twin']) row[tag]! += 0.1;
      }),
    );
    assert.equal(decision?.pattern, 'manipulated setpoint');
  });

  it('are quiet on normal records', () => {
    const { layer, context, plant } = setting({ reference: 3000 });
    run(layer, plant.records(20_000));
    assert.deepEqual(events(context), []);
  });

  it('accept what a new model of the detector calls normal', () => {
    const { layer, plant } = setting({ reference: 3000 });
    const aged = (version: number, count: number): TwinRecord =>
      run(
        layer,
        plant.records(count, false, offset).map((record) => ({
          ...record,
          detector: { node: 'n', model: 'm', version, engine: 'wasm' },
        })),
      );
    assert.ok(aged(1, 100).decision, 'an alarm is open');
    assert.equal(aged(2, 100).decision, undefined);
  });

  it('can be switched off', () => {
    const { layer, plant } = setting({ charts: false });
    assert.equal(run(layer, plant.records(60, false, stuck())).decision, undefined);
  });

  describe('of an asset without a twin', () => {
    /** What is watched of it: sensors and a valve, with nothing beside them. */
    const bare = ({ values, ...record }: TwinRecord): TwinRecord => {
      const kept = Object.entries(values).filter(([tag]) => !tag.endsWith('_twin'));
      const features = record.features!.filter((name) => !name.endsWith('twin'));
      return { ...record, values: Object.fromEntries(kept), derived: {}, features };
    };
    const held = (...tags: string[]): Disturbance => {
      const at: Record<string, number> = {};
      return (row) => {
        for (const tag of tags) row[tag] = at[tag] ??= row[tag]!;
      };
    };
    const last = (...parts: [count: number, disturb?: Disturbance][]): TwinRecord => {
      const layer = createDecision(parseConfig({}), testContext());
      const plant = new Plant(3);
      return parts.map(([count, disturb]) => run(layer, plant.records(count, false, disturb).map(bare))).at(-1)!;
    };

    it('find a sensor that stands still while the others go on, and name it', () => {
      const { decision } = last([1000], [40, held('temp')]);
      assert.deepEqual([decision?.kind, decision?.pattern, decision?.tags], ['sensor-fault', 'stuck sensor', ['temp']]);
      assert.equal(last([1000], [40, held('temp')], [40]).decision, undefined, 'over when it moves again');
    });

    it('find it too where an older version, which had no chart of it, had learned all that there is to learn', () => {
      const config = parseConfig({ reference: 500 });
      const plant = new Plant(3);
      const first = createDecision(config, testContext());
      run(first, plant.records(1000).map(bare));
      const { charts: _none, ...kept } = structuredClone(first.snapshot()) as Record<string, unknown>;
      const layer = createDecision(config, testContext(), kept);
      run(layer, plant.records(100).map(bare));
      const { decision } = run(layer, plant.records(40, false, held('temp')).map(bare));
      assert.deepEqual(decision?.tags, ['temp']);
    });

    it('say nothing where all come to rest, nor of what rested while its usual behaviour was learned', () => {
      assert.equal(last([1000], [100, held('level', 'flow', 'temp', 'pressure')]).decision, undefined);
      assert.equal(last([100], [40, held('temp')], [860], [200, held('temp')]).decision, undefined);
    });

    it('say nothing of a machine that stops for the first time: it is off, and not stuck', () => {
      const off: Disturbance = (row) => {
        row['flow'] = 0;
      };
      assert.equal(last([1000], [100, off]).decision, undefined);
    });

    it('say nothing of what stands at the end of its range, nor of what comes to rest with it', () => {
      const load: Disturbance = (row, t) => {
        row['flow'] = Math.min(100, 60 + 45 * Math.sin(t / 20));
        row['level']! += Math.sin(t / 30);
      };
      const limited = (level?: number): Disturbance => {
        return (row, t) => {
          load(row, t);
          row['flow'] = 100;
          row['level'] = level ?? row['level']!;
        };
      };
      assert.equal(last([1000, load], [100, limited()]).decision, undefined);
      assert.equal(last([1000, load], [100, limited(2.1)]).decision, undefined);
      assert.deepEqual(last([1000, load], [40, held('level')]).decision?.tags, ['level']);
    });

    it('say nothing of a level', () => {
      const shifted: Disturbance = (row) => {
        row['temp']! += 50;
      };
      assert.equal(last([1000], [100, shifted]).decision, undefined);
    });
  });
});
