import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seen, withProbe } from '../fixtures/probe';
import { type FlowNode, linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';

/** The example as shipped, twice as fast, with what it tells wired to the probe. */
function prepared(): FlowNode[] {
  const file = join(ROOT, 'examples', 'flows', 'attack-drill-and-posture.json');
  const flow = JSON.parse(readFileSync(file, 'utf8')) as FlowNode[];
  for (const node of flow) {
    const wires = node['wires'] as string[][] | undefined;
    if (node.type === 'twin-simulator') node['speed'] = 100;
    if (node.type === 'debug') node['active'] = false;
    if (['tgp-decision', 'tgp-autoencoder', 'tgp-threshold'].includes(node.id)) wires!.at(-1)!.push('seen');
    if (node.id === 'tgp-response') for (const output of [2, 4]) wires![output]!.push('seen');
    if (node.type === 'catch') wires![0]!.push('seen');
    if (node.id === 'tgp-decision') wires![0]!.push('once');
  }
  // The verdict normal, once: the guard is ready.
  flow.push({
    id: 'once',
    type: 'function',
    z: 'tgp-tab',
    outputs: 1,
    func: `if (msg.payload.verdict !== 'normal' || context.get('told')) return;
      context.set('told', true);
      return { payload: { event: 'ready' } };`,
    wires: [['seen']],
  });
  return withProbe(flow, []);
}

interface Told {
  topic?: string;
  payload: { event?: string; level?: string; why?: string; frozenBy?: string[] };
  error?: { message: string };
}

describe('the example of the posture', () => {
  let userDir: string;
  let runtime: Runtime;
  before(async () => {
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-posture-'));
    linkPack(userDir);
    runtime = await startNodeRed({ userDir });
  });
  after(async () => {
    await runtime.stop();
    rmSync(userDir, { recursive: true, force: true });
  });

  const press = async (id: string): Promise<void> => {
    const answer = await runtime.ask(`/inject/${id}`, { method: 'POST' });
    assert.ok(answer.ok, `the button ${id} answered ${answer.status}`);
  };
  const problems: string[] = [];
  /** What has come since the last look, once all that was wanted is there. */
  const told = async (...wanted: ((one: Told) => boolean)[]): Promise<Told[]> => {
    const all = await seen<Told>(runtime, (some) => wanted.every((is) => some.some(is)));
    problems.push(...all.flatMap(({ error }) => error?.message ?? []));
    return all;
  };
  const event =
    (name: string) =>
    ({ payload }: Told): boolean =>
      payload?.event === name;
  const level =
    (name: string) =>
    (one: Told): boolean =>
      event('posture-changed')(one) && one.payload.level === name;
  const command = ({ topic }: Told): boolean => topic === 'plant/valve';

  it('does what it says', async function () {
    this.timeout(400_000);
    await runtime.deploy(prepared());
    await told(event('ready'));
    await press('tgp-arm');
    await press('tgp-attack');
    const first = await told(level('elevated'), event('command-held'), event('freeze'));
    assert.ok(!first.some(command));
    const held = first.find(event('command-held'))!.payload.why;
    assert.match(held!, /^at posture (normal|elevated) commands leave from severity high on/);
    assert.deepEqual(first.find(event('freeze'))!.payload.frozenBy, ['posture']);
    await press('tgp-clear');
    await told(event('alarm-cleared'));
    await press('tgp-attack');
    await told(level('high'), command);
    await press('tgp-clear');
    await told(level('elevated'), level('normal'), event('unfreeze'));
    await press('tgp-lockdown');
    await told(level('lockdown'));
    await press('tgp-normal');
    await told(level('normal'));
    assert.deepEqual(problems, []);
  });
});
