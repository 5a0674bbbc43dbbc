import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rocAuc } from '../../lib/metrics/roc-auc';
import type { TwinRecord } from '../../lib/record/record';
import { seen, send, withProbe } from '../fixtures/probe';
import { linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';
import { requireShared } from '../fixtures/shared';

/** SKAB's protocol: the first 400 rows of a run are normal and train, the rest is judged. */
const TRAINING = 400;
const RUNS = ['5', '10'];
const LEAST_AUC = 0.85;

describe('a real recording through a deployed flow (SKAB valve1)', () => {
  let folder: string;
  let userDir: string;
  let runtime: Runtime;

  before(async function () {
    folder = join(requireShared(this, 'data'), 'skab');
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-skab-'));
    linkPack(userDir);
    runtime = await startNodeRed({ userDir });
  });
  after(async () => {
    await runtime?.stop();
    if (userDir !== undefined) rmSync(userDir, { recursive: true, force: true });
  });

  for (const run of RUNS) {
    it(`run ${run}: the anomalous part scores clearly higher`, async () => {
      const [header, ...lines] = readFileSync(join(folder, 'valve1', `${run}.csv`), 'utf8')
        .trim()
        .split('\n');
      const csv = (part: readonly string[]): unknown => ({ payload: [header, ...part].join('\n') });
      const tags = readFileSync(join(folder, 'tags.json'), 'utf8');
      const id = (name: string): string => `${name}-${run}`;
      await runtime.deploy(
        withProbe(
          [
            { id: id('ingest'), type: 'twin-ingest', tags, wires: [[id('scaler')]] },
            { id: id('scaler'), type: 'twin-scaler', wires: [[id('detector')]] },
            { id: id('detector'), type: 'twin-autoencoder', records: TRAINING, wires: [['seen'], ['seen']] },
          ],
          [id('ingest')],
        ),
      );
      await send(runtime, id('ingest'), [csv(lines.slice(0, TRAINING))]);
      await seen<{ payload: TwinRecord & { event?: string } }>(runtime, (all) =>
        all.some((m) => m.payload.event === 'trained'),
      );
      await send(runtime, id('ingest'), [csv(lines.slice(TRAINING))]);
      const wanted = lines.length - TRAINING;
      const judged = (
        await seen<{ payload: TwinRecord }>(runtime, (all) => all.filter((m) => m.payload.values).length >= wanted)
      ).filter((m) => m.payload.values);
      const scores = judged.map((m) => m.payload.score!);
      const labels = judged.map((m) => m.payload.label!);
      const auc = rocAuc(labels, scores);
      console.log(`      AUC ${auc.toFixed(3)}`);
      assert.ok(auc >= LEAST_AUC, `AUC ${auc}`);
    });
  }
});
