import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FlowNode, linkPack, type Runtime, startNodeRed } from '../test/fixtures/runtime';
import { benchIngest, bytesPerAsset } from './ingest';
import { type BenchRow, benchOptions, chosen, report } from './report';

/**
 * What the nodes cost in a real Node-RED: messages per second through the chain of seven beside seven empty
 * nodes, the longest time that the event loop stood still while a network trained, bytes per asset.
 */
const MESSAGES = 30_000;
const ASSETS = 1000;
const TRAINING_ROWS = 10_000;
const CHAIN = [
  'twin-simulator',
  'twin-ingest',
  'twin-scaler',
  'twin-autoencoder',
  'twin-threshold',
  'twin-decision',
  'twin-response',
];

/** Shared between the flow's function nodes and read back through their warnings. */
const SETTINGS = `functionGlobalContext: {
  bench: {},
  now: () => performance.now(),
  cpu: () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; },
  memory: () => { gc(); const m = process.memoryUsage(); return m.heapUsed + m.external; },
}`;
const GC = `require('node:v8').setFlagsFromString('--expose-gc'); globalThis.gc = require('node:vm').runInNewContext('gc');\n`;

/** Counts what arrives and tells the rate once it has seen enough, leaving out the first third. */
const sink = (name: string, unless = 'false'): FlowNode => ({
  id: `sink-${name}`,
  z: 'tab',
  type: 'function',
  outputs: 0,
  wires: [],
  initialize: `global.get('bench').count = 0;`,
  func: `if (${unless}) return;
    const b = global.get('bench');
    const c = (b.count += 1);
    if (c === ${MESSAGES / 3}) { b.from = global.get('now')(); b.cpu = global.get('cpu')(); }
    if (c === ${MESSAGES}) node.warn('bench ${name} ' + ${(MESSAGES * 2) / 3} / (global.get('cpu')() - b.cpu) * 1000 + ' ' + ${(MESSAGES * 2) / 3} / (global.get('now')() - b.from) * 1000);`,
});

/** The least that a node of a pack can do: the yardstick beside function nodes, which run each message in a sandbox. */
const EMPTY_NODE = `module.exports = (RED) => RED.nodes.registerType('bench-empty', function (config) {
  RED.nodes.createNode(this, config);
  this.on('input', (message, send, done) => { send(message); done(); });
});`;
const EMPTY_PAGE = `<script type="text/javascript">
  RED.nodes.registerType('bench-empty', { category: 'bench', defaults: {}, inputs: 1, outputs: 1 });
</script>`;

function addEmptyNode(userDir: string): void {
  mkdirSync(join(userDir, 'nodes'));
  writeFileSync(join(userDir, 'nodes', 'empty.js'), EMPTY_NODE);
  writeFileSync(join(userDir, 'nodes', 'empty.html'), EMPTY_PAGE);
}

/** Seven nodes that pass the message on, fed like the chain: a few messages per turn of the loop. */
function emptyChain(type: 'function' | 'bench-empty', name: string): FlowNode[] {
  const steps = CHAIN.map(
    (_, i): FlowNode => ({
      id: `f${i}`,
      z: 'tab',
      type,
      outputs: 1,
      func: 'return msg;',
      wires: [[i + 1 < CHAIN.length ? `f${i + 1}` : `sink-${name}`]],
    }),
  );
  const source: FlowNode = {
    id: 'source',
    z: 'tab',
    type: 'function',
    outputs: 1,
    wires: [['f0']],
    func: '',
    initialize: `let sent = 0;
      const b = global.get('bench');
      const more = () => { while (sent < ${MESSAGES} && sent - b.count < 500) node.send({ payload: { time: sent++, a: 1, b: 2 } }); if (sent < ${MESSAGES}) setTimeout(more, 0); };
      setTimeout(more, 300);`,
  };
  return [{ id: 'tab', type: 'tab', label: 'empty' }, source, ...steps, sink(name)];
}

/**
 * The chain of seven as a user would wire it, at full speed; counted from the first scored record on. It learns once: at this speed days go
 * by in seconds, and what is learned from more of them would train all the time.
 */
function guardChain(): FlowNode[] {
  const settings: Record<string, Record<string, unknown>> = {
    'twin-simulator': { asset: 'bench', speed: 0 },
    'twin-autoencoder': { records: 500, epochs: 5, grow: false },
  };
  const steps = CHAIN.map(
    (type, i): FlowNode => ({
      // An id equal to a type would look like a reference to a configuration node.
      id: `n-${type}`,
      z: 'tab',
      type,
      ...settings[type],
      wires: [[i + 1 < CHAIN.length ? `n-${CHAIN[i + 1]}` : 'sink-twin-guard'], [], [], [], []],
    }),
  );
  return [{ id: 'tab', type: 'tab', label: 'chain' }, ...steps, sink('twin-guard', 'msg.payload.score === undefined')];
}

/** Trains on rows given by order, and watches for how long a 2 ms timer is held up meanwhile. */
function trainingFlow(): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'training' },
    {
      id: 'go',
      z: 'tab',
      type: 'function',
      outputs: 1,
      wires: [['ae']],
      func: '',
      initialize: `const rows = Array.from({ length: ${TRAINING_ROWS} }, (_, r) => Array.from({ length: 10 }, (_, c) => Math.sin(r / (3 + c)) + Math.random() / 10));
        const b = global.get('bench'), now = global.get('now');
        setTimeout(() => {
          let last = now(); b.gap = 0;
          setInterval(() => { const t = now(); b.gap = Math.max(b.gap, t - last - 2); last = t; }, 2);
          // Not copied: how long Node-RED takes for a copy of the rows says nothing of the training.
          setTimeout(() => node.send({ control: 'train', payload: rows }, false), 20);
        }, 500);`,
    },
    { id: 'ae', z: 'tab', type: 'twin-autoencoder', epochs: 20, wires: [[], ['told']] },
    {
      id: 'told',
      z: 'tab',
      type: 'function',
      outputs: 0,
      wires: [],
      func: `if (msg.payload.event === 'trained') node.warn('bench training ' + global.get('bench').gap);`,
    },
  ];
}

/** The whole chain for many assets that have all learned; the difference in memory before and after, per asset. */
function assetsFlow(): FlowNode[] {
  const chain = guardChain().filter((node) => CHAIN.slice(1).includes(node.type));
  const settings: Record<string, Record<string, unknown>> = {
    'twin-scaler': { warmup: 20 },
    'twin-autoencoder': { records: 60, epochs: 1, folds: 2, engine: 'wasm' },
    'twin-threshold': {},
  };
  return [
    { id: 'tab', type: 'tab', label: 'assets' },
    {
      id: 'fleet',
      z: 'tab',
      type: 'function',
      outputs: 1,
      wires: [['a-twin-ingest']],
      func: '',
      initialize: `const b = global.get('bench'), memory = global.get('memory'); b.before = memory(); b.judged = new Set(); let t = 0;
        const tick = () => {
          if (b.judged.size >= ${ASSETS}) return;
          t += 1;
          let a = 0;
          const some = () => {
            for (const end = Math.min(a + 50, ${ASSETS}); a < end; a++) node.send({ payload: { asset: 'asset-' + a, time: 1e12 + t * 1000, values: Object.fromEntries(Array.from({ length: 10 }, (_, c) => ['tag' + c, Math.sin(t / (3 + c)) + Math.random() / 10])) } });
            // Once all have their rows it is waited for the trainings, which need the processor.
            setTimeout(a < ${ASSETS} ? some : tick, a < ${ASSETS} || t < 85 ? 0 : 3000);
          };
          some();
        };
        setTimeout(tick, 500);`,
    },
    // Nodes of their own: those of the chain before know an asset already.
    ...chain.map((node) => ({
      ...node,
      id: `a-${node.type}`,
      ...settings[node.type],
      wires:
        node.type === 'twin-response'
          ? [['weigh']]
          : (node.wires as string[][]).map((ids) => ids.map((id) => id.replace(/^n-/, 'a-'))),
    })),
    {
      id: 'weigh',
      z: 'tab',
      type: 'function',
      outputs: 0,
      wires: [],
      func: `const b = global.get('bench');
        if (msg.payload.score === undefined || b.judged.has(msg.payload.asset)) return;
        b.judged.add(msg.payload.asset);
        if (b.judged.size === ${ASSETS}) setTimeout(() => node.warn('bench asset ' + (global.get('memory')() - b.before) / ${ASSETS}), 1000);`,
    },
  ];
}

/** Bytes in use after a collection; scripts/bench.js exposes the collector. */
function heapInUse(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function measure(runtime: Runtime, flow: FlowNode[], name: string): Promise<number> {
  const line = await lineOf(runtime, flow, name);
  return Number(line.split(' ').at(-1));
}

/** Messages by the clock on the wall, and by the CPU time of all threads: a busy machine changes the first one. */
interface Rate {
  readonly wall: number;
  readonly cpu: number;
}

async function rateOf(runtime: Runtime, flow: FlowNode[], name: string): Promise<Rate> {
  const line = await lineOf(runtime, flow, name);
  const [cpu, wall] = line.split(' ').slice(-2).map(Number);
  return { wall: wall!, cpu: cpu! };
}

async function lineOf(runtime: Runtime, flow: FlowNode[], name: string): Promise<string> {
  const from = runtime.output.length;
  await runtime.deploy(flow);
  return runtime.line(new RegExp(`bench ${name} `), from);
}

async function main(): Promise<void> {
  const { json, values } = benchOptions(['only']);
  const only = chosen('only', values['only'], ['chain', 'training', 'asset', 'ingest']);
  const rows: BenchRow[] = [];
  const add = (of: string, subject: string, metric: string, value: number): void => {
    rows.push({ case: of, subject, metric, value });
    console.log(`${of} ${subject}: ${value.toFixed(1)} ${metric}`);
  };
  if (only.some((name) => name !== 'ingest')) {
    const userDir = mkdtempSync(join(tmpdir(), 'twin-guard-flow-'));
    linkPack(userDir);
    addEmptyNode(userDir);
    const runtime = await startNodeRed({ userDir, settingsPrefix: GC, settingsCode: SETTINGS });
    try {
      if (only.includes('chain')) await benchChain(runtime, add);
      if (only.includes('training')) {
        add('training', 'twin-guard', 'longest_gap_ms', await measure(runtime, trainingFlow(), 'training'));
      }
      if (only.includes('asset')) add('asset', 'twin-guard', 'bytes', await measure(runtime, assetsFlow(), 'asset'));
    } finally {
      await runtime.stop();
      rmSync(userDir, { recursive: true, force: true });
    }
  }
  if (only.includes('ingest')) rows.push(...benchIngest(), bytesPerAsset(heapInUse));
  report('flow', rows, json);
}

async function benchChain(
  runtime: Runtime,
  add: (of: string, subject: string, metric: string, value: number) => void,
): Promise<void> {
  const rates: [string, Rate][] = [
    ['empty', await rateOf(runtime, emptyChain('function', 'empty'), 'empty')],
    ['empty-compiled', await rateOf(runtime, emptyChain('bench-empty', 'empty-compiled'), 'empty-compiled')],
    ['twin-guard', await rateOf(runtime, guardChain(), 'twin-guard')],
  ];
  for (const [subject, { wall, cpu }] of rates) {
    add('chain', subject, 'messages_per_s', wall);
    add('chain', subject, 'messages_per_cpu_s', cpu);
  }
  const [empty, compiled, guard] = rates.map(([, rate]) => rate);
  add('chain', 'twin-guard', 'percent_of_empty', (guard!.wall / empty!.wall) * 100);
  add('chain', 'twin-guard', 'percent_of_compiled', (guard!.wall / compiled!.wall) * 100);
  add('chain', 'twin-guard', 'percent_of_compiled_cpu', (guard!.cpu / compiled!.cpu) * 100);
}

void main();
