import assert from 'node:assert/strict';
import type { TwinRecord } from '../../../lib/record/record';
import { Guarded, RECORDS } from './guarded-plant';

const at = (k: number): number => 1e12 + (RECORDS + k) * 1000;

/** A detector with a model, and an alarm of 30 records from record 50 on, which twin-decision told. @param told that it was told */
async function alarmed(shift: number, told = true, settings: object = {}): Promise<Guarded> {
  const bench = new Guarded(settings);
  await bench.feed(RECORDS + 50);
  await bench.feed(10, () => shift);
  if (told) bench.order({ do: 'hold', why: 'an alarm', since: at(50) });
  await bench.feed(20, () => shift);
  if (told) bench.order('resume');
  await bench.feed(20);
  return bench;
}

const say = (bench: Guarded, verdict: unknown): unknown =>
  bench.order({ do: 'feedback', verdict, by: 'Anna', from: at(50), to: at(79) });

const taught = (bench: Guarded): { alarms: { right: boolean }[]; text?: string } | undefined =>
  bench.order('status')['taught'] as { alarms: { right: boolean }[]; text?: string } | undefined;

describe('what a person said of an alarm', function () {
  this.timeout(120_000);

  it('is kept with its records, over a restart, however late it is said', async () => {
    const bench = await alarmed(6);
    bench.restart();
    await bench.feed(900);
    say(bench, true);
    assert.match(
      taught(bench)!.text!,
      /^the alarm of 9 September 2001: 30 records of it are kept; a new model that does/,
    );
    bench.restart();
    assert.deepEqual(taught(bench)!.alarms, [{ from: at(50), right: true, by: 'Anna' }]);
    say(bench, false);
    assert.deepEqual(taught(bench)!.alarms, [{ from: at(50), right: false, by: 'Anna' }]);
    say(bench, 'maintenance');
    assert.deepEqual(taught(bench)!.alarms, []);
    bench.close();
  });

  it('is kept without the word of twin-decision, too, while the records are there; then the answer says that they are not', async () => {
    const bench = await alarmed(6, false);
    say(bench, true);
    assert.equal(taught(bench)!.alarms.length, 1);
    say(bench, 'maintenance');
    await bench.feed(900);
    say(bench, true);
    assert.deepEqual(taught(bench)!.alarms, []);
    assert.match(
      taught(bench)!.text!,
      /its records, or those before it, are not kept any more; no model is measured by it/,
    );
    bench.order({ do: 'feedback', verdict: true, by: 'Anna', from: Number.MAX_VALUE });
    assert.match(taught(bench)!.text!, /^the alarm at 1\.79\S+: its records/);
    bench.order({ do: 'feedback', verdict: true, by: 'Anna', from: -Number.MAX_VALUE });
    assert.deepEqual(taught(bench)!.alarms, []);
    bench.close();
  });

  it('measures the next model: one that does not see an alarm that was right any more is refused, with that reason', async () => {
    const bench = await alarmed(2.5);
    say(bench, true);
    bench.order('retrain');
    await bench.feed(RECORDS + 200, (k) => 2.5 * Math.sin(k / 9));
    assert.equal(bench.version, 1);
    assert.match(
      bench.told('model-refused').join(),
      /does not judge: it does not see the alarm of 9 September 2001, which Anna called right$/,
    );
    bench.order('retrain');
    await bench.feed(RECORDS + 40);
    assert.equal(bench.version, 2, bench.told('model-refused').join());
    bench.close();
  });

  it('is learned where it was a false alarm: the same does not raise one again, and an attack still does', async () => {
    const above: number[] = [];
    for (const verdict of [false, 'maintenance']) {
      const bench = new Guarded();
      await bench.feed(RECORDS + 50);
      const odd = await bench.feed(30, () => 1.5);
      await bench.feed(20);
      say(bench, verdict);
      bench.order('retrain');
      await bench.feed(RECORDS + 100);
      assert.equal(bench.version, 2, bench.told('model-refused').join());
      const note = /^learned as normal, too: the records of 1 alarms/;
      assert.equal(bench.told('training-note').filter((text) => note.test(text)).length, verdict === false ? 1 : 0);
      const trained = bench.context.sent.filter(({ event }) => event === 'trained').at(-1)!;
      const limit = Math.max(...(trained['calibration'] as number[]));
      const again = odd.map(({ values }, k) => {
        const record: TwinRecord = { asset: 'plant', time: at(RECORDS + 200 + k), values };
        bench.layer.step(record);
        return record;
      });
      const high = (records: TwinRecord[]): number => records.filter(({ score }) => score! > limit).length;
      above.push(high(again));
      await bench.feed(100);
      assert.ok(high(await bench.feed(30, () => 8)) > 25);
      bench.close();
    }
    assert.ok(above[0]! <= 3 && above[1]! >= 12, String(above));
  });

  it('that makes a model too blunt is not learned: the exam says so, and what a person can do', async () => {
    const bench = await alarmed(6);
    say(bench, false);
    bench.order('retrain');
    await bench.feed(RECORDS + 100);
    assert.equal(bench.version, 1);
    assert.match(bench.told('model-refused').join(), /called false, too; should that be why, call them maintenance$/);
    say(bench, 'maintenance');
    bench.order('retrain');
    await bench.feed(RECORDS + 100);
    assert.equal(bench.version, 2, bench.told('model-refused').join());
    bench.close();
  });

  it('is learned, and measures nothing, where there is no exam', async () => {
    const bench = await alarmed(1.5, true, { exam: false });
    say(bench, false);
    assert.match(taught(bench)!.text!, /30 records of it are kept, to be learned as normal$/);
    bench.order('retrain');
    await bench.feed(RECORDS + 100);
    assert.equal(bench.version, 2);
    assert.match(bench.told('training-note').join(), /learned as normal, too: the records of 1 alarms/);
    bench.close();
  });

  it('is not learned where other records are too few, which is told', async () => {
    const bench = await alarmed(1.5, true, { records: 180 });
    bench.order({ do: 'feedback', verdict: false, by: 'Anna', from: at(50) });
    bench.order('retrain');
    await bench.feed(RECORDS + 100);
    assert.match(
      bench.told('training-note').join(),
      /^1 alarms that a person called false are not learned|,1 alarms that/,
    );
    bench.close();
  });

  it('is forgotten with a reset, and with another normal that a person approved', async () => {
    const bench = await alarmed(6);
    say(bench, true);
    bench.order({ do: 'accept', by: 'Ada' });
    await bench.feed(RECORDS + 20, () => 6);
    assert.equal(bench.told('model-waiting').length, 1, bench.told('model-refused').join());
    assert.equal(taught(bench)!.alarms.length, 1, 'until then it counts');
    bench.order({ do: 'approve', by: 'Ada' });
    assert.deepEqual(taught(bench)!.alarms, []);
    assert.match(bench.told('alarms-forgotten').join(), /by 1 judged alarms: the plant is another one now$/);
    bench.close();
    const other = await alarmed(6);
    say(other, true);
    other.order('reset');
    assert.deepEqual(taught(other)!.alarms, []);
    other.close();
  });
});
