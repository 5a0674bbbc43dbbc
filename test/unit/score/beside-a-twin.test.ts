import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { learnedTwin } from '../../../lib/score/learned-twin/learned-twin';
import type { Feature, LivePart } from '../../../lib/score/part';
import { blamed, FEATURES, FLOW, judge, learnTwin, liveRow, POWER, plant, SETPOINT, VALVE, WIDTH } from './twin-plant';

/** A supplied twin tells all that the plant measures. */
const TWINNED = FEATURES.map((one): Feature => (one.kind === 'measured' ? { ...one, kind: 'modelled' } : one));
const OUT = 1;

describe('the learned twin beside a supplied one', () => {
  const { fitted } = learnTwin(plant(2000, 1), TWINNED);
  const alone = learnTwin(plant(2000, 1)).fitted;
  const rows = plant(3600, 3);
  /** A twin that has seen 600 rows of normal operation. */
  const atWork = (twin = fitted, features: readonly Feature[] = TWINNED): LivePart => {
    const live = learnedTwin.live(twin, {}, features);
    judge(live, rows.slice(0, 600));
    return live;
  };
  /** The rows after those, with one tag as somebody forges it. Its twin is forged with it: their difference says nothing. */
  const forged = (count: number, tag: number, value: (row: Float64Array, t: number) => number): Float64Array[] =>
    rows.slice(600, 600 + count).map((row, t) => {
      const copy = row.slice();
      copy[tag] = value(row, 600 + t);
      return copy;
    });

  for (const tag of [FLOW, POWER]) {
    const { name } = TWINNED[tag]!;
    for (const [what, value] of [
      ['shifted', (row: Float64Array) => row[tag]! + 0.12],
      ['held at one value', () => rows[599]![tag]!],
      ['replayed', (_: Float64Array, t: number) => rows[t - 300]![tag]!],
      ['scaled', (row: Float64Array) => 1.4 * row[tag]!],
    ] as const) {
      it(`finds ${name} ${what} together with its twin, and blames it`, () => {
        const live = atWork();
        const values = judge(live, forged(120, tag, value));
        assert.ok(values.filter((one) => one > OUT).length >= 20, `${Math.max(...values)} at most`);
        judge(live, forged(1, tag, value));
        const loudest = values.indexOf(Math.max(...values));
        const again = atWork();
        judge(again, forged(loudest + 1, tag, value));
        assert.equal(blamed(again, TWINNED), name);
      });
    }
  }

  it('raises no alarm in normal operation', () => {
    const values = judge(atWork(), rows.slice(600));
    const inARow = values.filter((_, t) => t >= 2 && Math.min(values[t]!, values[t - 1]!, values[t - 2]!) > OUT);
    assert.deepEqual(inARow, []);
  });

  it('leaves to the supplied twin what that one sees: it is slower to speak than where there is none', () => {
    const off = forged(60, FLOW, (row) => row[FLOW]! + 0.01);
    const most = (live: LivePart): number => Math.max(...judge(live, off));
    assert.ok(most(atWork(alone, FEATURES)) > OUT);
    assert.ok(most(atWork()) < OUT);
  });

  it('does not outshout the other parts: what they see as well, they explain', () => {
    const values = judge(
      atWork(),
      forged(60, FLOW, () => 5),
    );
    assert.ok(Math.max(...values) > OUT && Math.max(...values) < 2.5 * OUT, `${Math.max(...values)}`);
  });

  it('says nothing of a point of the plant that it did not learn, where the supplied twin goes along', () => {
    // The valve is opened further than ever, more flows than ever, but not as much more as was learned.
    const beyond = rows.slice(600, 720).map((row) => {
      const flow = (1.15 * row[FLOW]!) / row[VALVE]!;
      const [, , , power, ambient, idle] = row;
      const less = power! * (flow / row[FLOW]!);
      return Float64Array.of(1.3, 1.3, flow, less, ambient!, idle!, 0.9 * flow);
    });
    const most = (live: LivePart): number => Math.max(...judge(live, beyond));
    assert.ok(most(atWork(alone, FEATURES)) > OUT, 'a twin that is alone has to say that this is new');
    assert.ok(most(atWork()) < OUT);
  });

  it('waits for more records where the plant has hardly moved: what it knows then is a few cases', () => {
    const random = createRandom(5);
    const features = Array.from({ length: 5 }, (_, i): Feature => ({ name: `t${i}`, kind: 'modelled' }));
    const slow = Array.from({ length: 4000 }, (_, t) =>
      Float64Array.from(features, (_, i) => Math.sin(t / 400 + i / 10) + 0.01 * random.normal()),
    );
    const twin = learnTwin(slow, features).fitted;
    assert.deepEqual([twin.coverage, twin.judges, learnedTwin.wantsMore!(twin)], ['some', [], true]);
  });

  it('does not say what such a tag should read: the supplied twin does', () => {
    const live = atWork();
    const expected = new Float64Array(WIDTH).fill(Number.NaN);
    live.expect!(liveRow(rows[600]!), expected);
    assert.ok(expected.every(Number.isNaN));
    assert.deepEqual(live.told!(), []);
  });

  it('says which twin it speaks against, and only while it does', () => {
    const live = atWork();
    judge(live, rows.slice(600, 700));
    assert.deepEqual(live.disputed!(), []);
    const again = atWork();
    judge(
      again,
      forged(20, FLOW, (row) => row[FLOW]! + 0.12),
    );
    assert.ok(again.disputed!().includes(FLOW), `${again.disputed!()}`);
    const without = atWork(alone, FEATURES);
    judge(
      without,
      forged(20, FLOW, (row) => row[FLOW]! + 0.12),
    );
    assert.deepEqual(without.disputed!(), [], 'there is no twin to speak against');
  });

  it('judges the tags without a supplied twin as if there were none at all', () => {
    const mixed = FEATURES.map((one, i): Feature => (i === POWER ? { ...one, kind: 'modelled' } : one));
    const live = atWork(learnTwin(plant(2000, 1), mixed).fitted, mixed);
    const off = forged(60, FLOW, (row) => row[FLOW]! + 0.08);
    const only = atWork(alone, FEATURES);
    judge(live, off);
    judge(only, off);
    assert.equal(blamed(live, mixed), 'flow');
    const expected = [live, only].map((one) => {
      const out = new Float64Array(WIDTH);
      one.expect!(liveRow(off.at(-1)!), out);
      return out[FLOW];
    });
    assert.equal(expected[0], expected[1]);
  });

  it('is the same after it was stored and read', () => {
    const { facts, tensors } = learnedTwin.store(fitted);
    const read = learnedTwin.read({ facts: JSON.parse(JSON.stringify(facts)), tensors }, {}, TWINNED);
    const off = forged(200, FLOW, (row, t) => (t > 700 ? row[FLOW]! + 0.2 : row[FLOW]!));
    assert.deepEqual(judge(atWork(read), off), judge(atWork(), off));
  });

  it('a reach that is none is refused', () => {
    const { facts, tensors } = learnedTwin.store(fitted);
    const broken = JSON.parse(JSON.stringify(facts).replace(/"reach":[^,]+/, '"reach":-1'));
    assert.throws(() => learnedTwin.read({ facts: broken, tensors }, {}, TWINNED), /reach/);
  });

  it('needs no more than a few columns: the records of a plant with a twin are not to cost twice as much', () => {
    const columns = fitted.judges.map(({ predictor }) => predictor.weights.length);
    assert.ok(columns.length > 0 && Math.max(...columns) <= 41, `${Math.max(...columns)}`);
    assert.ok(fitted.judges.every(({ family }) => family === 'cross'));
    assert.ok(
      !fitted.judges.some(({ predictor }) => predictor.inputs.some((i) => i === predictor.tag || i === SETPOINT)),
    );
    assert.ok(!fitted.judges.some(({ predictor }) => predictor.tag === SETPOINT));
  });
});
