import { createRandom } from '../lib/math/random';
import { parseConfig } from '../nodes/ingest/config';
import { createIngest } from '../nodes/ingest/core';
import type { Message } from '../nodes/ingest/reading';
import type { BenchRow } from './report';

/**
 * What ingest costs without Node-RED: records per second of plain objects with 50 tags and of Sparkplug DATA with 50
 * metrics as bytes, and the memory of an asset with 50 tags.
 */
const TAGS = 50;
const ASSETS = 10;
const RECORDS = 40_000;
const ROUNDS = 5;
const BATCH = 200;
const START = Date.UTC(2026, 0, 1);

export function benchIngest(): BenchRow[] {
  return [
    { case: 'ingest', subject: 'plain-50', metric: 'records_per_s', value: speed([], plain) },
    { case: 'ingest', subject: 'sparkplug-50', metric: 'records_per_s', value: speed(births(), data) },
  ];
}

/** Best of some rounds: what else the machine does is not ours. */
function speed(first: readonly Message[], make: (k: number) => Message): number {
  const ingest = createIngest(parseConfig({}));
  for (const message of first) ingest.accept(message, START);
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let elapsed = 0;
    // In small batches: messages that wait by the thousand would only measure the garbage collector.
    for (let from = 0; from < RECORDS; from += BATCH) {
      const messages = Array.from({ length: BATCH }, (_, k) => make(round * RECORDS + from + k));
      const start = performance.now();
      for (let k = 0; k < BATCH; k++) {
        const records = ingest.accept(messages[k]!, START + round * RECORDS + from + k);
        if (records.length !== 1) throw new Error(`${records.length} records of one message`);
      }
      elapsed += performance.now() - start;
    }
    best = Math.max(best, (RECORDS * 1000) / elapsed);
  }
  return best;
}

const random = createRandom(1);

/** Fresh objects, as a JSON or MQTT node makes them. */
function plain(k: number): Message {
  const payload: Record<string, number> = { timestamp: START + k * 100 };
  for (let i = 0; i < TAGS; i++) payload[`tag${i}`] = random.normal();
  return { topic: `plant/line/pump${k % ASSETS}`, payload };
}

function births(): Message[] {
  return Array.from({ length: ASSETS }, (_, asset) => {
    const metrics = Array.from({ length: TAGS }, (_unused, i) =>
      bytes(2, metric([text(1, `Line/Tag${i}`), varint(2, i), varint(4, 10), double(13, 0)])),
    );
    const payload = Buffer.concat([varint(1, START), ...metrics, varint(3, 0)]);
    return { topic: `spBv1.0/Plant/DBIRTH/Edge${asset}/Pump`, payload };
  });
}

/** Aliases and values only, as the specification asks. */
function data(k: number): Message {
  const metrics = Array.from({ length: TAGS }, (_, i) => bytes(2, metric([varint(2, i), double(13, random.normal())])));
  const seq = (Math.floor(k / ASSETS) + 1) % 256;
  const payload = Buffer.concat([varint(1, START + k * 100), ...metrics, varint(3, seq)]);
  return { topic: `spBv1.0/Plant/DDATA/Edge${k % ASSETS}/Pump`, payload };
}

function varint(field: number, value: number): Buffer {
  return Buffer.from([...digits(field * 8), ...digits(value)]);
}

function digits(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
  return [...out, rest];
}

function double(field: number, value: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeDoubleLE(value);
  return Buffer.concat([Buffer.from(digits(field * 8 + 1)), out]);
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value));
}

function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([...digits(field * 8 + 2), ...digits(content.length)]), content]);
}

function metric(parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts);
}

/**
 * Bytes that one more asset with 50 tags takes, over some hundred of them.
 * @param collect runs the garbage collector and gives the bytes in use
 */
export function bytesPerAsset(collect: () => number): BenchRow {
  const assets = 500;
  const ingest = createIngest(parseConfig({}));
  const feed = (asset: number): void => {
    for (let k = 0; k < 150; k++) ingest.accept({ ...plain(k), topic: `asset${asset}` }, START + k * 100);
  };
  feed(0);
  const before = collect();
  for (let asset = 1; asset <= assets; asset++) feed(asset);
  const value = (collect() - before) / assets;
  return { case: 'asset', subject: 'ingest-50', metric: 'bytes', value: ingest.assets().length > 0 ? value : 0 };
}
