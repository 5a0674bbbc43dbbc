import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TwinRecord } from '../../lib/record/record';
import { createStateStore } from '../../lib/store/state-store';
import { plantPayload } from '../fixtures/plant';
import { seen, send, withProbe } from '../fixtures/probe';
import { type FlowNode, linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';

interface Message {
  payload: TwinRecord & Record<string, unknown>;
  serial?: number;
}

const LEARN = { scaler: 40, detector: 200 };
const CHAIN = ['ingest', 'scaler', 'autoencoder', 'threshold', 'decision', 'response'];

/** ingest -> ... -> response, learning from few records; its records and the detector's events are seen. */
function chain(settings: Record<string, Record<string, unknown>> = {}): FlowNode[] {
  const defaults: Record<string, Record<string, unknown>> = {
    scaler: { warmup: LEARN.scaler },
    autoencoder: { records: LEARN.detector, epochs: 10 },
  };
  return CHAIN.map((name, i) => ({
    id: name,
    type: `twin-${name}`,
    ...defaults[name],
    ...settings[name],
    wires: [[CHAIN[i + 1] ?? 'seen'], ...(name === 'autoencoder' ? [['seen']] : [])],
  }));
}

const rows = (from: number, to: number): Message[] =>
  Array.from({ length: to - from }, (_, i) => ({ serial: from + i, payload: plantPayload(from + i) as never }));
const records = (all: readonly Message[]): Message[] => all.filter((message) => message.serial !== undefined);
const events = (all: readonly Message[], name: string): Message[] =>
  all.filter((message) => message.payload['event'] === name);

/** What of a detector's state says how far it has learned. */
interface Collected {
  readonly learning: { readonly buffer?: { readonly count: number } };
}

describe('nothing is lost in a real Node-RED', () => {
  let userDir: string;
  let runtime: Runtime;
  let flow: FlowNode[];

  const start = async (): Promise<void> => {
    runtime = await startNodeRed({ userDir });
  };
  beforeEach(async () => {
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-reliability-'));
    linkPack(userDir);
    flow = withProbe(chain(), [...CHAIN]);
    await start();
    await runtime.deploy(flow);
  });
  afterEach(async () => {
    await runtime.stop('SIGKILL');
    rmSync(userDir, { recursive: true, force: true });
  });

  /** Feeds until the model is in force. */
  const learn = async (): Promise<void> => {
    await send(runtime, 'ingest', rows(0, LEARN.scaler + LEARN.detector + 20));
    await seen<Message>(runtime, (all) => events(all, 'trained').length > 0);
  };
  const ask = async (node: string): Promise<Record<string, unknown>> => {
    await send(runtime, node, [{ control: 'status' }]);
    return (await seen<Message>(runtime, (all) => events(all, 'status').length > 0)).findLast(
      (m) => m.payload['event'] === 'status',
    )!.payload;
  };
  const score = async (from: number, count: number): Promise<Message[]> => {
    await send(runtime, 'ingest', rows(from, from + count));
    const scored = (all: readonly Message[]): Message[] => records(all).filter((message) => message.serial! >= from);
    return scored(await seen<Message>(runtime, (all) => scored(all).length >= count));
  };
  /** Waits until so many rows to learn from are on disk. */
  const saved = async (rows: number): Promise<void> => {
    const store = createStateStore(join(userDir, 'twin-guard', 'autoencoder', 'state'));
    const count = (): number => (store.load('twin')?.state as Collected | undefined)?.learning.buffer?.count ?? 0;
    while (count() < rows) await new Promise((resolve) => setTimeout(resolve, 100));
  };

  it('every message comes out once and in order; bad ones among them get one error each and change nothing', async () => {
    // Two assets live through the same; only the second one's messages have bad ones in between.
    const both = (from: number, to: number, bad: readonly unknown[]): unknown[] =>
      rows(from, to).flatMap((message, i) => [
        { ...message, topic: 'clean' },
        ...(i % 100 === 50 ? [bad[Math.floor(i / 100) % bad.length]] : []),
        { ...message, topic: 'disturbed' },
      ]);
    const bad = [
      { topic: 'disturbed', payload: null },
      { topic: 'disturbed', payload: '' },
      { topic: 'disturbed', payload: {} },
      { topic: 'disturbed', payload: [] },
      { topic: 'disturbed', control: 'explode' },
      { topic: 'disturbed', control: { do: 'reset', asset: 'nobody' } },
      { topic: 'constructor', payload: { tag0: 1 } },
      { topic: 'disturbed', payload: JSON.parse('{ "__proto__": { "tag0": 5 } }') as unknown },
      { topic: 'disturbed', payload: { tag0: 'x'.repeat(2_000_000) } },
    ];
    await send(runtime, 'ingest', both(0, LEARN.scaler + LEARN.detector + 20, [{ topic: 'disturbed', payload: null }]));
    await seen<Message>(runtime, (all) => events(all, 'trained').length >= 2);
    const learningErrors = (await seen<string>(runtime, (all) => all.length >= 3, 'errors')).length;
    await send(runtime, 'ingest', both(300, 2300, bad));
    const out = records(await seen<Message>(runtime, (all) => records(all).length >= 4000));
    for (const asset of ['clean', 'disturbed']) {
      const serials = out.filter((message) => message.payload.asset === asset).map((message) => message.serial);
      assert.deepEqual(
        serials,
        Array.from({ length: 2000 }, (_, i) => 300 + i),
      );
    }
    const scores = (asset: string) =>
      out.filter((m) => m.payload.asset === asset).map((m) => [m.payload.score, m.payload.verdict]);
    assert.deepEqual(scores('disturbed'), scores('clean'));
    const errors = await seen<string>(runtime, (all) => all.length >= 20, 'errors');
    assert.equal(learningErrors + errors.length, 23);
    for (const error of errors) assert.match(error, /^[a-z][^ ]*: ./, error);
  });

  it('a deploy of everything or of one node in the middle of learning goes on learning', async () => {
    await send(runtime, 'ingest', rows(0, LEARN.scaler + 100));
    await seen<Message>(runtime, (all) => records(all).length >= LEARN.scaler + 100);
    await runtime.deploy(flow, 'full');
    await runtime.deploy(
      flow.map((node) => (node.id === 'autoencoder' ? { ...node, name: 'renamed' } : node)),
      'nodes',
    );
    await send(runtime, 'ingest', rows(LEARN.scaler + 100, LEARN.scaler + LEARN.detector + 20));
    await seen<Message>(runtime, (all) => events(all, 'trained').length > 0);
  });

  it('kill -9 in the middle of learning loses no more than the last seconds', async () => {
    await send(runtime, 'ingest', rows(0, LEARN.scaler + 100));
    await seen<Message>(runtime, (all) => records(all).length >= LEARN.scaler + 100);
    await saved(100);
    await runtime.stop('SIGKILL');
    await start();
    await send(runtime, 'ingest', rows(LEARN.scaler + 100, LEARN.scaler + LEARN.detector + 20));
    await seen<Message>(runtime, (all) => events(all, 'trained').length > 0);
  });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`${signal} while watching: the same model scores the next record at once`, async () => {
      await learn();
      const [before] = await score(300, 1);
      await runtime.stop(signal);
      await start();
      const after = await score(301, 50);
      assert.equal(after[0]!.payload.detector?.version, before!.payload.detector?.version);
      for (const message of after) assert.notEqual(message.payload.verdict, 'learning');
      assert.equal((await ask('autoencoder'))['state'], 'watching');
    });
  }

  it('kill -9 in the middle of training: the next start trains again from what was collected', async () => {
    await runtime.deploy(
      flow.map((node) => (node.id === 'autoencoder' ? { ...node, epochs: 5000, patience: 0 } : node)),
    );
    await send(runtime, 'ingest', rows(0, LEARN.scaler + LEARN.detector + 5));
    await seen<Message>(runtime, (all) => records(all).length >= LEARN.scaler + LEARN.detector + 5);
    await runtime.stop('SIGKILL');
    await start();
    await runtime.deploy(flow);
    await send(runtime, 'ingest', rows(LEARN.scaler + LEARN.detector + 5, LEARN.scaler + LEARN.detector * 2 + 30));
    await seen<Message>(runtime, (all) => events(all, 'trained').length > 0);
  });

  it('no node of an earlier deploy keeps sending', async () => {
    await learn();
    for (let i = 0; i < 3; i++) await runtime.deploy(flow, 'full');
    const out = await score(300, 100);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(out.length, 100);
    assert.equal((await seen<Message>(runtime, () => true)).length, 0);
  });
});

describe('100,000 messages through the chain', () => {
  const TOTAL = 100_000;

  it('none is lost, their order is kept, and memory stays flat', async () => {
    const userDir = mkdtempSync(join(tmpdir(), 'twin-guard-volume-'));
    linkPack(userDir);
    const prefix = `require('node:v8').setFlagsFromString('--expose-gc'); globalThis.gc = require('node:vm').runInNewContext('gc');\n`;
    const code = `functionGlobalContext: { bench: {}, memory: () => { gc(); const m = process.memoryUsage(); return (m.heapUsed + m.external) / 1e6; } }`;
    const runtime = await startNodeRed({ userDir, settingsPrefix: prefix, settingsCode: code });
    try {
      const source: FlowNode = {
        id: 'source',
        z: 'tab',
        type: 'function',
        outputs: 1,
        wires: [['ingest']],
        func: '',
        // At most a few hundred under way: the source waits for the sink, as a plant's pace would; at the half until memory was measured.
        initialize: `const b = global.get('bench'); b.out = 0; let sent = 0;
          const more = () => {
            const end = b.half === undefined ? ${TOTAL / 2} : ${TOTAL};
            for (let i = 0; i < 100 && sent < end && sent - b.out < 500; i++, sent++) {
              const t = sent, row = { time: 1.7e12 + t * 1000 };
              for (let c = 0; c < 10; c++) row['tag' + c] = 10 * c + Math.sin(t / (7 + c)) + 0.5 * Math.sin(t / 11) + 0.05 * Math.sin(t * (c + 1.37));
              node.send({ payload: row, serial: t });
            }
            if (sent < ${TOTAL}) setTimeout(more, 0);
          };
          setTimeout(more, 300);`,
      };
      const sink: FlowNode = {
        id: 'sink',
        z: 'tab',
        type: 'function',
        outputs: 0,
        wires: [],
        func: `const b = global.get('bench');
          if (msg.serial === undefined) return;
          if (msg.serial !== b.out) { node.warn('volume broken at ' + b.out + ' by ' + msg.serial); }
          b.out += 1;
          // What is under way to the disk is no leak: it is waited for, as long as memory falls.
          const settled = (told, last) => {
            const now = global.get('memory')();
            if (now < last - 0.1) setTimeout(settled, 1000, told, now);
            else told(now);
          };
          if (b.out === ${TOTAL / 2}) settled((half) => { b.half = half; }, Infinity);
          if (b.out === ${TOTAL}) {
            const { verdict } = msg.payload;
            settled((end) => node.warn('volume ' + JSON.stringify({ half: b.half, end, verdict })), Infinity);
          }`,
      };
      const nodes = chain().map((node) => ({
        ...node,
        wires: node.id === 'response' ? [['sink']] : [(node['wires'] as string[][])[0]!],
      }));
      await runtime.deploy(withProbe([source, ...nodes, sink], []));
      const line = await runtime.line(/volume /);
      assert.doesNotMatch(line, /broken/);
      const { half, end, verdict } = JSON.parse(line.slice(line.indexOf('{'))) as {
        half: number;
        end: number;
        verdict: string;
      };
      assert.ok(end - half < 10, `memory grew from ${half.toFixed(1)} to ${end.toFixed(1)} MB over 50,000 messages`);
      assert.notEqual(verdict, 'learning');
    } finally {
      await runtime.stop();
      rmSync(userDir, { recursive: true, force: true });
    }
  });
});
