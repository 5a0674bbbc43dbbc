import assert from 'node:assert/strict';
import { RecordJudge } from '../../../lib/detector/live/record-judge';
import { Bench } from './bench';
import { Guarded, RECORDS } from './guarded-plant';

const SHADOW = 60;

/** Learned, ordered to learn anew, and so far that the new model passed its exam. */
async function shaded(settings: object = {}, change?: (k: number) => number): Promise<Guarded> {
  const bench = new Guarded({ shadow: SHADOW, ...settings });
  await bench.feed(RECORDS + 20, change);
  bench.order({ do: 'retrain', by: 'Ada' });
  await bench.feed(RECORDS);
  assert.equal(bench.told('model-shadow').length, 1, bench.told('model-refused').join());
  return bench;
}

interface Status {
  readonly shadow?: { readonly version: number; readonly done: number; readonly total: number };
  readonly activations: readonly { readonly version: number; readonly shadow?: object }[];
  readonly versions: readonly number[];
}

const now = (bench: Guarded): Status => bench.order('status') as unknown as Status;
const device = (bench: Guarded): string => String(bench.layer.status().values?.['device']);

describe('shadow: a new model beside the one in force', function () {
  this.timeout(120_000);

  it('judges in its place only after so many records, and nobody hears it before', async () => {
    const alone = new Guarded();
    const bench = await shaded();
    await alone.feed(2 * RECORDS + 20);
    assert.match(bench.told('model-shadow')[0]!, /version 2, learned from 400 .* for 60 records, about 1 min, then/);
    const without = await alone.feed(SHADOW);
    const beside = await bench.feed(SHADOW - 1);
    assert.match(device(bench), /; model version 2 in shadow 59\/60, about 1 s$/);
    assert.deepEqual([bench.version, bench.told('model-promoted').length, bench.told('trained').length], [1, 1, 1]);
    beside.push(...(await bench.feed(1)));
    assert.deepEqual(
      beside.map(({ score, expected, detector }) => [score, expected, detector?.version]),
      without.map(({ score, expected, detector }) => [score, expected, detector?.version]),
    );
    assert.equal(bench.version, 2);
    assert.match(bench.told('model-promoted')[1]!, /from 400 records, judges .*; in 60 records beside the one before/);
    const { activations, shadow } = now(bench);
    assert.deepEqual([activations.at(-1)?.version, shadow], [2, undefined]);
    assert.match(JSON.stringify(activations.at(-1)), /"why":"retrained","by":"Ada","shadow":\{"done":60,"alone":\d,/);
    assert.equal((await bench.feed(1))[0]!.detector?.version, 2);
    alone.close();
    bench.close();
  });

  it('is refused where it alone raises alarms, with the reason, and the one before goes on', async () => {
    // What the plant did for some time at first it does not do while the second model learns; golden rows show it in none of their parts.
    const state = (k: number): number => (k > 60 && k < 165 ? 1.6 : 0);
    const bench = await shaded({}, state);
    const records = await bench.feed(SHADOW, (k) => (k > 10 ? 1.6 : 0));
    assert.match(
      bench.told('model-refused').join(),
      /version 2 does not judge: beside the model in force it alone called 7 of \d+ records abnormal/,
    );
    assert.deepEqual([bench.version, now(bench).shadow], [1, undefined]);
    assert.ok(records.every(({ detector }) => detector?.version === 1));
    bench.close();
  });

  it('goes on where it was after a restart, and says so when it cannot', async () => {
    const bench = await shaded();
    await bench.feed(40);
    bench.restart();
    assert.equal(now(bench).shadow?.done, 40);
    await bench.feed(SHADOW - 40);
    assert.deepEqual([bench.version, bench.told('model-shadow')], [2, []], 'it is told once');
    bench.close();
    const changed = await shaded();
    changed.restart((kept) => {
      (kept['shadow'] as { golden: { by: string } }).golden.by = 'Eve';
    });
    assert.match(changed.told('model-declined').join(), /version 2 will not judge: the golden rows are not those/);
    assert.deepEqual([changed.version, now(changed).shadow], [1, undefined]);
    changed.close();
  });

  it('ends by the word of a person: at once with approve, never with decline, rollback or another new normal', async () => {
    const bench = await shaded();
    await bench.feed(10);
    assert.throws(() => bench.order('approve'), /control\.by: is missing/);
    assert.throws(() => bench.order({ do: 'rollback', version: 2, by: 'Bo' }), /2 does not judge yet; order approve/);
    bench.order({ do: 'approve', by: 'Bo' });
    assert.deepEqual([bench.version, bench.golden.by, now(bench).shadow], [2, 'Bo', undefined]);
    bench.close();
    for (const control of [
      { do: 'decline', by: 'Bo' },
      { do: 'accept', by: 'Bo' },
      { do: 'rollback', version: 1, by: 'Bo' },
    ]) {
      const other = await shaded();
      if (control.do === 'rollback') {
        // The one in force is not the first one, so that there is one to go back to.
        await other.feed(SHADOW);
        other.order('retrain');
        await other.feed(RECORDS);
      }
      other.order(control);
      assert.match(other.told('model-declined').join(), /will not judge: (Bo |version 1 was gone back to)/);
      await other.feed(SHADOW);
      assert.deepEqual([other.version, now(other).shadow], [1, undefined]);
      other.close();
    }
  });

  it('waits while an alarm is open or learning is frozen, and begins anew when that alarm was none', async () => {
    const bench = await shaded();
    await bench.feed(10);
    bench.order({ do: 'hold', why: 'an alarm is open' });
    await bench.feed(10);
    assert.equal(now(bench).shadow?.done, 10);
    bench.order('resume');
    bench.order('freeze');
    await bench.feed(10);
    assert.equal(now(bench).shadow?.done, 10);
    bench.order('unfreeze');
    await bench.feed(10);
    assert.equal(now(bench).shadow?.done, 20);
    bench.order({ do: 'feedback', verdict: false, note: '', by: 'Bo', from: 1e12 });
    assert.equal(now(bench).shadow?.done, 0);
    await bench.feed(SHADOW);
    assert.equal(bench.version, 2);
    bench.close();
  });

  it('is not asked of what a person accepted: the model in force is no measure of another plant', async () => {
    const bench = new Guarded({ shadow: SHADOW });
    await bench.feed(RECORDS);
    bench.order({ do: 'accept', by: 'Ada' });
    await bench.feed(RECORDS);
    assert.deepEqual([bench.version, bench.told('model-shadow')], [2, []], bench.told('model-refused').join());
    bench.close();
  });

  it('waits behind a pin that came meanwhile', async () => {
    const bench = await shaded();
    bench.order({ do: 'pin', by: 'Bo' });
    await bench.feed(SHADOW);
    assert.match(bench.told('model-waiting').join(), /version 2 waits for a person: version 1 is pinned by Bo/);
    assert.equal(bench.version, 1);
    bench.order({ do: 'unpin', by: 'Bo' });
    bench.order({ do: 'approve', by: 'Bo' });
    assert.equal(bench.version, 2);
    bench.close();
  });

  it('takes the place of one that waits for a person: the plant is where it has been again', async () => {
    const bench = new Guarded({ shadow: SHADOW });
    await bench.feed(RECORDS);
    bench.order({ do: 'accept', by: 'Ada' });
    await bench.feed(RECORDS + 20, () => 4);
    assert.equal(bench.told('model-waiting').length, 1);
    bench.order('retrain');
    await bench.feed(RECORDS + 40);
    assert.match(bench.told('model-declined').join(), /version 2 will not judge: version 3 was learned since/);
    assert.equal(now(bench).shadow?.version, 3, bench.told('model-refused').join());
    assert.equal(bench.order('status')['pending'], undefined);
    bench.close();
  });

  it('is the same for the other detector', async () => {
    const bench = new Bench({ grow: false, quarantine: 0, shadow: 20, records: 150 }, 'dual-branch');
    bench.feed(160);
    await bench.layer.settled();
    bench.order('retrain');
    while (bench.layer.status().state !== 'training') bench.feed(10);
    await bench.layer.settled();
    assert.match(String(bench.layer.status().values?.['device']), /version 2 in shadow \d+\/20/);
    const { length } = bench.feed(21).filter(({ detector }) => detector?.version === 1);
    assert.ok(length > 0 && length <= 20, `${length} more of the one before`);
    assert.equal(bench.version, 2);
    bench.close();
  });

  it('sees the records that nobody can judge, and those while learning is frozen: no window runs across them', async () => {
    const bench = new Bench({ grow: false, quarantine: 0, shadow: 500, records: 150 }, 'dual-branch');
    const gapless = { comms: { gap: 0 } };
    bench.feed(160, gapless);
    await bench.layer.settled();
    bench.order('retrain');
    while (bench.layer.status().state !== 'training') bench.feed(10, gapless);
    await bench.layer.settled();
    const scores: (number | undefined)[] = [];
    const { beside } = RecordJudge.prototype;
    RecordJudge.prototype.beside = function (...given) {
      const score = beside.apply(this, given);
      scores.push(score);
      return score;
    };
    try {
      const records = [
        ...bench.feed(30, gapless),
        ...bench.feed(12, { ...gapless, values: { a: 1 } }),
        ...bench.feed(30, gapless),
      ];
      bench.order('freeze');
      records.push(...bench.feed(12, gapless));
      const told = (score: number | undefined): boolean => score !== undefined;
      assert.deepEqual(
        scores.map(told),
        records.map(({ score }) => told(score)),
      );
      assert.equal(scores.filter((score) => !told(score)).length, 12 + 15, 'those that lack, and a window that fills');
    } finally {
      RecordJudge.prototype.beside = beside;
    }
    bench.close();
  });

  it('lets what is learned on and on come into force, and be measured by, as without it', async () => {
    const bench = new Guarded({ shadow: SHADOW, grow: true, learnFor: 1, records: 1000 });
    await bench.feed(2000);
    assert.deepEqual([bench.version, now(bench).shadow?.version], [1, 2], bench.told('model-refused').join());
    const { hash } = bench.golden;
    await bench.feed(SHADOW);
    assert.equal(bench.version, 2);
    assert.notEqual(bench.golden.hash, hash, 'what came back counts as seen');
    assert.equal(bench.order('status')['collected'], 2000 + SHADOW, 'it learns on meanwhile');
    bench.close();
  });

  it('is of the last rows that are wanted only if it comes into force: else the next one is learned of more', async () => {
    // All of 0.02 days, 1,728 s, is learned from.
    const settings = { shadow: SHADOW, grow: true, learnFor: 0.02, records: 1000 };
    for (const declined of [false, true]) {
      const bench = new Guarded(settings);
      await bench.feed(2000);
      assert.equal(now(bench).shadow?.version, 2, bench.told('model-refused').join());
      if (declined) bench.order({ do: 'decline', by: 'Bo' });
      bench.restart();
      await bench.feed(SHADOW);
      assert.deepEqual([bench.version, bench.order('status')['collected']], declined ? [1, 2000 + SHADOW] : [2, 0]);
      await bench.feed(500 - SHADOW);
      assert.equal(now(bench).shadow?.version, declined ? 3 : undefined);
      bench.close();
    }
  });
});
