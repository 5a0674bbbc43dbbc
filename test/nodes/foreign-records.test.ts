import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { ATTACK } from '../fixtures/attack';
import { type Bench, createBench, type Flow, settle } from '../fixtures/node-red';

const register = (name: string): ((RED: NodeAPI) => void) => require(`../../nodes/${name}/${name}`);

const DECISION = ATTACK.decision;
const COMMANDS = JSON.stringify([{ name: 'close', severity: 'low', topic: 'valve', payload: 0 }]);
const flow = (settings: Record<string, unknown> = {}): Flow => [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'd', z: 'tab', type: 'twin-decision', wires: [['r'], [], [], ['told']] },
  {
    id: 'r',
    z: 'tab',
    type: 'twin-response',
    commands: COMMANDS,
    ...settings,
    wires: [['out'], ['alerts'], ['commands'], [], ['events']],
  },
  ...['out', 'told', 'alerts', 'commands', 'events', 'errors'].map((id) => ({ id, z: 'tab', type: 'helper' })),
  { id: 'problems', z: 'tab', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
];

describe('records and orders from anywhere, in Node-RED', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.unload());
  const start = async (settings?: Record<string, unknown>) => {
    await bench.load([register('decision'), register('response')], flow(settings));
    const [out, alerts, commands] = [bench.collect('out'), bench.collect('alerts'), bench.collect('commands')];
    return { out, alerts, commands, events: bench.collect('events'), errors: bench.collect('errors') };
  };
  const send = (id: string, message: unknown): void => bench.node(id).receive(message as never);
  const record = (time: number, more: object = {}): object => ({
    payload: { asset: 'pump', time, values: { a: 1 }, ...more },
  });

  it('a decision out of a message gives no armed command, behind twin-decision or before it, and is told', async () => {
    const { out, commands, alerts, events, errors } = await start();
    send('r', { control: { do: 'arm', by: 'Ada' } });
    for (let i = 0; i < 5; i++) {
      send('r', record(i, { decision: DECISION, verdict: 'anomaly' }));
      send('d', record(i, { decision: DECISION }));
    }
    await settle();
    assert.equal(out.length, 10);
    assert.deepEqual([commands, alerts], [[], []]);
    assert.equal(events.filter(({ payload }) => payload['event'] === 'foreign-record').length, 1);
    assert.equal(errors.length, 1);
    assert.match(errors[0]!.error.message, /setting Trust/);
  });

  it("with trust, a decision node of one's own is answered; a response part of the message keeps nothing back", async () => {
    const { out, commands, alerts } = await start({ trust: true });
    send('r', record(1, { verdict: 'normal' }));
    send('r', { control: { do: 'arm', by: 'Ada' } });
    for (const response of [{}, 5, { sent: 'x' }, null]) send('r', record(2, { decision: DECISION, response }));
    await settle();
    assert.equal(commands.length, 1);
    assert.equal(alerts[0]?.payload['alert'], 'raised');
    assert.deepEqual(out[1]?.payload.response?.sent, ['alert: raised', 'command: close']);
  });

  it('orders are followed, or ignored and told, or refused without a name, as the settings say', async () => {
    const { commands, errors, events } = await start({ trust: true, orders: false });
    send('r', { control: { do: 'arm', by: 'Ada' }, ...record(1, { decision: DECISION }) });
    send('r', { control: 'arm' });
    await settle();
    assert.deepEqual(commands, []);
    assert.ok(events.some(({ payload }) => payload['event'] === 'order-ignored'));
    assert.match(errors[0]!.error.message, /switched off/);
  });
});
