import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seen, send, withProbe } from '../fixtures/probe';
import { type FlowNode, linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';

interface Told {
  readonly topic?: string;
  readonly payload: Record<string, unknown>;
}

/** Records per second: as many as leave the processors time to learn. */
const SPEED = 500;
const NORMAL_SECONDS = 5000;
const FALSE_ALERTS = 1;

/** The demo flow as shipped, but faster, and with everything that is worth seeing wired to the probe. */
function demo(): FlowNode[] {
  const text = readFileSync(join(ROOT, 'examples', 'flows', 'guard-a-twin.json'), 'utf8');
  const flow = JSON.parse(text) as (FlowNode & { wires?: string[][] })[];
  const node = (type: string): FlowNode & { wires: string[][] } => flow.find((n) => n.type === type) as never;
  node('twin-simulator')['speed'] = SPEED;
  node('twin-simulator').wires[1]!.push('seen');
  node('twin-autoencoder').wires[1]!.push('seen');
  node('twin-response').wires[1]!.push('seen');
  node('rbe').wires[0]!.push('seen');
  node('catch').wires[0]!.push('errors');
  for (const debug of flow.filter((n) => n.type === 'debug')) debug['active'] = false;
  return withProbe(flow, ['tg-simulator']);
}

describe('the demo flow', () => {
  let userDir: string;
  let runtime: Runtime;
  const told: Told[] = [];

  /** Everything told since the last call, up to what was waited for. */
  async function until(found: (told: Told) => boolean): Promise<Told[]> {
    const from = told.length;
    told.push(...(await seen<Told>(runtime, (all) => all.some(found))));
    return told.slice(from);
  }
  const order = (control: unknown): Promise<void> => send(runtime, 'tg-simulator', [{ control }]);
  async function plantTime(): Promise<number> {
    await order('status');
    const answers = await until((t) => t.payload['event'] === 'status');
    return answers.findLast((t) => t.payload['event'] === 'status')!.payload['time'] as number;
  }
  /** Lets the plant live, and gives what was told meanwhile. */
  async function live(seconds: number): Promise<Told[]> {
    const from = told.length;
    const end = (await plantTime()) + 1000 * seconds;
    while ((await plantTime()) < end) await new Promise((resolve) => setTimeout(resolve, 100));
    return told.slice(from);
  }
  const isRaised = (t: Told): boolean => t.payload['alert'] === 'raised';
  const isNormal = (t: Told): boolean => t.payload['verdict'] === 'normal';

  before(async () => {
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-demo-'));
    linkPack(userDir);
    runtime = await startNodeRed({ userDir });
    await runtime.deploy(demo());
    await until(isNormal);
  });
  after(async () => {
    await runtime?.stop();
    rmSync(userDir, { recursive: true, force: true });
  });

  it('is quiet while all is normal', async () => {
    const alerts = (await live(NORMAL_SECONDS)).filter(isRaised);
    assert.ok(alerts.length <= FALSE_ALERTS, JSON.stringify(alerts.map((t) => t.payload)));
  });

  for (const [drill, kind] of [
    ['spoof', 'cyber-attack'],
    ['bias', 'sensor-fault'],
    ['pump-wear', 'data-drift'],
  ] as const) {
    it(`${drill}: an alert names a ${kind}, and normal operation clears it`, async () => {
      await order({ do: 'drill', drill, seconds: 1e6 });
      const alerts = await until((t) => t.payload['alert'] !== undefined && t.payload['kind'] === kind);
      const alert = alerts.find((t) => t.payload['kind'] === kind)!.payload;
      assert.match(String(alert['severity']), /^(low|medium|high)$/);
      assert.match(String(alert['sentence']), /^This looks like a .+\./);
      assert.ok((alert['tags'] as string[]).length > 0);
      await order('clear');
      await until((t) => t.payload['alert'] === 'cleared');
      await live(600);
    });
  }

  it('learns what a person calls the new normal: the model waits for the approval, and all is normal with it', async () => {
    const press = async (button: string): Promise<void> => {
      assert.ok((await runtime.ask(`/inject/${button}`, { method: 'POST' })).ok, button);
    };
    const isEvent =
      (event: string) =>
      (t: Told): boolean =>
        t.payload['event'] === event;
    // The spoof has raised the posture, in which nothing is learned.
    await press('tg-calm');
    await order({ do: 'drill', drill: 'bias', tag: 'F12', seconds: 1e6 });
    await until(isRaised);
    await press('tg-accept');
    const waiting = (await until(isEvent('model-waiting'))).find(isEvent('model-waiting'))!;
    assert.match(String(waiting.payload['text']), /waits for a person: .*F12~twin is .* above where it has been/);
    await press('tg-approve');
    await until(isEvent('model-approved'));
    await until(isNormal);
    const alerts = (await live(2000)).filter(isRaised);
    assert.ok(alerts.length <= FALSE_ALERTS, JSON.stringify(alerts.map((t) => t.payload)));
    await press('tg-back');
    await order('clear');
    await live(1500);
  });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`goes on where it was after a ${signal}: it learns nothing anew, and no time is lost or repeated`, async () => {
      const before = await plantTime();
      await runtime.stop(signal);
      runtime = await startNodeRed({ userDir });
      const first = (await until((t) => t.payload['verdict'] !== undefined)).find(
        (t) => t.payload['verdict'] !== undefined,
      );
      assert.notEqual(first?.payload['verdict'], 'learning');
      assert.ok((await plantTime()) > before);
    });
  }

  it('brings no error to Catch', async () => {
    assert.deepEqual(await seen(runtime, () => true, 'errors'), []);
  });
});
