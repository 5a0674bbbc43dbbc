import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DetectorLayer } from '../../../lib/detector/layer';
import { createRandom } from '../../../lib/math/random';
import { parseConfig as parseAutoencoder } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { parseConfig as parseDualBranch } from '../../../nodes/dual-branch/config';
import { createDualBranch } from '../../../nodes/dual-branch/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';
import { ROOT } from '../../fixtures/shared';

/** Written by version 0.1.0 at commit 7b1aa6a: what lay on disk, and the scores that it gave for rows 200 to 299. */
interface Old {
  readonly settings: Record<string, unknown>;
  readonly files: Record<string, string>;
  readonly snapshot: unknown;
  readonly scores: readonly number[];
}

const OLD = JSON.parse(readFileSync(join(ROOT, 'test/fixtures/models-format-2.json'), 'utf8')) as Record<string, Old>;

const random = createRandom(1);
const ROWS = Array.from({ length: 300 }, (_, t): Record<string, number> => {
  const a = Math.sin(t / 9) + 0.05 * random.normal();
  const b = Math.cos(t / 14) + 0.05 * random.normal();
  return { a, b, c: a + b + 0.05 * random.normal() };
});

async function restored(
  { files, snapshot, settings }: Old,
  create: (settings: Record<string, unknown>, context: TestContext, snapshot: unknown) => DetectorLayer,
  change: (passport: Record<string, unknown>) => void = () => {},
) {
  const context = testContext();
  const passport = JSON.parse(files['passport.json']!) as Record<string, unknown>;
  change(passport);
  await context.models.put({
    'graph.json': files['graph.json']!,
    'passport.json': JSON.stringify(passport),
    'weights.safetensors': Buffer.from(files['weights.safetensors']!, 'base64'),
  });
  return { context, layer: create(settings, context, snapshot) };
}

const NODES = {
  autoencoder: (settings: Record<string, unknown>, context: TestContext, snapshot: unknown) =>
    createAutoencoder(parseAutoencoder(settings), context, snapshot),
  'dual-branch': (settings: Record<string, unknown>, context: TestContext, snapshot: unknown) =>
    createDualBranch(parseDualBranch(settings), context, snapshot),
};

describe('models that an older version has written', () => {
  for (const name of ['autoencoder', 'dual-branch'] as const) {
    it(`of the ${name} score as they did`, async () => {
      const old = OLD[name]!;
      const { context, layer } = await restored(old, NODES[name]);
      assert.equal(layer.status().state, 'watching');
      const scores = ROWS.slice(200).map((values, i) => {
        const t = 200 + i;
        const changed = t >= 250 && t < 260 ? { ...values, c: values['c']! + 0.5 } : values;
        const record = { asset: 'twin', time: t * 1000, values: { ...changed } };
        layer.step(record);
        return (record as { score?: number }).score;
      });
      // What the rows before were is not taken over; the slowest chart takes a hundred rows to forget it.
      for (let i = 80; i < 100; i++) {
        const [now, then] = [scores[i]!, old.scores[i]!];
        assert.ok(Math.abs(now - then) < 0.05 * then + 0.02, `row ${i}: ${now}, was ${then}`);
      }
      assert.ok(
        Math.max(...(scores.slice(50, 60) as number[])) > 1.2 * Math.max(...(scores.slice(30, 50) as number[])),
      );
      assert.deepEqual(context.sent, []);
      layer.close?.();
    });
  }

  for (const [what, change, text] of [
    ['of a format before that', (passport) => Object.assign(passport, { format: 1 }), /an older version.*; learn anew/],
    ['of a format to come', (passport) => Object.assign(passport, { format: 99 }), /a newer version.*; learn anew/],
    ['that lost a stream', (passport) => (passport['units'] as unknown[]).pop(), /lacks/],
    ['whose unit is damaged', (passport) => Object.assign(passport, { contrastUnit: null }), /out of range/],
  ] as readonly [string, (passport: Record<string, unknown>) => unknown, RegExp][]) {
    it(`${what} are refused with a reason, never scored`, async () => {
      const { context, layer } = await restored(OLD['dual-branch']!, NODES['dual-branch'], (passport) => {
        change(passport);
      });
      const record = { asset: 'twin', time: 300_000, values: { ...ROWS[0]! } };
      layer.step(record);
      assert.equal((record as { score?: number }).score, undefined);
      assert.equal((record as { verdict?: string }).verdict, 'fault');
      assert.match(JSON.stringify([layer.status(), context.sent]), text);
      layer.close?.();
    });
  }
});
