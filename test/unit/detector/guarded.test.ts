import assert from 'node:assert/strict';
import { DETECTOR_ORDERS } from '../../../lib/detector/settings';
import { parseOrder } from '../../../lib/layer/orders';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { Guarded, RECORDS } from './guarded-plant';

describe('guarded learning: a detector', function () {
  this.timeout(120_000);

  it('learns again what is as it was, and its golden rows stay', async () => {
    const bench = new Guarded();
    await bench.feed(RECORDS);
    const { hash } = bench.golden;
    for (let round = 2; round < 5; round++) {
      bench.order('retrain');
      await bench.feed(RECORDS + 20);
      assert.equal(bench.version, round, bench.told('model-refused').join());
      assert.equal(bench.golden.hash, hash);
    }
    assert.deepEqual([bench.told('model-waiting'), bench.told('learning-drift')], [[], []]);
    bench.close();
  });

  it('is not led away in small steps, however many: what went too far is told, and waits for a person', async () => {
    const bench = new Guarded();
    await bench.feed(RECORDS);
    let level = 0;
    let first = Number.NaN;
    let accepted = 0;
    for (let round = 0; round < 12; round++) {
      const { version } = bench;
      bench.order('retrain');
      await bench.feed(RECORDS + 40, (k) => level + (0.3 * k) / RECORDS);
      level += 0.3;
      if (Number.isNaN(first) && bench.told('learning-drift').length > 0) first = level;
      if (bench.version > version) accepted = level;
    }
    assert.ok(first <= 0.6, `told at ${first}`);
    assert.ok(accepted <= 1, `a model was learned at ${accepted}`);
    assert.match(bench.told('learning-drift')[0]!, /^a is [\d.]+ instead of .* above where it has been.*order accept$/);
    bench.close();
  });

  it('judges around a slow change that it has told, as far as it would learn it, and goes on with that after a stop', async () => {
    const shares: number[] = [];
    for (const grow of [true, false]) {
      const bench = new Guarded({ grow, learnFor: 0, records: 1200 });
      const limit = Math.max(...(await bench.feed(1300)).flatMap(({ detector }) => detector?.calibration ?? []));
      const drifting = await bench.feed(4000, (k) => 0.00015 * k);
      bench.restart();
      drifting.push(...(await bench.feed(300, () => 0.6)));
      shares.push(drifting.filter(({ score }) => score! > limit).length / drifting.length);
      const { followed } = bench.order('status') as { followed?: Record<string, number> };
      if (grow) {
        assert.ok(followed!['a']! > 0.4 && followed!['a']! <= 0.75, JSON.stringify(followed));
        const expected = drifting.slice(-200).map(({ expected }) => expected!['a']!);
        const mean = expected.reduce((sum, one) => sum + one, 0) / expected.length;
        assert.ok(mean > 0.25, `what it expects goes along: ${mean}`);
      } else assert.equal(followed, undefined);
      bench.close();
    }
    assert.ok(shares[0]! < shares[1]! / 3, String(shares));
  });

  it('without the exam it is', async () => {
    const bench = new Guarded({ exam: false });
    await bench.feed(RECORDS);
    for (let round = 1; round <= 4; round++) {
      bench.order('retrain');
      await bench.feed(RECORDS + 100, (k) => 0.25 * round + (0.1 * k) / RECORDS);
    }
    assert.ok(bench.version >= 4);
    assert.equal(bench.golden, undefined);
    bench.close();
  });

  it('learns a new normal that a person names, waits for the approval, and finds it normal then', async () => {
    const bench = new Guarded();
    await bench.feed(RECORDS + 50);
    const before = bench.golden;
    const strange = await bench.feed(30, () => 4);
    assert.throws(() => bench.order('accept'), /control\.by: is missing; say who decides/);
    bench.order({ do: 'accept', by: 'Ada' });
    assert.equal(bench.order('status')['accepting'], 'Ada');
    await bench.feed(RECORDS + 20, () => 4);
    assert.equal(bench.version, 1, 'the model in force guards until then');
    assert.match(bench.told('model-waiting').join(), /version 2 waits for a person: a is 2\.\d+ instead of -?0?\.?\d+/);
    assert.match(String(bench.layer.status().values?.['device']), /a new model waits for approval$/);
    assert.throws(() => bench.order('approve'), /control\.by: is missing/);
    bench.restart();
    for (const order of ['approve', 'decline']) {
      const ofAnother = { do: order, by: 'Bo', version: 3 };
      assert.throws(() => bench.order(ofAnother), /control\.version: is 3, but version 2 waits/);
    }
    bench.order({ do: 'approve', by: 'Bo', version: 2 });
    assert.equal(bench.version, 2);
    assert.deepEqual([bench.golden.by, bench.golden.hash === before.hash], ['Bo', false]);
    const usual = await bench.feed(30, () => 4);
    const most = (records: TwinRecord[]): number => Math.max(...records.map(({ score }) => score!));
    assert.ok(most(usual) < most(strange) / 10, `${most(usual)} after ${most(strange)}`);
    const attack = await bench.feed(20, () => 10);
    assert.ok(most(attack) > 10 * most(usual));
    assert.throws(() => bench.order({ do: 'approve', by: 'Bo' }), /no model waits/);
    bench.order('rollback');
    assert.deepEqual([bench.version, bench.golden], [1, before], 'a wrong one is undone, with what it is measured by');
    bench.close();
  });

  it('undoes two approvals at once, with what was golden and what was said of alarms before them', async () => {
    const bench = new Guarded();
    await bench.feed(RECORDS + 50);
    const before = bench.golden;
    const judged = (): number => (bench.order('status')['taught'] as { alarms: object[] }).alarms.length;
    const judge = async (level: number): Promise<void> => {
      const [first] = await bench.feed(20, () => level);
      bench.order({ do: 'feedback', verdict: true, note: '', by: 'Ada', from: first!.time });
    };
    await judge(9);
    for (const level of [4, 8]) {
      bench.order({ do: 'accept', by: 'Ada' });
      await bench.feed(RECORDS + 20, () => level);
      bench.order({ do: 'approve', by: 'Bo' });
      assert.equal(judged(), 0, 'of another plant');
      await judge(level + 5);
    }
    assert.equal(bench.version, 3);
    bench.restart();
    bench.order({ do: 'rollback', version: 1, by: 'Cy' });
    assert.deepEqual([bench.version, bench.golden, judged()], [1, before, 1]);
    bench.close();
  });

  it('takes only what comes after the word of a person for the new normal, not what is being learned meanwhile', async () => {
    const bench = new Guarded();
    await bench.feed(RECORDS);
    const before = bench.golden;
    bench.order('retrain');
    await bench.feed(RECORDS - 1);
    // The training of these runs when the order comes.
    bench.step();
    bench.order({ do: 'accept', by: 'Ada' });
    await bench.layer.settled();
    assert.deepEqual([bench.version, bench.golden], [2, before], bench.told('model-refused').join());
    assert.equal(bench.order('status')['accepting'], 'Ada');
    await bench.feed(RECORDS + 20, () => 4);
    assert.equal(bench.told('model-waiting').length, 1, bench.told('model-refused').join());
    bench.close();
  });

  it('leaves a model that is declined, and goes on with the one in force', async () => {
    const bench = new Guarded();
    await bench.feed(RECORDS);
    const before = bench.golden;
    bench.order({ do: 'accept', by: 'Ada' });
    await bench.feed(RECORDS + 20, () => 4);
    assert.throws(() => bench.order({ do: 'accept', by: '  ' }), /control\.by: is empty/);
    bench.order('decline');
    assert.throws(() => bench.order('decline'), /no model waits/);
    assert.deepEqual([bench.version, bench.golden, bench.order('status')['pending']], [1, before, undefined]);
    bench.restart();
    assert.equal(bench.version, 1);
    bench.close();
  });

  it('keeps the model in force and the one that waits on disk, however many come and go', async () => {
    const bench = new Guarded();
    await bench.feed(RECORDS);
    for (let round = 0; round < 7; round++) {
      bench.order({ do: 'accept', by: 'Ada' });
      await bench.feed(RECORDS + 20, () => 4);
      assert.equal(bench.told('model-waiting').length, round + 1);
    }
    const versions = bench.context.models.versions();
    assert.ok(versions.includes(1) && versions.length <= 7, String(versions));
    bench.restart();
    assert.equal(bench.version, 1);
    const { version } = bench.order('status')['pending'] as { version: number };
    bench.order({ do: 'approve', by: 'Bo' });
    for (let round = 0; round < 6; round++) {
      bench.order('retrain');
      await bench.feed(RECORDS + 20, () => 4);
    }
    assert.ok(bench.version > version + 3);
    assert.ok(bench.context.models.versions().includes(1), 'what an approval replaced can be gone back to');
    bench.close();
  });

  it('refuses a model that would see less, says why, and does not learn these rows again', async () => {
    const bench = new Guarded();
    await bench.feed(RECORDS + 50);
    bench.order({ do: 'accept', by: 'Ada' });
    // A sensor that is stuck: what is learned from that cannot tell much of it.
    await bench.feed(RECORDS + 40, () => 0, true);
    assert.equal(bench.version, 1);
    assert.match(
      bench.told('model-refused').join(),
      /did not pass its exam and does not judge: it finds \d+ of \d+ drills/,
    );
    assert.equal(bench.order('status')['accepting'], undefined);
    await bench.feed(20);
    assert.equal(bench.layer.status().state, 'watching');
    bench.close();
  });

  it('takes rows that a person sends for what they are, and measures by them from then on', async () => {
    const bench = new Guarded();
    await bench.feed(RECORDS);
    const before = bench.golden;
    const random = createRandom(3);
    const rows = Array.from({ length: RECORDS }, (_, t) => {
      return [7, 8, 9].map((period) => 5 + Math.sin(t / period) + 0.1 * random.normal());
    });
    bench.layer.order(parseOrder('train', DETECTOR_ORDERS), rows);
    await bench.layer.settled();
    assert.equal(bench.version, 2);
    assert.notEqual(bench.golden.hash, before.hash);
    bench.order('rollback');
    assert.deepEqual(bench.golden, before);
    bench.order('reset');
    assert.equal(bench.golden, undefined);
    bench.close();
  });

  it('goes on where it was after a stop at any time: collecting, in the exam, waiting', async () => {
    const bench = new Guarded();
    await bench.feed(RECORDS);
    bench.order({ do: 'accept', by: 'Ada' });
    await bench.feed(RECORDS / 2, () => 4);
    bench.restart();
    assert.equal(bench.order('status')['accepting'], 'Ada');
    for (let k = 0; k < RECORDS && bench.order('status')['pending'] === undefined; k++) await bench.feed(1, () => 4);
    assert.equal(bench.told('model-waiting').length, 1);
    bench.restart();
    const pending = bench.order('status')['pending'] as { version: number };
    await bench.feed(50, () => 4);
    assert.deepEqual([bench.version, bench.told('model-waiting')], [1, []], 'it is told once');
    bench.order({ do: 'approve', by: 'Bo' });
    assert.equal(bench.version, pending.version);
    const approved = bench.golden;
    bench.restart();
    assert.deepEqual([bench.version, bench.golden, bench.told('golden-lost')], [pending.version, approved, []]);
    bench.close();
  });

  it('says when its golden rows were changed, and when the model that waits is gone', async () => {
    const bench = new Guarded();
    await bench.feed(RECORDS);
    bench.restart((kept) => {
      const gate = kept['gate'] as { golden: { levels: { block: number } } };
      gate.golden.levels.block = 1;
    });
    assert.match(bench.told('golden-lost').join(), /not those that were kept; the next model/);
    assert.throws(() => bench.order({ do: 'accept', by: 'Ada' }), /no guarded model/);
    assert.equal(bench.version, 1, 'the model judges on');
    bench.close();
  });
});
