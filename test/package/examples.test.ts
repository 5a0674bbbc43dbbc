import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seen, withProbe } from '../fixtures/probe';
import { type FlowNode, linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';

interface Example {
  readonly file: string;
  /** The node whose first output says the verdict. */
  readonly tap: string;
  /** Changes that let it run faster than a person would want. */
  readonly faster: Readonly<Record<string, object>>;
  /** Buttons: one that does harm, one that mends it. */
  readonly harm: string;
  readonly mend: string | undefined;
  /** How long it must be quiet, s. */
  readonly quiet: number;
}

const EXAMPLES: readonly Example[] = [
  {
    file: 'your-own-messages.json',
    tap: 'tgo-changes',
    faster: { 'tgo-tick': { repeat: '0.004' } },
    harm: 'tgo-wear',
    mend: 'tgo-repair',
    quiet: 10,
  },
  {
    file: 'guard-sequences.json',
    tap: 'tgs-changes',
    faster: { 'tgs-simulator': { speed: 300 } },
    harm: 'tgs-spoof',
    mend: 'tgs-clear',
    quiet: 10,
  },
  { file: 'find-a-limit.json', tap: 'tgth-threshold', faster: {}, harm: 'tgth-wrong', mend: undefined, quiet: 3 },
];

/** In place of Math.random in a function node: Lehmer's generator (Park, Miller 1988, DOI 10.1145/63039.63042). */
const CHANCE = `const chance = () => {
  context.set('seed', ((context.get('seed') ?? 1) * 48271) % 2147483647);
  return context.get('seed') / 2147483647;
};
`;

/** An example as shipped, but faster, with the same chance in every run, and with its verdicts wired to the probe. */
function prepared({ file, tap, faster }: Example): FlowNode[] {
  const flow = JSON.parse(readFileSync(join(ROOT, 'examples', 'flows', file), 'utf8')) as FlowNode[];
  for (const node of flow) {
    Object.assign(node, faster[node.id]);
    if (node.id === tap) (node['wires'] as string[][])[0]!.push('seen');
    if (node.type === 'debug') node['active'] = false;
    if (node.type === 'function') node['func'] = CHANCE + (node['func'] as string).replaceAll('Math.random', 'chance');
  }
  return withProbe(flow, []);
}

describe('examples that judge', () => {
  let userDir: string;
  let runtime: Runtime;
  before(async () => {
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-examples-'));
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
  const verdicts = async (wanted: string | undefined): Promise<string[]> => {
    const said = await seen<{ payload: { verdict: string } }>(
      runtime,
      (all) => wanted === undefined || all.some((message) => message.payload.verdict === wanted),
    );
    return said.map((message) => message.payload.verdict);
  };

  for (const example of EXAMPLES) {
    it(`${example.file} learns, is quiet, and sees what its button does`, async () => {
      await runtime.deploy(prepared(example));
      await verdicts('normal');
      await new Promise((resolve) => setTimeout(resolve, 1000 * example.quiet));
      const alarms = (await verdicts(undefined)).filter((verdict) => verdict === 'anomaly').length;
      assert.ok(alarms <= 1, `${alarms} anomalies while all was normal`);
      await press(example.harm);
      await verdicts('anomaly');
      if (example.mend !== undefined) await press(example.mend);
      await verdicts('normal');
    });
  }
});

/** Examples whose plant is simulated: what each says in the debug bar once its drill has begun. */
const SPEAK: Readonly<Record<string, RegExp>> = {
  'ditto-over-mqtt.json': /\(raised: .*org\.plant:two-tank\)/,
  'sparkplug-b.json': /\(raised: .*plant\/edge\/two-tank\)/,
  'opc-ua.json': /\(raised: .*line-1\)/,
  'recorded-history.json': /\(raised: .*pump-7\)/,
  'fleet.json': /\(raised: .*pump-house-2\)/,
  'retrain-with-approval.json': /: data-drift, |asked to learn anew/,
  'write-back.json': /close valve is held: dry run/,
  'alerts-to-teams-and-telegram.json': /\bL2\b/,
  'alarm-to-home-assistant.json': /on: /,
};

describe('examples of sources and receivers', () => {
  let userDir: string;
  let runtime: Runtime;
  const flows = Object.keys(SPEAK).map((file) => {
    const nodes = JSON.parse(readFileSync(join(ROOT, 'examples', 'flows', file), 'utf8')) as FlowNode[];
    for (const node of nodes) {
      if (node.type === 'debug') Object.assign(node, { console: node['tostatus'] !== true, name: file });
      if (node.type === 'twin-simulator') node['speed'] = 60;
      if (node.type === 'twin-autoencoder') Object.assign(node, { records: 400, grow: false });
      // Its button is pressed when all have learned, however long that takes here.
      if (node.type === 'inject' && node.id.endsWith('-drill')) node['once'] = false;
    }
    return { file, prefix: nodes[0]!.id.replace(/-tab$/, ''), nodes };
  });
  before(async () => {
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-examples-'));
    linkPack(userDir);
    runtime = await startNodeRed({ userDir });
    await runtime.deploy(flows.flatMap(({ nodes }) => nodes));
  });
  after(async () => {
    await runtime.stop();
    rmSync(userDir, { recursive: true, force: true });
  });

  const state = async (id: string): Promise<unknown> =>
    ((await (await runtime.get(`/twin-guard/live/${id}`)).json()) as { state?: unknown }).state;

  for (const { file, prefix } of flows) {
    it(`${file} learns, and says what its drill does`, async () => {
      for (const layer of ['threshold', 'decision']) {
        while ((await state(`${prefix}-${layer}`)) !== 'watching') await new Promise((done) => setTimeout(done, 250));
      }
      const from = runtime.output.length;
      const pressed = await runtime.ask(`/inject/${prefix}-drill`, { method: 'POST' });
      assert.ok(pressed.ok, `the button answered ${pressed.status}`);
      await runtime.line(new RegExp(`\\[debug:${file}\\].*(${SPEAK[file]!.source})`), from);
    });
  }
});
