import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { AlarmLine, AssetView, AuditLine, Fleet, History, Kpis, OrderAnswer, Rights } from '../../lib/page/api';
import { adminAuth, alarmChain, askPage, openStream, rawPage, scored, signIn } from '../fixtures/page';
import { seen, send, withProbe } from '../fixtures/probe';
import { type FlowNode, linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';

const ASSETS = 1000;
const MOST_SENT = 130_000;
const STALLED_UPDATES = 60;

describe('the operator page', () => {
  let userDir: string;
  let runtime: Runtime;
  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-page-limits-'));
    linkPack(userDir);
  });
  afterEach(async () => {
    await runtime?.stop();
    rmSync(userDir, { recursive: true, force: true });
  });
  const start = async (settings: Record<string, unknown>, token?: string): Promise<void> => {
    runtime = await startNodeRed({ userDir, settings });
    if (settings['adminAuth'] === undefined)
      await runtime.deploy(withProbe(alarmChain(), ['threshold']), 'full', token);
  };
  const fleet = (token?: string): Promise<Fleet> => askPage<Fleet>(runtime, 'api/fleet', token);
  const lives = async (asset: string, scores: readonly number[]): Promise<void> => {
    await send(runtime, 'threshold', scored(asset, scores));
    let count = 0;
    await seen<{ payload: Record<string, unknown> }>(runtime, (all) => {
      count = all.filter(({ payload }) => payload['score'] !== undefined && payload['asset'] === asset).length;
      return count >= scores.length;
    });
  };

  it(`shows ${ASSETS} assets at once, and sends less than ${MOST_SENT} bytes for it`, async () => {
    await start({});
    const messages = Array.from({ length: ASSETS }, (_, i) => scored(`Asset ${i}`, [0.1, 0.2])).flat();
    await send(runtime, 'threshold', messages);
    await seen(runtime, (all) => all.length >= messages.length);
    const answer = await rawPage(runtime, 'api/fleet', undefined, undefined, { 'accept-encoding': 'gzip' });
    assert.equal(answer.headers.get('content-encoding'), 'gzip');
    const text = await answer.text();
    assert.equal((JSON.parse(text) as Fleet).assets.length, ASSETS);
    assert.ok(gzipSync(text, { level: 1 }).length < MOST_SENT);
  });

  it('without users: everybody may, nobody has a name, and what needs one is refused with the way out', async () => {
    await start({});
    await lives('Tank', [5, 5, 5, 5]);
    const rights = await askPage<Rights>(runtime, 'api/rights');
    assert.deepEqual(rights, { may: { read: true, operate: true, tune: true, command: true }, signIn: 'off' });
    const [line] = (await fleet()).assets;
    const orders = (body: object): Promise<OrderAnswer> =>
      askPage<OrderAnswer>(runtime, 'api/orders', undefined, { keys: [line!.key], ...body });
    assert.equal((await orders({ layer: 'decision', do: 'acknowledge', options: { by: 'me' } })).done.length, 1);
    const [entry] = await askPage<AuditLine[]>(runtime, 'api/audit');
    assert.deepEqual([entry!.text, entry!.by, entry!.facts['verified']], ['acknowledge', undefined, false]);
    const { refused } = await orders({ layer: 'response', do: 'approve', options: { command: 'close', by: 'me' } });
    assert.match(refused[0]!.error, /turn on adminAuth in settings\.js/);
  });

  it('finds the nodes of a chain over links, link calls and subflows', async () => {
    await start({});
    const nodes = Object.fromEntries(alarmChain().map((node) => [node.id, node]));
    const flow: FlowNode[] = [
      { ...nodes['threshold']!, wires: [['out'], []] },
      { id: 'out', type: 'link out', mode: 'link', links: ['in'], wires: [] },
      { id: 'in', type: 'link in', links: ['out'], wires: [['call']] },
      { id: 'call', type: 'link call', linkType: 'static', links: ['called'], wires: [['sub']] },
      { id: 'called', type: 'link in', links: [], wires: [['decision']] },
      { ...nodes['decision']!, wires: [['return'], []] },
      { id: 'return', type: 'link out', mode: 'return', links: [], wires: [] },
      { id: 'sub', type: 'subflow:flow', wires: [['seen']] },
      {
        id: 'flow',
        type: 'subflow',
        z: '',
        in: [{ wires: [{ id: 'response' }] }],
        out: [{ wires: [{ id: 'response', port: 0 }] }],
      },
      { ...nodes['response']!, z: 'flow', wires: [[], []] },
    ];
    // A node without a place is a configuration node, and would have to stand before those that name it.
    const placed = flow.map((node) => (node.type === 'subflow' ? node : { x: 1, y: 1, ...node }));
    await runtime.deploy(withProbe(placed, ['threshold']));
    await lives('Tank', [0.1]);
    const { key } = (await fleet()).assets[0]!;
    const { layers } = await askPage<AssetView>(runtime, `api/asset?key=${encodeURIComponent(key)}`);
    assert.deepEqual(
      layers.map(({ layer }) => layer),
      ['threshold', 'decision', 'response'],
    );
  });

  it('keeps the past over a restart: scores, alarms with who acknowledged them, and their number', async () => {
    await start({});
    const from = 1_790_000_000_000;
    await lives('Tank', [0.1, 0.2, 0.3, 5, 5, 5, 5]);
    const { key } = (await fleet()).assets[0]!;
    await askPage(runtime, 'api/orders', undefined, { keys: [key], layer: 'decision', do: 'acknowledge' });
    const query = `key=${encodeURIComponent(key)}&from=${from}&to=${from + 10_000}`;
    const past = () => askPage<History>(runtime, `api/history?${query}&points=10&series=score,tag:T1`);
    const isKept = async (): Promise<boolean> => (await past()).series.some(({ hi }) => hi.includes(5));
    while (!(await isKept())) await new Promise((resolve) => setTimeout(resolve, 200));
    await runtime.stop('SIGKILL');
    runtime = await startNodeRed({ userDir });
    const again = await past();
    const score = again.series.find(({ name }) => name === 'score')!;
    assert.ok(score.hi.includes(5) && score.lo.some((low) => low !== null && low < 0.2), JSON.stringify(again));
    const alarms = await askPage<AlarmLine[]>(runtime, `api/alarms?${query}`);
    assert.deepEqual([alarms.length, alarms[0]!.asset], [1, 'Tank']);
    assert.ok((await askPage<Kpis>(runtime, `api/kpis?from=${from - 1}&to=${from + 10_000}`)).perTenMinutes.length > 0);
  });

  it('says that no past is kept where none is wanted', async () => {
    await start({ twinGuard: { page: { history: false } } });
    const answer = await rawPage(runtime, 'api/kpis');
    assert.deepEqual([answer.status, await answer.json()], [404, { error: 'no history is kept' }]);
  });

  it('a command that two must approve leaves when two people who are signed in have', async () => {
    const auth = adminAuth();
    runtime = await startNodeRed({ userDir, settings: { adminAuth: auth } });
    const [root, anna, carl] = await Promise.all(['root', 'anna', 'carl'].map((name) => signIn(runtime, name)));
    const commands = JSON.stringify([
      { name: 'close', kinds: ['undetermined'], severity: 'low', topic: 'valve', payload: 0, approvals: 2 },
    ]);
    const flow = alarmChain({ response: { commands, signedIn: true } });
    flow.find(({ id }) => id === 'response')!['wires'] = [['seen'], [], ['seen'], [], ['seen']];
    await runtime.deploy(withProbe(flow, ['threshold', 'response']), 'full', root);
    await lives('Tank', [0.1]);
    const key = (await fleet(anna)).assets[0]!.key;
    const orders = (token: string | undefined, body: object): Promise<OrderAnswer> =>
      askPage<OrderAnswer>(runtime, 'api/orders', token, { keys: [key], layer: 'response', ...body });
    const approve = { do: 'approve', options: { command: 'close' } };
    await orders(carl, { do: 'arm' });
    await lives('Tank', [5, 5, 5, 5]);
    assert.equal((await orders(carl, approve)).done[0]!.answer['missing'], 1);
    await send(runtime, 'response', [{ control: { ...approve.options, do: 'approve', by: 'anna', verified: true } }]);
    await seen(runtime, (all) => all.length > 0, 'errors');
    assert.equal((await orders(carl, approve)).done[0]!.answer['missing'], 1);
    assert.deepEqual((await fleet(anna)).assets[0]!.waits, ['command']);
    const { done } = await orders(anna, approve);
    assert.equal(done[0]!.answer['missing'], 0);
    await seen<{ topic: string }>(runtime, (all) => all.some(({ topic }) => topic === 'valve'));
  });

  it('ends the stream of who is not signed in any more, and takes no order', async () => {
    const auth = { ...adminAuth(), sessionExpiryTime: 3 };
    runtime = await startNodeRed({ userDir, settings: { adminAuth: auth, twinGuard: { page: { recheck: 1 } } } });
    const token = await signIn(runtime, 'anna');
    const stream = await openStream(runtime, token);
    await stream.until('signed-out');
    assert.equal((await rawPage(runtime, 'api/fleet', token)).status, 401);
    assert.equal((await askPage<Rights>(runtime, 'api/rights', token)).may.read, false);
  });

  it('goes on for all others while one page does not read', async () => {
    await start({});
    await lives('Tank', [0.1]);
    const stalled = connect(Number(new URL(runtime.url).port), '127.0.0.1');
    stalled.pause();
    stalled.write('GET /twin-guard/api/stream HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(stalled, 'connect');
    const stream = await openStream(runtime, '');
    for (let i = 0; i < STALLED_UPDATES; i++) {
      const messages = Array.from({ length: 200 }, (_, asset) => scored(`Asset ${asset}`, [i % 2 === 0 ? 5 : 0.1])[0]);
      await send(runtime, 'threshold', messages);
    }
    await stream.until('fleet', ({ assets }) => assets.some(({ asset }) => asset === 'Asset 199'));
    stream.close();
    stalled.destroy();
    assert.equal((await fleet()).assets.length, 201);
  });

  it('lies below the admin root, wherever that is, and is told so without a slash', async () => {
    runtime = await startNodeRed({ userDir, settings: { httpAdminRoot: '/plant' } });
    const ask = (path: string): Promise<Response> => fetch(`${runtime.url}${path}`, { redirect: 'manual' });
    const moved = await ask('/plant/twin-guard');
    assert.deepEqual([moved.status, moved.headers.get('location')], [308, 'twin-guard/']);
    const shell = await ask('/plant/twin-guard/');
    assert.equal(shell.status, 200);
    const text = await shell.text();
    for (const [, name] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      assert.doesNotMatch(name!, /^(\/|https?:)/);
      const file = await ask(`/plant/twin-guard/${name}`);
      assert.equal(file.status, 200, name);
      if (/-[0-9a-f]{12}\./.test(name!)) assert.match(String(file.headers.get('cache-control')), /immutable/);
    }
    assert.equal((await ask('/twin-guard/api/rights')).status, 404);
  });

  for (const [what, settings] of [
    ['without an admin root', { httpAdminRoot: false }],
    ['where it is switched off', { twinGuard: { page: false } }],
  ] as const) {
    it(`is not there ${what}`, async () => {
      runtime = await startNodeRed({ userDir, settings });
      for (const path of ['', 'api/fleet', 'api/rights'])
        assert.equal((await rawPage(runtime, path)).status, 404, path);
      assert.equal((await rawPage(runtime, 'api/orders', undefined, { keys: ['x'] })).status, 404);
    });
  }
});
