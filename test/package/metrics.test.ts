import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plantPayload } from '../fixtures/plant';
import { seen, send, withProbe } from '../fixtures/probe';
import { type FlowNode, linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';

const CHAIN: FlowNode[] = [
  { id: 'ingest', type: 'twin-ingest', settle: 5, wires: [['scaler'], []] },
  { id: 'scaler', type: 'twin-scaler', warmup: 20, wires: [['seen'], []] },
];
const RECORDS = 40;

describe('metrics and probes', () => {
  let userDir: string;
  let runtime: Runtime | undefined;
  const start = async (twinGuard: object, more: Record<string, unknown> = {}): Promise<Runtime> => {
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-metrics-'));
    linkPack(userDir);
    runtime = await startNodeRed({ userDir, settings: { twinGuard, ...more } });
    return runtime;
  };
  afterEach(async () => {
    await runtime?.stop('SIGKILL');
    rmSync(userDir, { recursive: true, force: true });
  });

  /** Lines of the metrics by what stands before the value. */
  const read = async ({ get }: Runtime, root = ''): Promise<Map<string, number>> => {
    const answer = await get(`${root}/twin-guard/metrics`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const text = await answer.text();
    const lines = text.trimEnd().split('\n');
    for (const line of lines)
      assert.match(line, /^(# (HELP|TYPE) twin_guard_\w+ .+|twin_guard_\w+(\{.*\})? \S+)$/, line);
    return new Map(
      lines
        .filter((line) => !line.startsWith('#'))
        .map((line) => [line.replace(/ \S+$/, ''), Number(line.split(' ').at(-1))]),
    );
  };

  it('are not there unless they are wanted', async () => {
    const { get } = await start({});
    for (const path of ['metrics', 'health/live', 'health/ready'])
      assert.equal((await get(`/twin-guard/${path}`)).status, 404);
  });

  it('count records, refusals and assets, with no label of an asset, below the root of http nodes', async () => {
    const running = await start({ metrics: true }, { httpNodeRoot: '/api' });
    await running.deploy(withProbe(CHAIN, ['ingest']).map((node) => node));
    const messages = Array.from({ length: RECORDS }, (_, i) => ({ topic: 'pump 7', payload: plantPayload(i) }));
    const probe = {
      ...running,
      ask: (path: string, request: never) => running.ask(`/api${path}`, request),
      get: (path: string) => running.get(`/api${path}`),
    };
    await send(probe, 'ingest', [...messages, { topic: 'pump 7', payload: null }]);
    await seen(probe, (all) => all.length >= RECORDS);
    const metrics = await read(running, '/api');
    assert.equal(metrics.get('twin_guard_records_total{type="twin-scaler"}'), RECORDS);
    assert.equal(metrics.get('twin_guard_step_seconds_count{type="twin-scaler"}'), RECORDS);
    assert.equal(metrics.get('twin_guard_step_seconds_bucket{type="twin-scaler",le="+Inf"}'), RECORDS);
    assert.equal(metrics.get('twin_guard_refused_total{type="twin-ingest"}'), 1);
    assert.equal(metrics.get('twin_guard_assets{type="twin-scaler",state="watching"}'), 1);
    assert.ok(metrics.get('twin_guard_process_memory_bytes')! > 1e7);
    for (const name of metrics.keys()) assert.doesNotMatch(name, /pump/);
  });

  it('a process is live at once and ready when its flows run', async () => {
    const running = await start({ metrics: true });
    assert.equal((await running.get('/twin-guard/health/live')).status, 200);
    assert.equal(await (await running.get('/twin-guard/health/ready')).text(), 'ready\n');
  });

  it('a member of a fleet without a broker is live and not ready, and says why', async () => {
    const running = await start({ metrics: true });
    await running.deploy([
      { id: 'tab', type: 'tab', label: 'fleet' },
      { id: 'fleet', type: 'twin-fleet', servers: '127.0.0.1:1', member: '1', members: '1' },
      { id: 'in', z: 'tab', type: 'twin-fleet-in', fleet: 'fleet', wires: [[], [], []] },
    ]);
    assert.equal((await running.get('/twin-guard/health/live')).status, 200);
    const answer = await running.get('/twin-guard/health/ready');
    assert.equal(answer.status, 503);
    assert.match(await answer.text(), /broker/);
  });
});
