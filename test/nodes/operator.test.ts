import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import autoencoder from '../../nodes/autoencoder/autoencoder';
import decision from '../../nodes/decision/decision';
import response from '../../nodes/response/response';
import { type Bench, createBench, type Received, settle, until } from '../fixtures/node-red';
import { Plant } from '../unit/decision/plant';

/** A node with everything that an operator looks at: events, errors at Catch, and what status nodes get to see. */
const watched = (node: object, outputs: number): Record<string, unknown>[] => [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'n', z: 'tab', ...node, wires: Array.from({ length: outputs }, (_, i) => [`out${i}`]) },
  ...Array.from({ length: outputs }, (_, i) => ({ id: `out${i}`, z: 'tab', type: 'helper' })),
  { id: 'problems', z: 'tab', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', z: 'tab', type: 'helper' },
  { id: 'lights', z: 'tab', type: 'status', scope: null, wires: [['shown']] },
  { id: 'shown', z: 'tab', type: 'helper' },
];

interface Light {
  status: { fill?: string; text?: string };
}

describe('what an operator sees in Node-RED', () => {
  let bench: Bench;
  let errors: Received[];
  let lights: Light[];
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.unload());

  const look = (): void => {
    errors = bench.collect('errors');
    lights = bench.collect('shown') as unknown as Light[];
  };
  const isYellow = (): boolean => lights.at(-1)?.status.fill === 'yellow';
  const send = (message: object): void => bench.node('n').receive(message as never);

  it('of a model that is lost: event, error at Catch and a yellow status, and nothing is learned from what comes', async () => {
    let t = 0;
    const feed = (count: number): void => {
      for (let i = 0; i < count; i++, t++) {
        const values = { a: Math.sin(t / 5), b: Math.cos(t / 3), c: Math.sin(t / 5) + Math.cos(t / 3) };
        send({ payload: { asset: 'pump', time: t * 1000, values } });
      }
    };
    const settings = { type: 'twin-autoencoder', records: 60, layers: '5, 3', epochs: 2, folds: 2, engine: 'wasm' };
    await bench.load([autoencoder], watched(settings, 2));
    const learning = bench.collect('out1');
    feed(60);
    await until(() => learning.some(({ payload }) => payload['event'] === 'trained'));
    await settle();
    rmSync(join(bench.userDir, 'twin-guard', 'n', 'models'), { recursive: true });
    await bench.restart();
    look();
    const [records, events] = [bench.collect('out0'), bench.collect('out1')];
    feed(100);
    await until(() => records.length === 100 && errors.length > 0 && isYellow());
    assert.ok(records.every(({ payload }) => payload.verdict === 'fault'));
    assert.deepEqual(
      events.map(({ payload }) => payload['event']),
      ['model-missing'],
    );
    assert.match(errors[0]!.error.message, /the model of pump cannot be read.*order reset or train/);
  });

  const COMMANDS = JSON.stringify([
    { name: 'close', kinds: ['sensor-fault'], severity: 'low', topic: 'valve', payload: { open: false }, approvals: 2 },
  ]);
  it('of approvals by one person in two spellings, and by nobody: no command, and an error that says why', async () => {
    const flow = watched({ type: 'twin-decision' }, 2).map((node) =>
      node['id'] === 'n' ? { ...node, wires: [['r'], [], [], ['out1']] } : node,
    );
    const outputs = ['out0', 'alerts', 'commands', 'retrain', 'events'];
    await bench.load(
      [decision, response],
      [
        ...flow,
        { id: 'r', z: 'tab', type: 'twin-response', commands: COMMANDS, wires: outputs.map((id) => [id]) },
        ...outputs.slice(1).map((id) => ({ id, z: 'tab', type: 'helper' })),
      ],
    );
    look();
    const [records, commands, events] = [bench.collect('out0'), bench.collect('commands'), bench.collect('events')];
    const order = async (control: object): Promise<void> => {
      bench.node('r').receive({ control } as never);
      await settle();
    };
    const plant = new Plant();
    const normal = plant.records(300);
    const odd = plant.records(20, true, (row) => {
      row['flow']! += 0.5;
    });
    for (const payload of normal) send({ payload });
    await until(() => records.length === 300);
    await order({ do: 'arm', by: 'Ada' });
    for (const payload of odd) send({ payload });
    await until(() => records.length === 320);
    await settle();
    for (const by of ['Ada', ' ada', 'ADA\u200b', 'Ada\u3164', 'A\u034fda', '', ' ', '\u200b', '\u3164'])
      await order({ do: 'approve', command: 'close', by });
    assert.equal(commands.length, 0);
    assert.ok(errors.some(({ error }) => /by/.test(error.message)));
    await order({ do: 'approve', command: 'close', by: 'Bo' });
    await until(() => commands.length === 1);
    assert.ok(events.some(({ payload }) => payload['event'] === 'command-sent'));
  });
});
