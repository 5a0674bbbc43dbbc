import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Chain } from '../../bench/fleet/chain';
import { Fleet, nameOf } from '../../bench/fleet/plant';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Records of an asset between two looks, and looks. */
const BETWEEN = 4000;
const LOOKS = 4;
const ASSETS = 5;

describe('a chain that watches for long', () => {
  it('takes no more memory for it, and no more room on disk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twin-guard-flat-'));
    const fleet = new Fleet(ASSETS, 10);
    const shared = new Map<string, unknown>();
    const settings = { records: 200, epochs: 5, grow: false };
    const chains = Array.from({ length: ASSETS }, (_, a) => new Chain(nameOf(a), folder, settings, shared));
    let t = 0;
    const feed = (records: number): void => {
      for (const end = t + records; t < end; t++) chains.forEach((chain, a) => void chain.step(fleet.record(a, t)));
    };
    // Waiting for a training alone keeps no process alive.
    const alive = setInterval(() => undefined, 1000);
    feed(300);
    while (!chains.every((chain) => chain.watching)) await new Promise((resolve) => setTimeout(resolve, 20));
    clearInterval(alive);
    const [bytes, kept]: [number[], number[]] = [[], []];
    for (let look = 0; look < LOOKS; look++) {
      feed(BETWEEN);
      await new Promise((resolve) => setTimeout(resolve, 0));
      collect();
      const { heapUsed, external } = process.memoryUsage();
      bytes.push(heapUsed + external);
      kept.push([...chains[0]!.sizes().values()].reduce((a, b) => a + b));
    }
    for (const chain of chains) chain.close();
    rmSync(folder, { recursive: true, force: true });
    // A number of 8 bytes that stayed of each record would be 480 kB in the end.
    const more = bytes.at(-1)! - bytes[0]!;
    assert.ok(more < (LOOKS - 1) * BETWEEN * ASSETS * 8, `${more} bytes more: ${bytes.join(', ')}`);
    assert.ok(kept.at(-1)! < 1.2 * kept[0]!, `on disk ${kept.join(', ')}`);
  });
});
