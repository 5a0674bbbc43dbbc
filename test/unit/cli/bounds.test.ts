import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Bounds, boundReading } from '../../../lib/data/bounds';
import { openRecording } from '../../../nodes/ingest/recording/recording';
import { zip } from './zip-archive';

const START = Date.UTC(2026, 0, 5);
const ROWS = Array.from({ length: 3000 }, (_, i) => `${new Date(START + 1000 * i).toISOString()},5,6`);
const TEXT = ['time,TT1,PT1', ...ROWS, ''].join('\n');

describe('a recording that is larger than what may be read', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-bounds-'));
  });
  afterEach(() => boundReading());
  after(() => rmSync(folder, { recursive: true }));

  const rowsOf = async (name: string, bytes: string | Buffer, most: Partial<Bounds>): Promise<number> => {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    boundReading({ file: 1e9, unpacked: 1e9, cells: 1e9, ...most });
    const recording = await openRecording([file], { tags: undefined, zone: 'UTC', stretches: undefined });
    return recording.quality.rows;
  };

  it('is refused by its size before it is read, and read where it fits', async () => {
    await assert.rejects(rowsOf('a.csv', TEXT, { file: 1000 }), /a\.csv: has \d+ bytes; 1000 are possible; give it in/);
    assert.equal(await rowsOf('a.csv', TEXT, { file: TEXT.length }), 3000);
  });

  it('is refused by what comes of it where it is packed', async () => {
    for (const [name, packed] of [
      ['a.csv.gz', gzipSync(TEXT)],
      ['a.zip', zip(true, { 'a.csv': Buffer.from(TEXT) })],
    ] as const) {
      await assert.rejects(
        rowsOf(name, packed, { unpacked: 5000 }),
        /unpacks to more than 5000 bytes; give it in parts/,
      );
      assert.equal(await rowsOf(name, packed, { unpacked: TEXT.length }), 3000);
    }
  });

  it('is refused by its numbers', async () => {
    await assert.rejects(
      rowsOf('a.csv', TEXT, { cells: 5000 }),
      /holds more numbers than .* 5000 are possible; give it/,
    );
    assert.equal(await rowsOf('a.csv', TEXT, { cells: 50_000 }), 3000);
  });
});
