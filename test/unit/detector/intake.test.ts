import assert from 'node:assert/strict';
import { LearningBuffer } from '../../../lib/detector/learning/buffer';
import { DETECTOR_ORDERS } from '../../../lib/detector/settings';
import { parseOrder } from '../../../lib/layer/orders';
import { Guarded, RECORDS } from './guarded-plant';

/** Records that a row waits for here. */
const WAIT = 50;

/** A detector with a model that was ordered to learn anew. */
async function retraining(settings: object = {}): Promise<Guarded> {
  const bench = new Guarded({ quarantine: WAIT, ...settings });
  await bench.feed(RECORDS);
  bench.order('retrain');
  return bench;
}

const collected = (bench: Guarded): unknown => bench.order('status')['collected'];

describe('what a detector learns from', function () {
  this.timeout(120_000);

  it('a record only when so many more have come', async () => {
    const bench = await retraining();
    await bench.feed(WAIT);
    assert.equal(collected(bench), 0);
    await bench.feed(10);
    assert.equal(collected(bench), 10);
    bench.restart();
    await bench.feed(10);
    assert.equal(collected(bench), 20, 'a restart loses none of those that wait');
    bench.close();
  });

  it('nothing while an alarm is open, nor what came since it began or shortly before; the status says why', async () => {
    const bench = await retraining();
    await bench.feed(100);
    assert.equal(collected(bench), 50);
    const since = 1e12 + (RECORDS + 95) * 1000;
    bench.order({ do: 'hold', why: 'an alarm is open: T1 is too high', since });
    await bench.feed(200);
    assert.equal(collected(bench), 50);
    assert.match(
      String(bench.layer.status().values?.['device']),
      /; learns nothing: an alarm is open: T1 is too high$/,
    );
    bench.restart();
    await bench.feed(100);
    assert.equal(collected(bench), 50, 'it holds over a restart');
    bench.order('resume');
    await bench.feed(WAIT + 5);
    assert.equal(collected(bench), 55, 'what came shortly before was dropped, what comes now is learned');
    assert.equal(bench.layer.status().state, 'learning');
    bench.close();
  });

  it('nothing that came shortly before an attack, however late it was decided, and no more of it when it is told again', async () => {
    const bench = await retraining();
    await bench.feed(300);
    assert.equal(collected(bench), 250);
    // The attack began 200 records ago.
    const hold = { do: 'hold', why: 'an attack', since: 1e12 + (RECORDS + 100) * 1000, attack: true };
    bench.order(hold);
    assert.equal(collected(bench), 100 - WAIT);
    bench.order(hold);
    assert.equal(collected(bench), 100 - WAIT);
    bench.close();
  });

  it('not what a training runs on when it turns out to be of an attack: it begins anew with others', async () => {
    const bench = await retraining({ quarantine: 0 });
    for (let k = 0; k < RECORDS; k++) bench.step();
    assert.equal(bench.layer.status().state, 'training');
    bench.order({ do: 'hold', why: 'an attack', since: 1e12 + (RECORDS + 300) * 1000, attack: true });
    await bench.layer.settled();
    assert.deepEqual([bench.version, collected(bench)], [1, 300]);
    bench.order('resume');
    await bench.feed(100);
    assert.equal(bench.version, 2, bench.told('model-refused').join());
    bench.close();
  });

  it('what a person accepted, although an alarm is open; an attack that is told later ends that until it is over', async () => {
    const bench = new Guarded({ quarantine: WAIT });
    await bench.feed(RECORDS);
    bench.order({ do: 'hold', why: 'a drift', since: 1e12 + RECORDS * 1000 });
    bench.order({ do: 'accept', by: 'Ada' });
    await bench.feed(100, () => 4);
    assert.equal(collected(bench), 100);
    bench.order({ do: 'hold', why: 'an attack', since: 1e12 + (RECORDS + 90) * 1000, attack: true });
    await bench.feed(100, () => 4);
    assert.equal(collected(bench), 90 - WAIT);
    bench.order('resume');
    await bench.feed(10, () => 4);
    assert.equal(collected(bench), 100 - WAIT);
    bench.order({ do: 'hold', why: 'an attack', attack: true });
    bench.order({ do: 'accept', by: 'Ada' });
    await bench.feed(10, () => 4);
    assert.equal(collected(bench), 10, 'who accepts it knows of it');
    bench.close();
  });

  it('in a mode that is new nothing, either, while an alarm is open', async () => {
    const bench = new Guarded({ modes: true });
    bench.step(0, false, 'filling');
    bench.order({ do: 'hold', why: 'an alarm' });
    for (let k = 0; k < 30; k++) bench.step(0, false, 'draining');
    const { modes } = bench.order('status') as { modes: Record<string, { collected: number; held?: string }> };
    assert.deepEqual([modes['draining']!.collected, modes['draining']!.held], [0, 'an alarm']);
    bench.close();
  });

  it('nothing of a span that a person called maintenance or a true alarm; what was called false stays', async () => {
    const bench = await retraining();
    await bench.feed(200);
    const at = (k: number): number => 1e12 + (RECORDS + k) * 1000;
    const said = (verdict: unknown, from: number, to?: number): unknown =>
      bench.order({ do: 'feedback', verdict, by: 'Ada', from: at(from), ...(to !== undefined && { to: at(to) }) });
    said(false, 10, 20);
    assert.equal(collected(bench), 150);
    said('maintenance', 10, 19);
    assert.equal(collected(bench), 140);
    said(true, 100);
    assert.equal(collected(bench), 90);
    await bench.feed(WAIT + 1);
    assert.equal(collected(bench), 91, 'what waited was of it, too');
    bench.close();
  });

  for (const [wrong, text] of [
    [{ verdict: true, from: 1 }, /control\.by: is missing/],
    [{ verdict: true, by: 'Ada' }, /control\.from: is missing; give the time/],
    [{ verdict: true, by: 'Ada', from: 2, to: 1 }, /control\.to: is 1; give the time/],
    [{ verdict: 'new-normal', by: 'Ada', from: 1 }, /order accept/],
    [{ verdict: 1, by: 'Ada', from: 1 }, /control\.verdict: is 1; give true, false/],
  ] as const) {
    it(`refuses the order feedback with ${JSON.stringify(wrong)}`, () => {
      const bench = new Guarded();
      assert.throws(() => bench.order({ do: 'feedback', ...wrong }), text);
      bench.close();
    });
  }

  for (const [wrong, text] of [
    [{ since: 'now' }, /control\.since: is the text "now"; give milliseconds/],
    [{ why: '' }, /control\.why: is the text ""; give a text/],
    [{ attack: 1 }, /control\.attack: is 1; give true or false/],
  ] as const) {
    it(`refuses the order hold with ${JSON.stringify(wrong)}, and learns on`, async () => {
      const bench = await retraining();
      assert.throws(() => bench.order({ do: 'hold', ...wrong }), text);
      await bench.feed(WAIT + 1);
      assert.equal(collected(bench), 1);
      bench.close();
    });
  }
});

describe('learning anew by schedule', function () {
  this.timeout(120_000);
  /** Days that 500 records last. */
  const DAYS = 500 / 86_400;
  const hour = (later: number): number => (new Date(1e12).getHours() + later) % 24;

  it('begins when the model is old enough, is told, learns as many records as before, and passes the same exam', async () => {
    const bench = new Guarded({ relearn: DAYS, relearnFrom: hour(0), relearnUntil: hour(2) });
    await bench.feed(RECORDS + 490);
    assert.deepEqual(bench.told('relearning'), []);
    await bench.feed(RECORDS + 20);
    assert.match(
      bench.told('relearning').join('|'),
      /^as scheduled, a model is learned anew from the next \d+ records$/,
    );
    assert.equal(bench.version, 2, bench.told('model-refused').join());
    bench.restart();
    await bench.feed(300);
    assert.deepEqual(bench.told('relearning'), [], 'the next one counts from the last');
    bench.close();
  });

  it('does not begin outside its hours, while an alarm is open, or while a model waits for a person', async () => {
    const other = new Guarded({ relearn: DAYS, relearnFrom: hour(4), relearnUntil: hour(6) });
    await other.feed(RECORDS + 600);
    assert.deepEqual(other.told('relearning'), []);
    other.close();
    const held = new Guarded({ relearn: DAYS });
    await held.feed(RECORDS);
    held.order({ do: 'hold', why: 'an alarm is open' });
    await held.feed(600);
    assert.deepEqual(held.told('relearning'), []);
    held.order('resume');
    await held.feed(1);
    assert.equal(held.told('relearning').length, 1);
    held.close();
    const waits = new Guarded({ relearn: DAYS });
    await waits.feed(RECORDS);
    waits.order({ do: 'accept', by: 'Ada' });
    await waits.feed(RECORDS + 300, () => 4);
    assert.equal(waits.told('model-waiting').length, 1);
    assert.deepEqual(waits.told('relearning'), []);
    waits.close();
  });

  it('is guarded as by order: of what is led away in small steps it is told, and no model is made of the rest', async () => {
    const bench = new Guarded({ relearn: DAYS / 5 });
    await bench.feed(RECORDS);
    await bench.feed(6 * RECORDS, (k) => (0.25 * k) / RECORDS);
    assert.ok(bench.told('relearning').length > 2);
    assert.match(bench.told('learning-drift')[0] ?? '', /^a is .* above where it has been/);
    assert.ok(bench.version < 5, `version ${bench.version}`);
    bench.close();
  });

  it('is the same after a kill while it trains: begun again, through the same gate, and told once', async () => {
    const bench = new Guarded({ relearn: DAYS });
    await bench.feed(RECORDS);
    const plant = new Guarded();
    // More records than are learned from at first: what is learned from as many is no growth for that.
    const rows = (await plant.feed(RECORDS + 200)).map(({ values }) => values);
    bench.layer.order(parseOrder('train', DETECTOR_ORDERS), rows);
    await bench.layer.settled();
    const { golden, version } = bench;
    await bench.feed(501);
    assert.equal(bench.told('relearning').length, 1);
    for (let k = 0; k < RECORDS + 300 && bench.layer.status().state !== 'training'; k++) bench.step();
    assert.equal(bench.layer.status().state, 'training');
    bench.restart();
    await bench.layer.settled();
    assert.deepEqual([bench.version, bench.golden], [version + 1, golden], bench.told('model-refused').join());
    assert.deepEqual([bench.told('relearning').length, bench.told('model-promoted').length], [0, 1]);
    bench.restart();
    await bench.feed(20);
    assert.deepEqual([bench.version, bench.told('model-promoted')], [version + 1, []]);
    bench.close();
    plant.close();
  });
});

describe('LearningBuffer: times of rows', () => {
  const buffer = (): LearningBuffer => {
    const rows = new LearningBuffer();
    for (let t = 0; t < 100; t++) rows.add(['a'], [t], 1000 * t + (t >= 50 ? 1e6 : 0), t !== 50);
    return rows;
  };
  const values = (rows: LearningBuffer): number[] => [...rows.rows()];

  it('a span is taken out with what came before it, and the rows behind it do not follow', () => {
    const rows = buffer();
    assert.equal(rows.drop(60_000 + 1e6, 69_000 + 1e6, 5), 15);
    assert.deepEqual(values(rows).slice(50, 60), [50, 51, 52, 53, 54, 70, 71, 72, 73, 74]);
    assert.deepEqual(rows.seams, [50, 55]);
    assert.deepEqual(rows.range, [0, 99_000 + 1e6]);
    assert.equal(rows.drop(0, 0), 1);
    assert.deepEqual([rows.seams, rows.range[0]], [[49, 54], 1000]);
  });

  it('is taken out after a restart, too, to a few rows; also from what an older version kept', () => {
    const rows = new LearningBuffer(JSON.parse(JSON.stringify(buffer().snapshot())));
    rows.drop(80_000 + 1e6, Number.POSITIVE_INFINITY);
    assert.ok(rows.count >= 79 && rows.count <= 81, String(rows.count));
    const { times: _, ...older } = buffer().snapshot();
    const old = new LearningBuffer(older);
    old.drop(Number.NEGATIVE_INFINITY, 1.05e6 + 99_000);
    assert.equal(old.count, 0);
    assert.equal(new LearningBuffer(old.snapshot()).count, 0);
  });
});
