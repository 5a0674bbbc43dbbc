import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
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
    connection = new FleetConnection(
      {
        servers: server.address,
        caFile: '',
        certFile: '',
        keyFile: '',
        user: 'twin',
        password: 'old',
        prefix: 'twin',
        partitions: 1,
        replicas: 1,
        days: 1,
        checkpoint: 1000,
      },
      [],
      () => {},
    );
    await until(true);
    allow('new');
    process.kill(server.pid, 'SIGHUP');
    await until(false);
    await sleep(TRIES);
    allow('old');
    process.kill(server.pid, 'SIGHUP');
    await until(true);
    const { broker } = connection;
    assert.equal((await broker!.jsm.streams.info(broker!.names.records)).state.messages, 0);
  });
});
