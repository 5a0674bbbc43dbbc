import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import ingest from '../../nodes/ingest/ingest';
import { type Bench, createBench, type Flow, type Received, type Registration, settle } from '../fixtures/node-red';

const mqtt = require('@node-red/nodes/core/network/10-mqtt.js') as Registration;

const MOTOR = 'spBv1.0/Plant/DBIRTH/Edge/Motor';
/** A DBIRTH that names Temperature (alias 3, Float) and Speed (alias 5, Int32), and a DATA that says neither. */
const BIRTH = 'CAESFgoLVGVtcGVyYXR1cmUQAyAJZQAAdUISEQoFU3BlZWQQBSADUPT///8PGAE=';
const DATA = 'CAISBxADZQAAgEISCBAFUPP///8PGAI=';

const flow = (port: number): Flow => [
  { id: 'tab', type: 'tab', label: 'test' },
  {
    id: 'broker',
    type: 'mqtt-broker',
    broker: '127.0.0.1',
    port: String(port),
    clientid: '',
    autoConnect: true,
    protocolVersion: '4',
    keepalive: '60',
    cleansession: true,
  },
  { id: 'publish', z: 'tab', type: 'mqtt out', topic: '', qos: '1', retain: 'false', broker: 'broker', wires: [] },
  {
    id: 'ditto',
    z: 'tab',
    type: 'mqtt in',
    topic: 'ditto/#',
    qos: '1',
    datatype: 'auto-detect',
    broker: 'broker',
    inputs: 0,
    wires: [['ingest']],
  },
  {
    id: 'sparkplug',
    z: 'tab',
    type: 'mqtt in',
    topic: 'spBv1.0/#',
    qos: '1',
    datatype: 'buffer',
    broker: 'broker',
    inputs: 0,
    wires: [['ingest']],
  },
  { id: 'ingest', z: 'tab', type: 'twin-ingest', wires: [['records'], ['events']] },
  { id: 'records', z: 'tab', type: 'helper' },
  { id: 'events', z: 'tab', type: 'helper' },
  { id: 'problems', z: 'tab', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', z: 'tab', type: 'helper' },
];

describe('ingest behind a real MQTT broker', function () {
  this.timeout(20_000);
  let broker: { handle: unknown; close(done: () => void): void };
  let server: Server;
  let bench: Bench;
  let records: Received[];
  let events: Received[];
  let errors: Received[];

  before(async () => {
    const { Aedes } = await import('aedes');
    broker = (await Aedes.createBroker()) as unknown as typeof broker;
    server = createServer(broker.handle as () => void);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    bench = createBench();
    await bench.load([mqtt, ingest], flow((server.address() as AddressInfo).port));
    records = bench.collect('records');
    events = bench.collect('events');
    errors = bench.collect('errors');
    for (let i = 0; i < 200 && !connected(); i++) await settle(20);
  });
  after(async () => {
    await bench.unload();
    await new Promise<void>((resolve) => broker.close(resolve));
    await new Promise((resolve) => server.close(resolve));
  });

  const connected = (): boolean => (bench.node('broker') as unknown as { connected: boolean }).connected;
  /** Publishes and waits for what comes out of ingest. */
  async function publish(topic: string, payload: unknown, count: number): Promise<void> {
    bench.node('publish').receive({ topic, payload } as never);
    for (let i = 0; i < 200 && records.length < count; i++) await settle(10);
    assert.equal(records.length, count);
  }

  it('reads Eclipse Ditto events', async () => {
    await settle(100);
    const event = {
      topic: 'plant/pump/things/twin/events/modified',
      path: '/features/motor/properties',
      value: { speed: 1480, temperature: 65.5 },
      revision: 1,
      timestamp: '2026-01-01T00:00:00Z',
    };
    await publish('ditto/plant', event, 1);
    const { payload } = records[0]!;
    assert.equal(payload.asset, 'plant:pump');
    assert.equal(payload.time, Date.UTC(2026, 0, 1));
    assert.deepEqual(payload.values, { 'motor/speed': 1480, 'motor/temperature': 65.5 });
    assert.ok(events.some(({ payload: { text } }) => text === 'plant:pump is read as Eclipse Ditto'));
  });

  it('reads raw Sparkplug buffers with the names and types of the birth', async () => {
    await publish(MOTOR, Buffer.from(BIRTH, 'base64'), 2);
    assert.deepEqual(records[1]!.payload.values, { Temperature: 61.25, Speed: -12 });
    await publish(MOTOR.replace('DBIRTH', 'DDATA'), Buffer.from(DATA, 'base64'), 3);
    const { payload } = records[2]!;
    assert.equal(payload.asset, 'Plant/Edge/Motor');
    assert.deepEqual(payload.values, { Temperature: 64, Speed: -13 });
    assert.deepEqual(errors, []);
  });

  it('hands a torn buffer to Catch', async () => {
    const torn = Buffer.from(DATA, 'base64').subarray(0, 9);
    bench.node('publish').receive({ topic: MOTOR.replace('DBIRTH', 'DDATA'), payload: torn } as never);
    for (let i = 0; i < 200 && errors.length === 0; i++) await settle(10);
    assert.match(errors[0]!.error.message, /payload: is no Sparkplug payload \(the message ends too early\)/);
  });
});
