import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fleet, Rights } from '../../lib/page/api';
import { adminAuth, alarmChain, scored, signIn } from '../fixtures/page';
import { linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';

const { hashSync } = require('bcryptjs') as { hashSync(password: string, rounds: number): string };
const BASIC = `Basic ${Buffer.from('plant:door').toString('base64')}`;

describe('the operator page below the http node root', () => {
  let userDir: string;
  let runtime: Runtime;
  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-node-root-'));
    linkPack(userDir);
  });
  afterEach(async () => {
    await runtime?.stop();
    rmSync(userDir, { recursive: true, force: true });
  });

  const ask = (path: string, token?: string, body?: object, basic = true): Promise<Response> =>
    runtime.ask(`/plant/twin-guard/${path}`, {
      headers: {
        ...(basic && { authorization: BASIC }),
        ...(token !== undefined && { 'x-twin-guard-token': token }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
  const settings = {
    httpNodeRoot: '/plant',
    httpNodeAuth: { user: 'plant', pass: hashSync('door', 4) },
    twinGuard: { page: { nodeRoot: true } },
  };
  /** Sends itself what a test would send: the probe's addresses are behind the password of the root, too. */
  const flow = () => {
    const messages = JSON.stringify(scored('Tank', [0.1, 0.2]));
    const source = `setTimeout(() => node.send([${messages}]), 200);`;
    return [
      { id: 'tab', type: 'tab', label: 'test' },
      { id: 'source', z: 'tab', type: 'function', outputs: 1, wires: [['threshold']], func: '', initialize: source },
      ...alarmChain().map((node) => ({ z: 'tab', ...node })),
      { id: 'seen', z: 'tab', type: 'debug', active: false, wires: [] },
    ] as never;
  };

  it('asks for the password of that root, then who one is, and gives the rights of that person', async () => {
    runtime = await startNodeRed({
      userDir,
      settings: { ...settings, httpAdminRoot: '/admin', adminAuth: adminAuth() },
    });
    const [otto, rita, root] = await Promise.all(
      ['otto', 'rita', 'root'].map((name) => signIn(runtime, name, '/admin')),
    );
    const deployed = await runtime.ask('/admin/flows', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${root}` },
      body: JSON.stringify(flow()),
    });
    assert.ok(deployed.ok);
    assert.equal((await ask('api/rights', undefined, undefined, false)).status, 401);
    const unknown = (await (await ask('api/rights')).json()) as Rights;
    assert.deepEqual([unknown.may.read, unknown.signIn, unknown.admin], [false, 'credentials', '../../admin/']);
    const known = (await (await ask('api/rights', otto)).json()) as Rights;
    assert.deepEqual([known.may.operate, known.may.tune, known.name], [true, false, 'otto']);
    assert.equal((await ask('api/fleet')).status, 401);
    let fleet: Fleet;
    do fleet = (await (await ask('api/fleet', rita)).json()) as Fleet;
    while (fleet.assets.length === 0);
    const order = { keys: [fleet.assets[0]!.key], layer: 'decision', do: 'acknowledge' };
    assert.equal((await ask('api/orders', rita, order)).status, 401);
    assert.equal((await ask('api/orders', otto, order)).status, 200);
    const shell = await ask('');
    assert.match(String(shell.headers.get('content-security-policy')), /^default-src 'none'/);
  });

  it('only reads where there is no admin root', async () => {
    runtime = await startNodeRed({ userDir, settings: { ...settings, httpAdminRoot: false, adminAuth: adminAuth() } });
    assert.equal((await ask('api/fleet', undefined, undefined, false)).status, 401);
    const { may, onlyReads } = (await (await ask('api/rights')).json()) as Rights;
    assert.deepEqual(may, { read: true, operate: false, tune: false, command: false });
    assert.match(String(onlyReads), /only reads/);
    assert.equal((await ask('api/fleet')).status, 200);
    const order = { keys: ['decision~Tank'], layer: 'simulator', do: 'drill' };
    assert.notEqual((await ask('api/orders', undefined, order)).status, 200);
  });

  it('is not there unless that is set', async () => {
    runtime = await startNodeRed({ userDir, settings: { httpNodeRoot: '/plant', httpAdminRoot: '/admin' } });
    assert.equal((await ask('')).status, 404);
  });
});
