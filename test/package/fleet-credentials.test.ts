import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NatsServer, natsServer } from '../../bench/fleet/nats/server';
import { FleetConnection } from '../../lib/node-red/fleet/connection';
import { removeFolder } from '../fixtures/remove-folder';

/** Several tries to connect, ms. */
const TRIES = 5000;

describe('the credentials of a fleet', () => {
  let folder: string;
  let server: NatsServer | undefined;
  let connection: FleetConnection | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-credentials-'));
  });
  const connect = (servers: string, fail: (error: Error) => void, password?: string): void => {
    const files = { caFile: '', certFile: '', keyFile: '' };
    const settings = { prefix: 'twin', partitions: 1, replicas: 1, days: 1, checkpoint: 1000 };
    connection = new FleetConnection({ servers, ...files, ...settings, user: 'twin', password }, [], fail);
  };
  afterEach(async () => {
    await connection?.close();
    await server?.stop('SIGKILL');
    await removeFolder(folder);
  });

  it('may be refused for a while, as when a password is changed in one place after the other', async function () {
    const found = natsServer();
    if (!('path' in found)) {
      console.log(`    skipped: ${found.why}`);
      return this.skip();
    }
    const file = join(folder, 'nats.conf');
    const allow = (password: string): void =>
      writeFileSync(file, `authorization { user: "twin", password: "${password}" }\n`);
    const until = async (connected: boolean): Promise<void> => {
      while ((connection!.problem === undefined) !== connected) await sleep(20);
    };
    allow('old');
    server = await NatsServer.start(found.path, join(folder, 'js'), ['-c', file]);
    connect(server.address, () => {}, 'old');
    await until(true);
    allow('new');
    process.kill(server.pid, 'SIGHUP');
    await until(false);
    await sleep(TRIES);
    allow('old');
    process.kill(server.pid, 'SIGHUP');
    await until(true);
    const { broker } = connection!;
    assert.equal((await broker!.jsm.streams.info(broker!.names.records)).state.messages, 0);
  });

  it('are no question where the server is too old, which is told', async () => {
    // As Debian 12 has it.
    const greeting = {
      server_id: 'A',
      version: '2.9.10',
      proto: 1,
      headers: true,
      max_payload: 2 ** 20,
      jetstream: true,
    };
    const old = createServer((socket) => {
      socket.write(`INFO ${JSON.stringify(greeting)}\r\n`);
      socket.on('data', (data) => data.includes('PING') && socket.write('PONG\r\n'));
      socket.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(old, 'listening');
    const told: string[] = [];
    connect(`127.0.0.1:${(old.address() as { port: number }).port}`, ({ message }) => told.push(message));
    while (told.length === 0) await sleep(20);
    assert.deepEqual(told, ['servers: nats-server 2.9.10 is too old; a fleet needs 2.14 or newer']);
    assert.equal(connection!.problem, told[0]);
    old.close();
  });
});
