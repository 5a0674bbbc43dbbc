import assert from 'node:assert/strict';
import { DETECTOR_ORDERS } from '../../../lib/detector/settings';
import { parseOrder } from '../../../lib/layer/orders';
import { Bench } from './bench';

interface Status {
  readonly version?: number;
  readonly versions: number[];
  readonly pinned?: { version: number; by: string }[];
  readonly pending?: { version: number };
  readonly activations: { version: number; why: string; by?: string; at: number | null; model: string }[];
}

/** A detector to which people give orders with their names. */
class Versions extends Bench {
  say(control: object | string, rows?: unknown): Record<string, unknown> {
    return this.layer.order(parseOrder(control, DETECTOR_ORDERS), rows);
  }

  get now(): Status {
    return this.say('status') as unknown as Status;
  }

  /** What came into force, and why. */
  get history(): string[] {
    return this.now.activations.map(({ version, why, by }) => `${version} ${why}${by === undefined ? '' : ` ${by}`}`);
  }

  async train(by?: string): Promise<void> {
    this.say({ do: 'train', by }, this.rows(120));
    await this.layer.settled();
  }

  async retrain(by?: string): Promise<void> {
    this.say({ do: 'retrain', by });
    this.feed(90);
    await this.layer.settled();
  }

  texts(event: string): string[] {
    return this.context.sent.flatMap((sent) => (sent['event'] === event ? [String(sent['text'])] : []));
  }
}

/** Few records are no plant to examine a model on. */
const SETTINGS = { grow: false, exam: false, epochs: 1, learnTwin: false, quarantine: 0 };

describe('versions of a model: the history of activations', function () {
  this.timeout(120_000);

  it('says who put which version in force when and why, also after a restart', async () => {
    const clock = { now: 1_000 };
    const bench = new Versions(SETTINGS);
    Object.assign(bench.context, { now: () => clock.now });
    bench.restart(SETTINGS, { now: () => clock.now });
    await bench.learn();
    clock.now = 2_000;
    await bench.train('Ada');
    await bench.retrain('Bo');
    await bench.retrain();
    clock.now = 3_000;
    bench.say({ do: 'rollback', by: 'Cy' });
    bench.say({ do: 'rollback', version: 1 });
    const all = ['1 learned', '2 trained Ada', '3 retrained Bo', '4 retrained', '3 rolled-back Cy', '1 rolled-back'];
    assert.deepEqual(bench.history, all);
    assert.deepEqual(
      bench.now.activations.map(({ at }) => at),
      [1_000, 2_000, 2_000, 2_000, 3_000, 3_000],
    );
    assert.equal(bench.now.activations[0]!.model, bench.now.activations[5]!.model);
    bench.restart(SETTINGS);
    assert.deepEqual(bench.history, all);
    bench.close();
  });

  it('keeps the name through a restart while it collects and while it trains', async () => {
    const bench = new Versions(SETTINGS);
    await bench.learn();
    bench.say({ do: 'retrain', by: 'Ada' });
    bench.feed(30);
    bench.restart();
    bench.feed(30);
    bench.restart();
    await bench.layer.settled();
    assert.deepEqual(bench.history, ['1 learned', '2 retrained Ada']);
    bench.close();
  });

  it('is bounded, the newest stay', async () => {
    const bench = new Versions(SETTINGS);
    await bench.learn();
    await bench.train();
    for (let k = 0; k < 40; k++) bench.say({ do: 'rollback', version: 1 + (k % 2), by: `P${k}` });
    assert.deepEqual([bench.history.length, bench.history.at(-1)], [32, '2 rolled-back P39']);
    const kept = JSON.stringify((bench.layer.snapshot() as { activations: unknown }).activations);
    assert.ok(kept.length < 5_000, `${kept.length} bytes`);
    bench.close();
  });

  it('tells of a version that came into force because nothing else could be read', async () => {
    const bench = new Versions(SETTINGS);
    await bench.learn();
    await bench.train('Ada');
    const { models } = bench.context;
    const find = models.find;
    models.find = (version) => {
      const passed = { version: 2, reason: 'damaged', text: 'model version 2 was passed over: its hash' } as const;
      return version === 2 ? { model: undefined, passedOver: [passed] } : find(version);
    };
    bench.restart();
    assert.deepEqual(bench.history, ['1 learned', '2 trained Ada', '1 fallen-back']);
    models.find = find;
    bench.loseState();
    assert.equal(bench.history.length, 1);
    assert.match(bench.history[0]!, /found$/);
    bench.close();
  });
});

describe('versions of a model: rollback to any', function () {
  this.timeout(120_000);

  it('goes to each version that is on disk, and to no other', async () => {
    const bench = new Versions(SETTINGS);
    await bench.learn();
    for (let k = 0; k < 7; k++) await bench.train();
    const { versions } = bench.now;
    assert.ok(versions.length < 8 && versions.at(-1) === 8, String(versions));
    assert.throws(
      () => bench.say({ do: 'rollback', version: 1 }),
      new RegExp(`control\\.version: 1 cannot be used: .*missing.*; versions on disk: ${versions.join(', ')}$`),
    );
    assert.throws(() => bench.say({ do: 'rollback', version: 8 }), /8 is in force already/);
    for (const version of [0, -1, 1.5, '2', {}, [1], true, Number.NaN]) {
      assert.throws(
        () => bench.say({ do: 'rollback', version }),
        /control\.version: is .*send the number of a version/,
      );
    }
    assert.equal(bench.version, 8);
    bench.say({ do: 'rollback', version: versions[1] });
    assert.equal(bench.version, versions[1]);
    bench.say({ do: 'rollback', version: 8 });
    assert.equal(bench.version, 8, 'forward again, too');
    bench.restart();
    assert.equal(bench.version, 8);
    bench.close();
  });
});

describe('versions of a model: after a rollback', function () {
  this.timeout(120_000);
  const settings = { ...SETTINGS, grow: true, learnFor: 1 };

  /** What of all that is under way when somebody goes back. */
  const under: Record<string, (bench: Versions) => Promise<void>> = {
    'learning on': async (bench) => {
      while (bench.version === 1) {
        bench.feed(200);
        await bench.layer.settled();
      }
      bench.feed(500);
    },
    'what was ordered, while a model that grew came before it': async (bench) => {
      while (bench.layer.status().state !== 'training') bench.feed(20);
      bench.say({ do: 'retrain', by: 'Ada' });
      await bench.layer.settled();
      bench.feed(30);
    },
    'the training of what was ordered': async (bench) => {
      await bench.retrain('Ada');
      bench.say({ do: 'retrain', by: 'Ada' });
      bench.feed(60);
    },
  };
  for (const [what, begin] of Object.entries(under)) {
    it(`none comes by itself: ${what}`, async () => {
      const bench = new Versions(settings);
      await bench.learn();
      await begin(bench);
      assert.equal(bench.version, 2);
      bench.say({ do: 'rollback', version: 1, by: 'Bo' });
      const told = bench.texts('learning-ended');
      for (let k = 0; k < 3; k++) {
        bench.feed(2100);
        await bench.layer.settled();
      }
      assert.deepEqual([bench.version, bench.history.at(-1)], [1, '1 rolled-back Bo']);
      assert.match(told.join(), /what was being learned ends, .*; order retrain/);
      await bench.retrain('Cy');
      assert.match(bench.history.at(-1)!, /retrained Cy$/, 'an order is followed');
      bench.close();
    });
  }
});

describe('versions of a model: a pin', function () {
  this.timeout(120_000);

  it('keeps the version in force: a new model waits until the pin is gone and a person approves', async () => {
    const bench = new Versions(SETTINGS);
    await bench.learn();
    assert.throws(() => bench.say('pin'), /control\.by: is missing/);
    bench.say({ do: 'pin', by: 'Ada' });
    assert.deepEqual(bench.now.pinned, [{ version: 1, by: 'Ada' }]);
    for (const learn of [() => bench.retrain(), () => bench.train()]) {
      await learn();
      const { version, pending } = bench.now;
      assert.equal(version, 1);
      assert.ok(pending!.version > 1);
    }
    assert.match(bench.texts('model-waiting').at(-1)!, /version 3 waits.*pinned by Ada\. Order unpin, then approve/);
    for (const order of [{ do: 'approve', by: 'Bo' }, { do: 'rollback', version: 2, by: 'Bo' }, 'rollback']) {
      assert.throws(() => bench.say(order), /version 1 is pinned by Ada and stays in force; order unpin first/);
    }
    bench.restart();
    assert.deepEqual([bench.version, bench.now.pinned], [1, [{ version: 1, by: 'Ada' }]]);
    assert.throws(() => bench.say({ do: 'unpin', version: 2, by: 'Bo' }), /2 is not pinned; pinned: 1/);
    bench.say({ do: 'unpin', by: 'Bo' });
    bench.say({ do: 'approve', by: 'Bo' });
    assert.deepEqual([bench.version, bench.now.pinned, bench.now.pending], [3, undefined, undefined]);
    assert.deepEqual(bench.history, ['1 learned', '3 approved Bo']);
    await bench.retrain();
    assert.equal(bench.version, 4, 'nothing waits any more');
    bench.close();
  });

  it('keeps a version on disk, however many come and go', async () => {
    const bench = new Versions(SETTINGS);
    await bench.learn();
    await bench.train();
    bench.say({ do: 'pin', version: 1, by: 'Ada' });
    for (let k = 0; k < 7; k++) await bench.train();
    const { versions, version } = bench.now;
    assert.equal(version, 9, 'another one is in force, and may be replaced');
    assert.ok(versions.includes(1) && !versions.includes(2), String(versions));
    bench.restart();
    for (let k = 0; k < 6; k++) await bench.train();
    bench.say({ do: 'rollback', version: 1, by: 'Ada' });
    assert.equal(bench.version, 1);
    assert.throws(() => bench.say('rollback'), /is pinned by Ada/);
    bench.close();
  });

  it('also holds when it comes while a new model is written to disk', async () => {
    const bench = new Versions(SETTINGS);
    await bench.learn();
    const { models } = bench.context;
    const put = models.put;
    models.put = async (...what) => {
      bench.say({ do: 'pin', by: 'Ada' });
      return put(...what);
    };
    await bench.retrain();
    assert.equal(bench.version, 1);
    assert.match(
      bench.texts('training-failed').join(),
      /version 1 was pinned by Ada just before.*on disk as version 2/,
    );
    models.put = put;
    bench.close();
  });

  it('is bounded, refused for what is not there, and gone with a reset', async () => {
    const bench = new Versions(SETTINGS);
    assert.throws(() => bench.say({ do: 'pin', by: 'Ada' }), /no model is in force/);
    await bench.learn();
    assert.throws(() => bench.say({ do: 'pin', version: 7, by: 'Ada' }), /7 cannot be used: .*; versions on disk: 1$/);
    bench.say({ do: 'pin', by: 'Ada' });
    assert.throws(() => bench.say({ do: 'pin', by: 'Bo' }), /1 is pinned already, by Ada/);
    bench.say({ do: 'unpin', version: 1, by: 'Bo' });
    for (let version = 2; version < 12; version++) {
      await bench.train();
      bench.say({ do: 'pin', version: version - 1, by: 'Ada' });
    }
    assert.throws(() => bench.say({ do: 'pin', by: 'Ada' }), /10 versions are pinned: .*order unpin for one/);
    assert.equal(bench.now.versions.length, 11);
    bench.say('reset');
    assert.equal(bench.now.pinned, undefined);
    bench.close();
  });

  it('holds in the mode that is named', async () => {
    const bench = new Versions({ ...SETTINGS, modes: true });
    for (const mode of ['a', 'b']) bench.feed(70, { mode });
    await bench.layer.settled();
    bench.say({ do: 'pin', mode: 'a', by: 'Ada' });
    const { modes } = bench.say('status') as { modes: Record<string, Status> };
    assert.deepEqual([modes['a']!.pinned, modes['b']!.pinned], [[{ version: 1, by: 'Ada' }], undefined]);
    bench.close();
  });
});

describe('versions of a model: what an older version of the pack kept', function () {
  this.timeout(60_000);

  it('goes on without a history and without pins', async () => {
    const bench = new Versions(SETTINGS);
    await bench.learn();
    bench.restart(SETTINGS, {}, (kept) => delete kept['activations']);
    assert.deepEqual([bench.version, bench.now.activations], [1, undefined]);
    await bench.train('Ada');
    assert.deepEqual(bench.history, ['2 trained Ada']);
    bench.close();
  });
});
