import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ingest from '../../nodes/ingest/ingest';
import {
  type Bench,
  createBench,
  type Flow,
  type Received,
  type Registration,
  settle,
  until,
} from '../fixtures/node-red';

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

interface Broker {
  readonly port: number;
  stop(): Promise<void>;
}

async function startAedes(): Promise<Broker> {
  const { Aedes } = await import('aedes');
  const aedes = (await Aedes.createBroker()) as unknown as { handle: () => void; close(done: () => void): void };
  const server = createServer(aedes.handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      await new Promise<void>((resolve) => aedes.close(resolve));
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Mosquitto as Debian has it; undefined where it is not installed. */
async function startMosquitto(): Promise<Broker | undefined> {
  const binary = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'].find(existsSync);
  if (binary === undefined) return undefined;
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const folder = mkdtempSync(join(tmpdir(), 'twin-guard-mosquitto-'));
  writeFileSync(join(folder, 'conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  const child = spawn(binary, ['-c', join(folder, 'conf')], { stdio: 'ignore' });
  while (!(await answers(port))) await settle(50);
  return {
    port,
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const connected = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'close').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return connected;
}

for (const [name, start] of [
  ['aedes', startAedes],
  ['Mosquitto', startMosquitto],
] as const) {
  describe(`ingest behind a real MQTT broker, ${name}`, () => {
    let broker: Broker | undefined;
    let bench: Bench;
    let records: Received[];
    let events: Received[];
    let errors: Received[];

    before(async function () {
      broker = await start();
      if (broker === undefined) {
        console.log(`      skipped: no ${name}; install it to run this`);
        return this.skip();
      }
      bench = createBench();
      await bench.load([mqtt, ingest], flow(broker.port));
      records = bench.collect('records');
      events = bench.collect('events');
      errors = bench.collect('errors');
      await until(connected);
      return undefined;
    });
    after(async () => {
      if (broker === undefined) return;
      await bench.unload();
      await broker.stop();
    });

    const connected = (): boolean => (bench.node('broker') as unknown as { connected: boolean }).connected;
    /** Publishes and waits for what comes out of ingest. */
    async function publish(topic: string, payload: unknown, count: number): Promise<void> {
      bench.node('publish').receive({ topic, payload } as never);
      await until(() => records.length >= count);
      await settle();
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
      await until(() => errors.length > 0);
      assert.match(errors[0]!.error.message, /payload: is no Sparkplug payload \(the message ends too early\)/);
    });
  });
}
