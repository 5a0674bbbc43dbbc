import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FlowNode, linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';

/** An example as shipped, with its debug nodes on the console. */
function example(name: string): FlowNode[] {
  const flow = JSON.parse(readFileSync(join(ROOT, 'examples', 'flows', name), 'utf8')) as FlowNode[];
  return flow.map((node) =>
    node.type === 'debug' ? { ...node, console: true, tosidebar: true, tostatus: false } : node,
  );
}

describe('the examples of decision and response', () => {
  let userDir: string;
  let runtime: Runtime;
  before(async function () {
    this.timeout(60_000);
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-examples-'));
    linkPack(userDir);
    runtime = await startNodeRed({ userDir });
  });
  after(async () => {
    await runtime?.stop();
    rmSync(userDir, { recursive: true, force: true });
  });

  const press = async (id: string): Promise<void> => {
    const { ok } = await fetch(`${runtime.url}/inject/${id}`, { method: 'POST' });
    assert.ok(ok, id);
  };
  const printed = (from: number): string => runtime.output.slice(from).join('\n');
  /** Waits until something new was printed that matches. */
  const until = async (from: number, pattern: RegExp): Promise<void> => {
    for (const end = Date.now() + 30_000; !pattern.test(printed(from)); ) {
      assert.ok(Date.now() < end, `${pattern} in\n${printed(from).slice(-3000)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const pause = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

  it('tells an attack from a fault, and is quiet while all is normal', async function () {
    this.timeout(90_000);
    await runtime.deploy(example('attack-fault-or-drift.json'));
    await pause(15);
    assert.doesNotMatch(printed(0), /alarm-raised/);
    let from = runtime.output.length;
    await press('tgde-tampered');
    await until(from, /alarm-raised/);
    await until(from, /kind: 'cyber-attack'/);
    from = runtime.output.length;
    await press('tgde-ack');
    await until(from, /alarm: 'acknowledged'/);
  });

  it('alerts, holds its command until it is armed, and asks for retraining after a drift', async function () {
    this.timeout(90_000);
    await runtime.deploy(example('answer-an-alarm.json'));
    await pause(2);
    let from = runtime.output.length;
    await press('tgre-attack');
    await until(from, /alert: 'raised'/);
    await until(from, /command-held/);
    assert.doesNotMatch(printed(from), /command-sent/);
    await press('tgre-arm');
    await until(from, /topic: 'plant\/tank\/valve'/);
    await press('tgre-ada');
    await press('tgre-bob');
    await until(from, /topic: 'plant\/tank\/pump'/);
    from = runtime.output.length;
    await press('tgre-well');
    await until(from, /alert: 'cleared'/);
    await press('tgre-drift');
    await until(from, /do: 'retrain'/);
  });
});
