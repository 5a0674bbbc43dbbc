import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import autoencoder from '../../nodes/autoencoder/autoencoder';
import dualBranch from '../../nodes/dual-branch/dual-branch';
import { type Bench, createBench, type Flow, type Received, settle, until } from '../fixtures/node-red';

const NODES = [
  { type: 'twin-autoencoder', register: autoencoder, settings: { layers: '8, 3', epochs: 5 } },
  { type: 'twin-dual-branch', register: dualBranch, settings: { window: 8, width: 4, epochs: 2, prototypes: 4 } },
];

for (const { type, register, settings } of NODES) {
  const flow = (more: object = {}): Flow => [
    { id: 'tab', type: 'tab', label: 'test' },
    {
      ...{ id: 'detector', z: 'tab', type, records: 80, folds: 2, engine: 'wasm', wires: [['out'], ['events']] },
      ...settings,
      ...more,
    },
    { id: 'out', z: 'tab', type: 'helper' },
    { id: 'events', z: 'tab', type: 'helper' },
    { id: 'problems', z: 'tab', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
    { id: 'errors', z: 'tab', type: 'helper' },
  ];

  describe(`${type} node`, () => {
    let bench: Bench;
    beforeEach(() => {
      bench = createBench();
    });
    afterEach(() => bench.unload());

    let t = 0;
    const send = (message: unknown): void => bench.node('detector').receive(message as never);
    const feed = (count: number, more = 0): void => {
      for (let i = 0; i < count; i++, t++) {
        const values = { a: Math.sin(t / 5) + more, b: Math.cos(t / 3), c: Math.sin(t / 5) + Math.cos(t / 3) };
        send({ payload: { asset: 'pump', time: t * 1000, values } });
      }
    };
    const told = async (events: readonly Received[], event: string): Promise<Received> => {
      const find = () => events.find((message) => message.payload['event'] === event);
      await until(() => find() !== undefined);
      return find()!;
    };

    it('learns from what flows by, then judges it', async () => {
      await bench.load([register], flow());
      const [out, events] = [bench.collect('out'), bench.collect('events')];
      feed(80);
      await settle();
      assert.ok(out.every((message) => message.payload.verdict === 'learning'));
      const trained = await told(events, 'trained');
      assert.ok((trained.payload['history'] as unknown[]).length > 0);
      feed(1);
      await settle();
      assert.ok(Number.isFinite(out.at(-1)!.payload.score));
      assert.equal(out.length, 81);
    });

    it('keeps its model over a restart and a full deploy', async () => {
      await bench.load([register], flow());
      const events = bench.collect('events');
      feed(80);
      await told(events, 'trained');
      await bench.restart();
      const out = bench.collect('out');
      feed(1);
      await settle();
      await bench.deploy(flow({ name: 'guard' }), 'full');
      const after = bench.collect('out');
      feed(1);
      await settle();
      assert.ok(out[0]!.payload.detector!.model);
      assert.equal(after[0]!.payload.detector!.model, out[0]!.payload.detector!.model);
    });

    it('learns a new normal by name, waits for the approval over a restart, and logs each step once', async () => {
      await bench.load([register], flow({ records: 320 }));
      const events = bench.collect('events');
      const values = (order: object): void => send({ control: order, payload: '' });
      feed(320);
      await told(events, 'model-promoted');
      values({ do: 'accept', by: 'Ada' });
      feed(340, 3);
      const waiting = await told(events, 'model-waiting');
      assert.match(String(waiting.payload['text']), /waits for a person: a is .* above where it has been/);
      await bench.restart();
      const [out, after] = [bench.collect('out'), bench.collect('events')];
      feed(1, 3);
      values({ do: 'approve', by: 'Bo' });
      await told(after, 'model-approved');
      feed(20, 3);
      await until(() => out.length >= 21);
      assert.equal(out.at(-1)!.payload.detector!.version, waiting.payload['version']);
      const lines = readFileSync(join(bench.userDir, 'twin-guard', 'audit.jsonl'), 'utf8')
        .trim()
        .split('\n');
      const steps = lines.map((line) => JSON.parse(line) as { event: string; do?: string; by?: string });
      const said = steps.map(({ event, do: what, by }) => [what ?? event, by].filter(Boolean).join(' '));
      assert.deepEqual(
        said.filter((one) => !one.startsWith('learning-drift')),
        ['model-promoted', 'accept Ada', 'new-normal Ada', 'model-waiting', 'approve Bo', 'model-approved Bo'],
      );
    });

    it('trains on the rows of an order and answers it', async () => {
      await bench.load([register], flow());
      const events = bench.collect('events');
      const rows = Array.from({ length: 60 }, (_, i) => [Math.sin(i / 5), Math.cos(i / 3)]);
      send({ control: { do: 'train', asset: 'mixer' }, payload: rows });
      const { payload } = await told(events, 'train');
      assert.deepEqual([payload.asset, payload['state']], ['mixer', 'training']);
      assert.equal((await told(events, 'trained')).payload['records'], 60);
    });

    it('tells a record that it cannot judge to Catch, once, and passes it on as a fault', async () => {
      await bench.load([register], flow());
      const [out, events, errors] = [bench.collect('out'), bench.collect('events'), bench.collect('errors')];
      feed(80);
      await told(events, 'trained');
      for (let i = 0; i < 2; i++) send({ payload: { asset: 'pump', time: (t + i) * 1000, values: { a: 1 } } });
      await settle();
      assert.equal(out.at(-1)!.payload.verdict, 'fault');
      assert.equal(errors.length, 1);
      assert.match(errors[0]!.error.message, /payload\.values: cannot be judged: 2 of 3 features are missing/);
    });
  });
}
