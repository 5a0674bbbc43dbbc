import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AssetView, AuditLine, Fleet, OrderAnswer } from '../../lib/page/api';
import { adminAuth, askPage, scored, signIn } from '../fixtures/page';
import { seen, send, withProbe } from '../fixtures/probe';
import { type FlowNode, linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';

/** Two thresholds in one chain. */
const FLOW: FlowNode[] = [
  { id: 't1', type: 'twin-threshold', strategy: 'static', value: 1, budget: 7, wires: [['t2'], ['seen']] },
  { id: 't2', type: 'twin-threshold', strategy: 'static', value: 1, budget: 30, wires: [['decision'], ['seen']] },
  { id: 'decision', type: 'twin-decision', wires: [['seen'], ['seen']] },
];

describe('undo in the audit log of a Node-RED', () => {
  let userDir: string;
  let runtime: Runtime;
  let token: string;
  const keys = new Map<string, string>();

  const ask = <T>(path: string, body?: unknown): Promise<T> => askPage<T>(runtime, path, token, body);
  const log = async (): Promise<AuditLine[]> =>
    (await ask<AuditLine[]>('api/audit')).filter(({ event }) => event.startsWith('order'));
  const order = (asset: string, options: object): Promise<OrderAnswer> =>
    ask('api/orders', { keys: [keys.get(asset)], layer: 'decision', do: 'set', options });
  const report = async (asset: string, node: string): Promise<Readonly<Record<string, unknown>>> => {
    const { layers } = await ask<AssetView>(`api/asset?key=${encodeURIComponent(keys.get(asset)!)}`);
    return layers.find((layer) => layer.node === node)!.report;
  };
  /** Through the wire of a node; until the log has it. */
  async function byFlow(node: string, control: object): Promise<void> {
    const { length } = await log();
    await send(runtime, node, [{ control }]);
    while ((await log()).length === length) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  before(async () => {
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-undo-'));
    linkPack(userDir);
    runtime = await startNodeRed({ userDir, settings: { adminAuth: adminAuth() } });
    token = await signIn(runtime, 'root');
    await runtime.deploy(withProbe(FLOW, ['t1', 'decision']), 'full', token);
    for (const asset of ['A', 'B']) await send(runtime, 't1', scored(asset, [0.1, 0.2, 0.1]));
    let records = 0;
    await seen<{ payload: Record<string, unknown> }>(runtime, (all) => {
      records = all.filter(({ payload }) => payload['score'] !== undefined).length;
      return records >= 6;
    });
    for (const { asset, key } of (await ask<Fleet>('api/fleet')).assets) keys.set(asset, key);
  });
  after(async () => {
    await runtime?.stop();
    rmSync(userDir, { recursive: true, force: true });
  });

  it('brings back what one node had, and changes no other node of the chain', async () => {
    await byFlow('t1', { do: 'set', asset: 'A', budget: 10 });
    assert.equal((await report('A', 't1'))['budget'], 10);
    const { done } = await ask<OrderAnswer>('api/orders', (await log())[0]!.undo);
    assert.deepEqual(
      done.map(({ node }) => node),
      ['t1'],
    );
    assert.deepEqual([(await report('A', 't1'))['budget'], (await report('A', 't2'))['budget']], [7, 30]);
  });

  it('stays with the order that was followed: the log says that a later one was refused, and why', async () => {
    await order('A', { tag: 'T1', least: 5 });
    const { refused } = await order('A', { tag: 'T1', least: -1 });
    const [how, bad, good] = await log();
    assert.deepEqual([how?.event, how?.by, how?.text], ['order-refused', 'root', refused[0]?.error]);
    assert.deepEqual([how?.undo, bad?.undo], [undefined, undefined]);
    await ask('api/orders', good!.undo);
    assert.deepEqual((await report('A', 'decision'))['least'], {});
  });

  it('goes with an order to all that changed the same, and stays where that changed something else', async () => {
    await order('A', { tag: 'T1', least: 5 });
    await order('A', { settling: 60 });
    assert.equal((await log()).filter(({ undo }) => undo?.options?.['settling'] !== undefined).length, 1);
    await byFlow('decision', { do: 'set', settling: 300 });
    assert.equal((await log()).filter(({ undo }) => undo?.options?.['settling'] !== undefined).length, 0);
    // It has set something else.
    assert.equal((await log()).filter(({ undo }) => undo?.options?.['tag'] === 'T1').length, 1);
  });

  it('a setting out of its limits is refused in a sentence for each asset, and not as a mistake of ours', async () => {
    const both = [keys.get('A')!, keys.get('B')!];
    const options = { settling: 1e9 };
    const { done, refused } = await ask<OrderAnswer>('api/orders', {
      keys: both,
      layer: 'decision',
      do: 'set',
      options,
    });
    assert.deepEqual([done, refused.map(({ key }) => key)], [[], both]);
    for (const { error } of refused) assert.match(error, /settling: is 1000000000; give a .*number from 0 to \d+/);
  });
});
