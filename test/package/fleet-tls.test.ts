import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NatsServer, natsServer } from '../../bench/fleet/nats/server';
import { FleetConnection } from '../../lib/node-red/fleet/connection';
import type { ConnectionSettings } from '../../lib/node-red/fleet/connection-options';
import { removeFolder } from '../fixtures/remove-folder';

describe('an encrypted connection of a fleet', () => {
  let folder: string;
  let program: string;
  let server: NatsServer | undefined;
  let connection: FleetConnection | undefined;
  let told: string[];

  const path = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });

  /** An authority of its own with a certificate for 127.0.0.1, as a plant makes them. */
  function authority(name: string): void {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    openssl('req', '-x509', ...key, '-keyout', `${name}-ca.key`, '-out', `${name}-ca.pem`, '-subj', `/CN=${name}`);
    openssl('req', ...key.slice(0, -2), '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', '/CN=nats');
    writeFileSync(path('names'), 'subjectAltName=IP:127.0.0.1\n');
    const signed = ['-CA', `${name}-ca.pem`, '-CAkey', `${name}-ca.key`, '-CAcreateserial', '-extfile', 'names'];
    openssl('x509', '-req', '-in', `${name}.csr`, ...signed, '-days', '2', '-out', `${name}.pem`);
  }

  before(function () {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-tls-'));
    const found = natsServer();
    try {
      if ('why' in found) throw new Error(found.why);
      program = found.path;
      authority('plant');
      authority('other');
      writeFileSync(path('none.key'), 'no key');
      openssl('ec', '-in', 'plant.key', '-aes128', '-passout', 'pass:secret', '-out', 'secret.key');
    } catch (error) {
      console.log(`    skipped: ${(error as Error).message.split('\n')[0]}`);
      this.skip();
    }
  });
  beforeEach(() => {
    told = [];
  });
  afterEach(async () => {
    await connection?.close();
    await server?.stop('SIGKILL');
  });
  after(() => removeFolder(folder));

  const start = async (...more: string[]): Promise<void> => {
    const tls = ['--tls', '--tlscert', path('plant.pem'), '--tlskey', path('plant.key')];
    server = await NatsServer.start(program, mkdtempSync(join(folder, 'js-')), [
      ...(more[0] === 'plain' ? [] : tls),
      ...more.slice(1),
    ]);
  };
  const connect = (settings: Partial<ConnectionSettings>): void => {
    connection = new FleetConnection(
      {
        servers: `tls://${server!.address}`,
        caFile: '',
        certFile: '',
        keyFile: '',
        prefix: 'twin',
        partitions: 1,
        replicas: 1,
        days: 1,
        checkpoint: 1000,
        ...settings,
      },
      [],
      ({ message }) => told.push(message),
    );
  };
  const connected = async (): Promise<void> => {
    while (connection!.problem !== undefined) await sleep(20);
  };
  const refused = async (pattern: RegExp): Promise<void> => {
    while (told.length === 0) await sleep(20);
    assert.match(told[0]!, pattern);
    assert.match(connection!.problem!, pattern);
    assert.equal(told.length, 1);
  };

  it('holds with the certificate of the authority', async () => {
    await start('tls');
    connect({ caFile: path('plant-ca.pem') });
    await connected();
    assert.deepEqual(told, []);
  });

  it('holds with a certificate of its own, where the server asks for one', async () => {
    await start('tls', '--tlsverify', '--tlscacert', path('plant-ca.pem'));
    connect({ caFile: path('plant-ca.pem'), certFile: path('plant.pem'), keyFile: path('plant.key') });
    await connected();
    assert.deepEqual(told, []);
  });

  for (const [what, settings, pattern] of [
    ['of another authority is refused', { caFile: 'other-ca.pem' }, /^caFile: .* not by what .*other-ca\.pem holds/],
    ['that nobody knows is refused', {}, /^caFile: .* by nobody whom this system trusts/],
    ['that cannot be read is told', { caFile: 'none.pem' }, /^caFile: ENOENT/],
    ['without its key is told', { caFile: 'plant-ca.pem', certFile: 'plant.pem' }, /^keyFile: is empty/],
    [
      'with the key of another one is told',
      { caFile: 'plant-ca.pem', certFile: 'plant.pem', keyFile: 'other.key' },
      /^keyFile: does not belong to /,
    ],
    [
      'with a key that is none is told',
      { caFile: 'plant-ca.pem', certFile: 'plant.pem', keyFile: 'none.key' },
      /^keyFile: .*none\.key holds no key that can be read: .*; give a key in PEM format without a passphrase$/,
    ],
    [
      'with a key that asks for a passphrase is told',
      { caFile: 'plant-ca.pem', certFile: 'plant.pem', keyFile: 'secret.key' },
      /^keyFile: .*secret\.key holds no key that can be read: .* without a passphrase$/,
    ],
  ] as const) {
    it(`a certificate ${what}`, async () => {
      await start('tls');
      connect(Object.fromEntries(Object.entries(settings).map(([field, file]) => [field, path(file)])));
      await refused(pattern);
    });
  }

  it('a certificate that the server asks for and does not get is told', async () => {
    await start('tls', '--tlsverify', '--tlscacert', path('plant-ca.pem'));
    connect({ caFile: path('plant-ca.pem') });
    await refused(/^servers: .* if it asks for a certificate, give certFile and keyFile/);
  });

  it('is not given up for a plain one, where the server does not encrypt', async () => {
    await start('plain');
    connect({});
    await refused(/^servers: the server does not encrypt/);
  });
});
