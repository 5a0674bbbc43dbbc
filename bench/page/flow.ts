import type { FlowNode, Runtime } from '../../test/fixtures/runtime';

/** Shared with the flow's function nodes. */
export const SETTINGS_CODE = `functionGlobalContext: {
  bench: { count: 0, paced: false },
  look: () => { gc(); const { heapUsed, external } = process.memoryUsage(); const { user, system } = process.cpuUsage();
    return { at: performance.now(), cpu: user + system, heap: heapUsed + external }; },
}`;
export const SETTINGS_PREFIX = `require('node:v8').setFlagsFromString('--expose-gc'); globalThis.gc = require('node:vm').runInNewContext('gc');\n`;

/** Records that have not arrived yet and may still be on their way at full speed. */
const UNDERWAY = 500;

/** Many assets through the chain, as fast as it can until GET /bench?paced=true; GET /bench says how far it is. */
export function pageFlow(assets: number, tags: number, perSecond: number): FlowNode[] {
  const chain: readonly (readonly [string, Record<string, unknown>])[] = [
    ['scaler', { warmup: 50 }],
    ['autoencoder', { records: 100, epochs: 1, folds: 2, engine: 'wasm', grow: false, retrain: 'never' }],
    ['threshold', {}],
    ['decision', {}],
    ['response', {}],
  ];
  const source = `const b = global.get('bench');
    const send = (r) => {
      for (let a = 0; a < ${assets}; a++) {
        const values = {};
        for (let t = 0; t < ${tags}; t++) values['T' + t] = Math.sin(r / (20 + 3 * t) + a) + 0.1 * Math.random();
        node.send({ payload: { asset: 'A' + a, time: b.time += 1000 / ${assets * perSecond}, values } });
      }
    };
    let round = 0, due = Date.now();
    b.sent = 0; b.time = Date.now() - 1000;
    const more = () => {
      if (b.paced) {
        if (due < Date.now() - 2000) due = Date.now();
        for (; due <= Date.now(); due += ${1000 / perSecond}) { send(round++); b.sent += ${assets}; }
        return setTimeout(more, 20);
      }
      while (b.sent - b.count < ${UNDERWAY}) { send(round++); b.sent += ${assets}; }
      setTimeout(more, 0);
    };
    setTimeout(more, 500);`;
  const node = (rest: Record<string, unknown> & { id: string; type: string }): FlowNode => ({ z: 'tab', ...rest });
  return [
    { id: 'tab', type: 'tab', label: 'plant' },
    node({ id: 'source', type: 'function', outputs: 1, wires: [['scaler']], func: '', initialize: source }),
    ...chain.map(([name, settings], i) =>
      node({ id: name, type: `twin-${name}`, ...settings, wires: [[chain[i + 1]?.[0] ?? 'sink'], [], [], [], []] }),
    ),
    node({
      id: 'sink',
      type: 'function',
      outputs: 0,
      wires: [],
      func: `const b = global.get('bench'); b.count++; if (msg.payload.score !== undefined) (b.scored ??= new Set()).add(msg.payload.asset);`,
    }),
    node({ id: 'in', type: 'http in', url: '/bench', method: 'get', wires: [['tell']] }),
    node({
      id: 'tell',
      type: 'function',
      outputs: 1,
      wires: [['out']],
      func: `const b = global.get('bench');
        if (msg.req.query.paced !== undefined) b.paced = msg.req.query.paced === 'true';
        msg.payload = { ...global.get('look')(), count: b.count, scored: b.scored?.size ?? 0 };
        return msg;`,
    }),
    node({ id: 'out', type: 'http response', statusCode: '200', wires: [] }),
  ];
}

interface Look {
  /** ms */
  readonly at: number;
  /** us of all threads of Node-RED */
  readonly cpu: number;
  /** bytes, after all garbage is gone */
  readonly heap: number;
  readonly count: number;
  /** Assets whose records are judged. */
  readonly scored: number;
}

/** The flow as it runs. */
export class Loaded {
  constructor(private readonly runtime: Runtime) {}

  async now(query = ''): Promise<Look> {
    return (await (await this.runtime.get(`/bench${query}`)).json()) as Look;
  }

  /** From now on at the pace of the plant. */
  async pace(): Promise<void> {
    await this.now('?paced=true');
  }

  async learned(assets: number): Promise<void> {
    while ((await this.now()).scored < assets) await new Promise((resolve) => setTimeout(resolve, 500));
  }

  async stretch(ms: number): Promise<Stretch> {
    const from = await this.now();
    await new Promise((resolve) => setTimeout(resolve, ms));
    const to = await this.now();
    const passed = to.at - from.at;
    return { rate: (1000 * (to.count - from.count)) / passed, share: (to.cpu - from.cpu) / (1000 * passed) };
  }
}

/** What was measured for a while. */
export interface Stretch {
  /** Records a second. */
  readonly rate: number;
  /** Processor time of all threads of Node-RED, 1: one processor all the time. */
  readonly share: number;
}
