import assert from 'node:assert/strict';
import type { Layer } from '../../../lib/layer/layer';
import { type OrderName, parseOrder } from '../../../lib/layer/orders';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';
import { type Disturbance, Plant } from './plant';

const ORDERS: OrderName[] = ['feedback', 'reset', 'status'];
const MARCH = Date.UTC(2026, 2, 12);
const offset: Disturbance = (row) => {
  row['flow']! += 0.5;
};
const attack: Disturbance = (row) => {
  row['flow']! += 0.4;
  row['temp']! -= 3;
};

/** A decision that knows its plant, and what it tells the detector. */
class Watched {
  readonly plant = new Plant();
  clock = { now: MARCH };
  context: TestContext = testContext('tank', this.clock);
  layer: Layer = createDecision(parseConfig({}), this.context);

  constructor() {
    this.run(1200);
  }

  run(records: number, disturb?: Disturbance): TwinRecord {
    let last: TwinRecord | undefined;
    for (let t = 0; t < records; t++) {
      last = this.plant.record(disturb !== undefined, disturb, t);
      this.layer.step(last);
    }
    return last!;
  }

  order(control: object): Record<string, unknown> {
    return this.layer.order(parseOrder(control, ORDERS), undefined);
  }

  restart(change = (kept: Record<string, unknown>): Record<string, unknown> => kept): void {
    const kept = change(JSON.parse(JSON.stringify(this.layer.snapshot())));
    this.context = testContext('tank', this.clock);
    this.layer = createDecision(parseConfig({}), this.context, kept);
  }

  /** Orders to the detector since the last call. */
  taught(): Record<string, unknown>[] {
    const all = this.context.sent.filter(({ output }) => output === 'feedback');
    this.context.sent.length = 0;
    return all.map(({ control }) => control as Record<string, unknown>);
  }
}

describe('what a decision tells the detector', () => {
  it('to learn nothing from the beginning of an alarm on, once, and to go on when it is over', () => {
    const watched = new Watched();
    assert.deepEqual(watched.taught(), []);
    const { decision } = watched.run(30, offset);
    const [hold, ...more] = watched.taught();
    assert.deepEqual(more, []);
    const { why, ...rest } = hold!;
    const { since } = decision!;
    assert.deepEqual(rest, { asset: 'tank', by: 'twin-decision', do: 'hold', since, attack: false });
    assert.match(String(why), /^an alarm is open: This looks like/);
    watched.run(100);
    assert.deepEqual(watched.taught(), [{ asset: 'tank', by: 'twin-decision', do: 'resume' }]);
    watched.run(100);
    watched.restart();
    assert.deepEqual(watched.taught(), []);
  });

  it('that it is an attack, also when that turns out later, and all of it again after a restart', () => {
    const watched = new Watched();
    assert.equal(watched.run(60, attack).decision?.kind, 'cyber-attack');
    const last = watched.taught().at(-1)!;
    assert.deepEqual([last['do'], last['attack']], ['hold', true]);
    watched.restart();
    const again = watched.taught();
    assert.deepEqual(
      again.map((order) => [order['do'], order['since'], order['attack']]),
      [['hold', last['since'], true]],
    );
    watched.order({ do: 'reset' });
    assert.deepEqual(
      watched.taught().map((order) => order['do']),
      ['resume'],
    );
  });

  it('what a person said of the alarm, with its span, its kind and the name', () => {
    const watched = new Watched();
    const { decision } = watched.run(30, offset);
    watched.run(100);
    watched.taught();
    watched.order({ do: 'feedback', verdict: 'maintenance', note: 'new pump', by: 'Anna' });
    const [told] = watched.taught();
    const { to, ...rest } = told!;
    const { since: from, kind } = decision!;
    const said = { verdict: 'maintenance', note: 'new pump', from, kind };
    assert.deepEqual(rest, { asset: 'tank', do: 'feedback', by: 'Anna', ...said });
    assert.ok(Number(to) > Number(from));
    watched.order({ do: 'feedback', verdict: 'new normal', by: 'Anna' });
    assert.deepEqual(watched.taught(), [{ asset: 'tank', do: 'accept', by: 'Anna', note: '' }]);
  });

  it('to go on, where the alarm that is open was called false', () => {
    const watched = new Watched();
    watched.run(30, offset);
    watched.taught();
    watched.order({ do: 'feedback', verdict: false, by: 'Anna' });
    assert.deepEqual(
      watched.taught().map((order) => order['do']),
      ['feedback', 'resume'],
    );
    watched.run(30, offset);
    assert.deepEqual(watched.taught(), []);
  });

  it('nothing of what was said without a name: it is only remembered', () => {
    const watched = new Watched();
    watched.run(30, offset);
    watched.taught();
    watched.order({ do: 'feedback', correct: true });
    assert.deepEqual(watched.taught(), []);
    assert.equal((watched.order({ do: 'status' })['judged'] as unknown[]).length, 1);
  });
});

describe('an alarm that a person has judged', () => {
  const evidence = (watched: Watched): string => watched.run(30, offset).decision!.evidence.join(' ');

  for (const [verdict, called] of [
    [true, 'confirmed'],
    [false, 'called false'],
    ['maintenance', 'called maintenance'],
  ] as const) {
    it(`is told of by the next one like it: ${called}, by whom, and what was noted`, () => {
      const watched = new Watched();
      watched.run(30, offset);
      watched.order({ do: 'feedback', verdict, note: 'pump test', by: 'anna' });
      watched.run(100);
      watched.restart();
      assert.match(
        evidence(watched),
        new RegExp(`Like the alarm of 1 January 1970, which anna ${called}: "pump test"\\.`),
      );
    });
  }

  it('is told of, too, where it was over before it was judged, and the process has started anew in between', () => {
    const watched = new Watched();
    watched.run(30, offset);
    const open = JSON.stringify(watched.layer.snapshot()).length;
    watched.run(100);
    // Of an alarm that is over hardly anything is kept.
    assert.ok(JSON.stringify(watched.layer.snapshot()).length < open - 1000);
    watched.restart();
    watched.order({ do: 'feedback', verdict: true, note: 'pump test', by: 'anna' });
    assert.match(evidence(watched), /which anna confirmed: "pump test"/);
  });

  it('is kept with who said what and when; the last word on an alarm counts', () => {
    const watched = new Watched();
    const { decision } = watched.run(30, offset);
    watched.order({ do: 'feedback', verdict: false, by: 'anna' });
    watched.clock.now += 60_000;
    watched.order({ do: 'feedback', verdict: true, note: 'it was real', by: 'Bo' });
    watched.restart();
    const { since: time, kind } = decision!;
    assert.deepEqual(watched.order({ do: 'status' })['judged'], [
      { time, verdict: true, note: 'it was real', by: 'Bo', at: MARCH + 60_000, kind },
    ]);
  });

  it('is read from what an older version kept', () => {
    const watched = new Watched();
    watched.run(30, offset);
    watched.order({ do: 'feedback', verdict: false, note: 'pump test' });
    watched.run(100);
    watched.restart((kept) => {
      const known = kept['known'] as { time: number; note: string; print: object }[];
      return { ...kept, known: known.map(({ time, note, print }) => ({ time, correct: false, label: note, print })) };
    });
    assert.match(evidence(watched), /which somebody called false: "pump test"/);
  });

  for (const [wrong, text] of [
    [{}, /control\.verdict: is missing|control\.verdict: is .*; give true, false, "maintenance" or "new-normal"/],
    [{ verdict: 'maybe' }, /control\.verdict: is the text "maybe"; give true, false/],
    [{ verdict: true, note: 'x'.repeat(201) }, /control\.note: .*at most 200 characters/],
    [{ verdict: 'new-normal' }, /control\.by: is missing/],
  ] as const) {
    it(`cannot be judged with ${JSON.stringify(wrong).slice(0, 40)}`, () => {
      const watched = new Watched();
      watched.run(30, offset);
      assert.throws(() => watched.order({ do: 'feedback', ...wrong }), text);
      assert.equal(watched.order({ do: 'status' })['judged'], undefined);
    });
  }

  it('must have been one', () => {
    assert.throws(() => new Watched().order({ do: 'feedback', verdict: true, by: 'anna' }), /there was no alarm/);
  });
});
