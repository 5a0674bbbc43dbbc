import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seen, withProbe } from '../fixtures/probe';
import { type FlowNode, linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';

/** What the example tells in the debug sidebar, wired to the probe; faster than a person would want. */
function prepared(): FlowNode[] {
  const file = join(ROOT, 'examples', 'flows', 'attack-drill-and-posture.json');
  const flow = JSON.parse(readFileSync(file, 'utf8')) as FlowNode[];
  for (const node of flow) {
    if (node.type === 'twin-simulator') node['speed'] = 200;
    if (node.type === 'debug') node['active'] = false;
    const tapped = ['tgp-changed', 'tgp-what', 'tgp-catch'].includes(node.id);
    if (tapped) (node['wires'] as string[][])[0]!.push('seen');
    if (node.id === 'tgp-decision') (node['wires'] as string[][])[0]!.push('once');
    if (node.id === 'tgp-response') (node['wires'] as string[][])[2]!.push('seen');
    for (const learns of ['tgp-autoencoder', 'tgp-threshold']) {
      if (node.id === learns) (node['wires'] as string[][])[1]!.push('seen');
    }
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
  payload: { event?: string; level?: string; why?: string; set?: number; frozenBy?: string[] };
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
  /** What has come since the last look, once it is what was wanted. */
  const told = async (wanted: (all: readonly Told[]) => boolean): Promise<Told[]> => {
    const all = await seen<Told>(runtime, wanted);
    problems.push(...all.flatMap(({ error }) => error?.message ?? []));
    return all;
  };
  const levels = (all: readonly Told[]): unknown[] =>
    all.filter(({ payload }) => payload?.event === 'posture-changed').map(({ payload }) => payload.level);

  it('does what it says: an attack raises it, holds and lets out a command, freezes; quiet brings all back', async function () {
    this.timeout(300_000);
    await runtime.deploy(prepared());
    await told((all) => all.some(({ payload }) => payload?.event === 'ready'));
    await press('tgp-arm');
    await press('tgp-attack');
    const attacked = await told(
      (all) => levels(all).includes('high') && all.some(({ topic }) => topic === 'plant/valve'),
    );
    assert.deepEqual(levels(attacked).slice(0, 2), ['elevated', 'high']);
    const held = attacked.find(({ payload }) => payload?.event === 'command-held');
    assert.match(held!.payload.why!, /^at posture \w+ commands leave from severity (high|medium) on/);
    const frozen = attacked.filter(({ payload }) => payload?.event === 'freeze');
    assert.ok(frozen.length >= 2 && frozen.every(({ payload }) => payload.frozenBy?.join() === 'posture'));
    await press('tgp-clear');
    const calm = await told((all) => levels(all).at(-1) === 'normal');
    assert.ok(calm.some(({ payload }) => payload?.event === 'unfreeze'));
    await press('tgp-lockdown');
    await told((all) => levels(all).at(-1) === 'lockdown');
    await press('tgp-normal');
    await told((all) => levels(all).at(-1) === 'normal');
    assert.deepEqual(problems, []);
  });
});
