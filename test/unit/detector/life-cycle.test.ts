import assert from 'node:assert/strict';
import { InputError } from '../../../lib/input';
import { Bench } from './bench';

const scored = (records: readonly { score?: number }[]): number =>
  records.filter(({ score }) => score !== undefined).length;

describe('the life cycle of a detector: freeze', () => {
  it('refuses train and retrain, with the order that helps', async () => {
    const bench = new Bench();
    await bench.learn();
    bench.order('freeze');
    assert.throws(() => bench.order('train', {}, bench.rows(100)), /frozen; order unfreeze first/);
    assert.throws(() => bench.order('train'), /frozen/);
    assert.throws(() => bench.order('retrain'), /frozen/);
    bench.feed(80);
    await bench.layer.settled();
    assert.equal(bench.version, 1);
    assert.equal(bench.layer.status().state, 'frozen');
    bench.close();
  });

  it('cancel holds also when the network is fitted and its files are written: the model before judges on', async () => {
    const bench = new Bench();
    await bench.learn();
    const { models } = bench.context;
    const put = models.put.bind(models);
    models.put = (...files) => {
      const stored = put(...files);
      models.put = put;
      bench.order('cancel');
      return stored;
    };
    bench.order('train', {}, bench.rows(120));
    while (!bench.events().includes('training-cancelled')) await new Promise(setImmediate);
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    assert.equal(bench.version, 1);
    assert.equal(bench.events().filter((event) => event === 'trained').length, 1);
    bench.restart();
    assert.equal(bench.feed(1)[0]!.detector!.version, 1);
    bench.close();
  });

  it('holds for a training that runs: it is put off, across a restart, and made on the same rows after unfreeze', async () => {
    const bench = new Bench();
    await bench.learn();
    bench.order('train', {}, bench.rows(70));
    bench.order('freeze');
    assert.ok(bench.events().includes('training-paused'));
    bench.restart();
    await bench.layer.settled();
    bench.feed(5);
    assert.deepEqual([bench.version, bench.layer.status().state], [1, 'frozen']);
    bench.order('unfreeze');
    await bench.layer.settled();
    assert.equal(bench.version, 2);
    const { rows } = bench.order('status')['training'] as { rows: number };
    assert.equal(rows, 70);
    bench.close();
  });

  it('holds for a first training, too, and what was put off can be cancelled', async () => {
    const bench = new Bench();
    bench.feed(60);
    bench.order('freeze');
    await bench.layer.settled();
    assert.match(String(bench.layer.status().values?.['text']), /order unfreeze/);
    bench.order('cancel');
    bench.order('unfreeze');
    await bench.layer.settled();
    assert.equal(bench.version, 0);
    bench.order('train');
    await bench.layer.settled();
    assert.equal(bench.version, 1);
    bench.close();
  });
});

describe('the life cycle of a detector: retrain and train', () => {
  it('learns anew after a training that ran when retrain was ordered', async () => {
    const bench = new Bench({ epochs: 20 });
    bench.feed(60);
    bench.order('retrain');
    bench.feed(60);
    await bench.layer.settled();
    assert.equal(bench.events().filter((event) => event === 'trained').length, 2);
    bench.close();
  });

  it('remembers both across a restart', async () => {
    const bench = new Bench({ epochs: 20 });
    bench.feed(60);
    bench.order('retrain');
    bench.feed(30);
    bench.restart();
    bench.feed(30);
    await bench.layer.settled();
    assert.equal(bench.version, 2);
    bench.close();
  });

  it('goes on collecting by order when a model is made of other rows meanwhile', async () => {
    const bench = new Bench();
    await bench.learn();
    bench.order('retrain');
    bench.order('train', {}, bench.rows(60));
    await bench.layer.settled();
    assert.deepEqual([bench.version, bench.layer.status().state], [2, 'learning']);
    await bench.layer.settled();
    bench.close();
  });

  it('makes the model of an ordered history after a restart', async () => {
    const bench = new Bench();
    bench.order('train', {}, bench.rows(300));
    bench.restart();
    await bench.layer.settled();
    assert.equal(bench.version, 1);
    assert.equal((bench.order('status')['training'] as { rows: number }).rows, 300);
    bench.close();
  });

  it('makes the model of few collected rows after a restart', async () => {
    const bench = new Bench();
    bench.feed(40);
    bench.order('train');
    bench.restart();
    await bench.layer.settled();
    assert.equal((bench.order('status')['training'] as { rows: number }).rows, 40);
    bench.close();
  });

  it('says so when the rows of an order were too many to be kept', async () => {
    const bench = new Bench();
    bench.order('train', {}, bench.rows(21_000));
    bench.restart();
    assert.ok(bench.events().includes('training-lost'));
    assert.match(
      bench.context.failures[0]!.message,
      /21000 rows did not outlive the restart; order train with these rows again/,
    );
    bench.feed(1);
    assert.equal(bench.layer.status().state, 'learning');
    bench.close();
  });

  it('reads a long history between two messages, and names the row that is wrong', async () => {
    const bench = new Bench({ modes: true });
    const rows = bench.rows(20_000).map((values) => ({ values, mode: 'm' }));
    let between = 0;
    bench.order('train', {}, rows);
    bench.feed(1, { mode: 'm' });
    while (!bench.events().includes('training-data')) {
      between++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(between > 20, `${between} turns`);
    bench.order('cancel');
    await bench.layer.settled();
    (rows[15_000]!.values as Record<string, unknown>)['a'] = 'high';
    bench.order('train', {}, rows);
    await bench.layer.settled();
    assert.match(bench.context.failures.at(-1)!.message, /payload\[15000\]\.values\.a: is the text "high"/);
    bench.close();
  });
});

describe('the life cycle of a detector: a long history', () => {
  for (const [name, modes, wide] of [
    ['one mode', 1, false],
    ['sixteen modes', 16, false],
    ['sixteen modes and 50 tags', 16, true],
  ] as const) {
    it(`of ${name} is read a slice between two messages, and no more`, async () => {
      const bench = new Bench({ modes: true, epochs: 1 });
      const read = new Set<object>();
      const seen: ProxyHandler<object> = {
        ownKeys: (row) => {
          read.add(row);
          return Reflect.ownKeys(row);
        },
      };
      const more = Object.fromEntries(Array.from({ length: 45 }, (_, i) => [`more${i}`, i]));
      const rows = bench.rows(6000).map((values, t) => {
        const row = { values: wide ? { ...values, ...more } : values, mode: `m${t % modes}` };
        return new Proxy(row, seen);
      });
      bench.order('train', {}, rows);
      let [most, all] = [0, 0];
      while (all < rows.length) {
        most = Math.max(most, read.size);
        all += read.size;
        read.clear();
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.ok(most <= (wide ? 100 : 500), `${most} rows at once`);
      bench.order('cancel');
      bench.close();
    });
  }
});

describe('the life cycle of a detector: what saving costs', () => {
  const inModes = (bench: Bench, rows: number, modes: number): object[] =>
    bench.rows(rows).map((values, t) => ({ values, mode: `m${t % modes}` }));

  for (const modes of [1, 2, 16]) {
    it(`an order to ${modes} modes is saved once`, async () => {
      const bench = new Bench({ modes: true });
      const now = (): number => bench.context.saves.splice(0).filter((urgency) => urgency === 'now').length;
      bench.order('train', {}, inModes(bench, 40 * modes, modes));
      assert.equal(now(), 1);
      for (const name of ['cancel', 'freeze', 'unfreeze', 'reset'] as const) {
        bench.order(name);
        assert.equal(now(), 1, name);
      }
      bench.order('status');
      assert.equal(now(), 0);
      bench.close();
    });

    it(`${modes} trainings that end by one order are saved with it`, () => {
      const bench = new Bench({ modes: true });
      bench.order('train', {}, inModes(bench, 25 * modes, modes));
      bench.context.saves.length = 0;
      bench.order('cancel');
      assert.equal(bench.context.saves.filter((urgency) => urgency === 'now').length, 1);
      assert.equal(bench.events().filter((event) => event === 'training-cancelled').length, modes);
      bench.close();
    });

    it(`the rows of one order for ${modes} modes are kept together as long as they are few`, async () => {
      const bench = new Bench({ modes: true });
      const size = (): number => JSON.stringify(bench.layer.snapshot()).length;
      const [few, many] = [8000, 24_000];
      bench.order('train', {}, inModes(bench, few, modes));
      await read(bench, modes);
      assert.ok(size() > few * 8, `${size()} bytes`);
      bench.order('cancel');
      await bench.layer.settled();
      bench.order('train', {}, inModes(bench, many, modes));
      await read(bench, modes);
      assert.ok(size() < 100_000, `${size()} bytes`);
      bench.restart();
      assert.equal(bench.events().filter((event) => event === 'training-lost').length, modes);
      bench.close();
    });
  }

  /** The rows of an order are read; nothing has come of the trainings yet. */
  async function read(bench: Bench, modes: number): Promise<void> {
    const { saves } = bench.context;
    saves.length = 0;
    while (saves.length < modes) await new Promise((resolve) => setImmediate(resolve));
  }
});

describe('the life cycle of a detector: rollback', () => {
  it('goes to the model that was in force before, never to one that was rolled back', async () => {
    const bench = new Bench({}, 'dual-branch');
    await bench.learn();
    await bench.relearn();
    bench.order('rollback');
    assert.equal(bench.version, 1);
    await bench.relearn();
    assert.equal(bench.version, 3);
    bench.restart();
    bench.order('rollback');
    assert.equal(bench.version, 1);
    assert.throws(() => bench.order('rollback'), /no model before this one/);
    bench.close();
  });

  it('goes back step by step, past a version that cannot be used any more', async () => {
    const bench = new Bench();
    await bench.learn();
    for (let k = 0; k < 3; k++) await bench.relearn();
    const { models } = bench.context;
    const find: typeof models.find = (version) =>
      version === 3
        ? { model: undefined, passedOver: [{ version: 3, reason: 'damaged', text: 'model version 3 is damaged' }] }
        : models.find(version);
    bench.restart({}, { models: { ...models, find } });
    bench.order('rollback');
    assert.equal(bench.version, 2);
    bench.order('rollback');
    assert.equal(bench.version, 1);
    bench.close();
  });

  it('starts warm, also right after a restart', async () => {
    const bench = new Bench({}, 'dual-branch');
    await bench.learn();
    await bench.relearn();
    bench.feed(20);
    bench.restart();
    bench.order('rollback');
    assert.equal(scored(bench.feed(30)), 30);
    bench.close();
  });

  it('knows from what an older version kept which models came before', async () => {
    const bench = new Bench();
    await bench.learn();
    await bench.relearn();
    const { line: _, recent: __, ...older } = bench.layer.snapshot() as Record<string, unknown>;
    const snapshot = bench.layer.snapshot;
    bench.layer.snapshot = () => older;
    bench.restart();
    bench.layer.snapshot ??= snapshot;
    bench.order('rollback');
    assert.equal(bench.version, 1);
    bench.close();
  });
});

describe('the life cycle of a detector: a deploy', () => {
  it('says which settings the model in force does not follow, and which order makes it', async () => {
    const bench = new Bench({}, 'dual-branch');
    await bench.learn();
    bench.restart({ window: 32, alpha: 0.9, batchSize: 32 });
    const told = bench.context.sent.find(({ event }) => event === 'settings-changed');
    assert.match(String(told?.['text']), /window 16, now 32; alpha 0.5, now 0.9.*order retrain or train/);
    assert.doesNotMatch(String(told?.['text']), /batchSize/);
    assert.equal(bench.order('status')['settings'], told!['text']);
    await bench.relearn();
    assert.equal(bench.order('status')['settings'], undefined);
    bench.restart();
    assert.deepEqual(bench.events(), []);
    bench.close();
  });

  it('says it again of an older model that a rollback brings back', async () => {
    const bench = new Bench();
    await bench.learn();
    bench.restart({ l2: 0.01 });
    await bench.relearn();
    assert.match(String(bench.order('rollback')['settings']), /l2 0.0001, now 0.01/);
    bench.close();
  });

  it('judges the first record after it', async () => {
    const bench = new Bench({}, 'dual-branch');
    await bench.learn();
    bench.feed(40);
    bench.restart();
    assert.equal(scored(bench.feed(10)), 10);
    bench.close();
  });
});

describe('the life cycle of a detector: a disk that refuses', () => {
  it('is guarded by the unsaved model, says so, and saves it as soon as there is room', async () => {
    const bench = new Bench();
    const { models } = bench.context;
    let full = true;
    const put: typeof models.put = (files) =>
      full ? Promise.reject(new Error('ENOSPC: no space left on device')) : models.put(files);
    bench.restart({}, { models: { ...models, put } });
    bench.feed(60);
    await bench.layer.settled();
    assert.equal(scored(bench.feed(20)), 20);
    const { state, values } = bench.layer.status();
    assert.equal(state, 'fault');
    assert.match(String(values?.['text']), /cannot be saved: ENOSPC/);
    assert.ok(bench.context.failures.some(({ message }) => /ENOSPC/.test(message)));
    full = false;
    bench.feed(520);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(bench.layer.status().state, 'watching');
    assert.equal(scored(bench.feed(20)), 20);
    bench.restart();
    assert.equal(scored(bench.feed(5)), 5);
    bench.close();
  });

  it('makes it anew from the same rows when the restart was faster', async () => {
    const bench = new Bench();
    const { models } = bench.context;
    const put: typeof models.put = () => Promise.reject(new Error('ENOSPC: no space left on device'));
    bench.restart({}, { models: { ...models, put } });
    bench.feed(60);
    await bench.layer.settled();
    const { data } = bench.order('status')['training'] as { data: string };
    bench.restart({}, { models });
    await bench.layer.settled();
    assert.equal((bench.order('status')['training'] as { data: string }).data, data);
    bench.close();
  });

  it('keeps the models before for a rollback', async () => {
    const bench = new Bench();
    await bench.learn();
    const { models } = bench.context;
    const put: typeof models.put = () => Promise.reject(new Error('EROFS: read-only file system'));
    bench.restart({}, { models: { ...models, put } });
    await bench.relearn();
    assert.equal(bench.version, 2);
    bench.order('rollback');
    assert.equal(bench.version, 1);
    bench.restart();
    assert.equal(bench.version, 1);
    bench.close();
  });
});

describe('the life cycle of a detector: a model that is not there any more', () => {
  const lose = (bench: Bench, around: object = {}): void => {
    const { models } = bench.context;
    const gone = (version: number | undefined) => ({
      model: undefined,
      passedOver: [{ version: version ?? 1, reason: 'missing' as const, text: 'model version 1 is missing' }],
    });
    bench.restart({}, { models: { ...models, find: gone, versions: () => [] }, ...around });
  };

  it('is a fault on each record, and nothing is learned until a person says so', async () => {
    const bench = new Bench();
    await bench.learn();
    lose(bench);
    assert.ok(bench.events().includes('model-missing'));
    assert.match(
      bench.context.failures[0]!.message,
      /the model of twin cannot be read: .*missing; order reset or train/,
    );
    assert.ok(bench.feed(200).every(({ verdict }) => verdict === 'fault'));
    assert.equal(bench.layer.status().state, 'fault');
    assert.throws(() => bench.order('retrain'), /order reset or train/);
    bench.order('freeze');
    bench.order('unfreeze');
    assert.ok(bench.feed(20).every(({ verdict }) => verdict === 'fault'));
    bench.order('reset');
    await bench.learn();
    assert.ok(bench.version >= 1);
    bench.close();
  });

  it('stays a fault from start to start, and through a training that fails', async () => {
    const bench = new Bench();
    await bench.learn();
    lose(bench);
    lose(bench);
    assert.equal(bench.feed(1)[0]!.verdict, 'fault');
    const hollow = Array.from({ length: 40 }, (_, t) => ({ [`x${t}`]: 1 }));
    bench.order('train', {}, hollow);
    await bench.layer.settled();
    assert.ok(bench.events().includes('training-failed'));
    assert.ok(bench.feed(100).every(({ verdict }) => verdict === 'fault'));
    bench.order('train', {}, bench.rows(60));
    await bench.layer.settled();
    assert.equal(scored(bench.feed(3)), 3);
    bench.close();
  });

  it('is one again when the files are back', async () => {
    const bench = new Bench();
    await bench.learn();
    const { models } = bench.context;
    lose(bench);
    bench.restart({}, { models });
    assert.equal(scored(bench.feed(3)), 3);
    bench.close();
  });

  it('is not the case when only the state is lost: the model on disk judges, and it is told', async () => {
    const bench = new Bench();
    await bench.learn();
    let recovered = 0;
    bench.loseState({ lost: { reason: 'damaged', text: 'its hash does not match' }, recovered: () => recovered++ });
    assert.equal(scored(bench.feed(5)), 5);
    assert.match(String(bench.context.sent.find(({ event }) => event === 'state-lost')?.['text']), /model version 1/);
    assert.equal(recovered, 1);
    bench.loseState();
    assert.equal(scored(bench.feed(5)), 5);
    bench.close();
  });

  it('is one when the state is damaged and there is no model: what was known is unknown', () => {
    const bench = new Bench();
    const lost = { reason: 'newer', text: 'a newer version wrote it' } as const;
    bench.loseState({ lost });
    assert.equal(bench.feed(1)[0]!.verdict, 'fault');
    bench.restart();
    assert.equal(bench.feed(1)[0]!.verdict, 'fault');
    bench.order('reset');
    assert.equal(bench.feed(1)[0]!.verdict, 'learning');
    bench.close();
  });
});

describe('orders to all operating modes', () => {
  const twoModes = async (): Promise<Bench> => {
    const bench = new Bench({ modes: true, epochs: 6 });
    for (let k = 0; k < 6; k++) bench.feed(20, { mode: k % 2 === 0 ? 'a' : 'b' });
    await bench.layer.settled();
    return bench;
  };
  const versions = (bench: Bench): unknown[] => {
    const { modes } = bench.order('status') as { modes: Record<string, { version?: number }> };
    return Object.values(modes).map(({ version }) => version);
  };

  it('cancel reaches the mode that trains, past those that do not', async () => {
    const bench = new Bench({ modes: true, epochs: 200, patience: 0 });
    bench.feed(20, { mode: 'idle' });
    bench.feed(60, { mode: 'run' });
    bench.order('cancel');
    await bench.layer.settled();
    assert.ok(bench.events().includes('training-cancelled'));
    assert.throws(() => bench.order('cancel'), /no training runs/);
    bench.close();
  });

  it('rollback and train are followed by all or refused before anything changes', async () => {
    const bench = await twoModes();
    bench.order('train', { mode: 'a' }, bench.rows(40));
    await bench.layer.settled();
    assert.deepEqual(versions(bench), [2, 1]);
    const before = JSON.stringify(bench.layer.snapshot());
    assert.throws(() => bench.order('rollback'), /no model before.*mode "b"; nothing was changed/);
    const rows = bench.rows(60).map((values, t) => ({ values, mode: t < 10 ? 'b' : 'a' }));
    assert.throws(() => bench.order('train', {}, rows), /has 10 rows.*mode "b"/);
    const wrong = bench
      .rows(60)
      .map((values, t) => ({ values: t === 50 ? { a: 'x' } : values, mode: t % 2 ? 'b' : 'new' }));
    assert.throws(() => bench.order('train', {}, wrong), /payload\[50\]\.values\.a/);
    assert.equal(JSON.stringify(bench.layer.snapshot()), before);
    bench.order('rollback', { mode: 'a' });
    assert.deepEqual(versions(bench), [1, 1]);
    bench.close();
  });

  it('a history of more modes than get a model, or of none that is judged, is refused', () => {
    const bench = new Bench({ modes: true, off: 'standstill' });
    const many = bench.rows(400).map((values, t) => ({ values, mode: `mode ${t % 17}` }));
    assert.throws(() => bench.order('train', {}, many), /17 operating modes; at most 16/);
    const idle = bench.rows(40).map((values) => ({ values, mode: 'standstill' }));
    assert.throws(() => bench.order('train', {}, idle), /no rows of a mode that is judged/);
    assert.throws(() => bench.order('retrain'), InputError);
    bench.close();
  });

  it('freeze also holds for a mode that comes later, and before any has come', () => {
    const bench = new Bench({ modes: true });
    bench.order('freeze');
    bench.feed(70, { mode: 'a' });
    bench.restart();
    bench.feed(70, { mode: 'b' });
    assert.equal(bench.layer.status().state, 'fault');
    const { modes } = bench.order('status') as { modes: Record<string, { frozen: boolean; collected: number }> };
    assert.deepEqual(
      Object.values(modes).map(({ frozen, collected }) => [frozen, collected]),
      [
        [true, 0],
        [true, 0],
      ],
    );
    bench.order('unfreeze');
    bench.feed(5, { mode: 'c' });
    assert.equal(bench.layer.status().state, 'learning');
    bench.close();
  });

  it('an order to one mode is none to a detector without modes', () => {
    const bench = new Bench();
    assert.throws(() => bench.order('freeze', { mode: 'a' }), /control.mode: has no meaning here/);
    bench.close();
  });

  it('a restart changes neither the model that the layers behind see nor its calibration', async () => {
    const bench = await twoModes();
    const before = [...bench.feed(5, { mode: 'a' }), ...bench.feed(5, { mode: 'b' })].at(-1)!.detector!;
    bench.restart();
    const after = [...bench.feed(5, { mode: 'b' }), ...bench.feed(5, { mode: 'a' })].map(({ detector }) => detector!);
    assert.ok(after.every(({ model, version }) => model === before.model && version === before.version));
    assert.ok(after.every(({ calibration }) => calibration === undefined));
    bench.order('train', { mode: 'b' }, bench.rows(40));
    await bench.layer.settled();
    const changed = bench.feed(1, { mode: 'b' })[0]!.detector!;
    assert.notEqual(changed.model, before.model);
    assert.ok(changed.calibration!.length > 60);
    bench.close();
  });

  it('the mode that the asset is in is known after a restart', async () => {
    const bench = await twoModes();
    bench.restart();
    assert.equal(bench.layer.status().state, 'watching');
    bench.close();
  });
});
