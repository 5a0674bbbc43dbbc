import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rocAuc } from '../../../lib/metrics/roc-auc';
import { parseConfig } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { parseConfig as parseScaler } from '../../../nodes/scaler/config';
import { createScaler } from '../../../nodes/scaler/layer';
import { testContext } from '../../fixtures/layer-context';
import { requireShared } from '../../fixtures/shared';

const LEARNED = 400;

describe('autoencoder on real recordings of a valve that closes (SKAB)', () => {
  for (const file of ['5.csv', '10.csv']) {
    it(`tells the anomalous part of valve1/${file} from the rest`, async function () {
      const lines = readFileSync(join(requireShared(this, 'data'), 'skab', 'valve1', file), 'utf8')
        .trim()
        .split('\n');
      const names = lines[0]!.split(';');
      const context = testContext();
      const scaler = createScaler(parseScaler({}), context);
      const detector = createAutoencoder(parseConfig({ records: LEARNED, engine: 'wasm' }), context);
      const scores: number[] = [];
      const labels: number[] = [];
      for (const [t, line] of lines.slice(1).entries()) {
        const cells = line.split(';');
        const values = Object.fromEntries(names.slice(1, 9).map((name, i) => [name, Number(cells[i + 1])]));
        const record = { asset: 'valve', time: t * 1000, values } as Parameters<typeof detector.step>[0];
        scaler.step(record);
        detector.step(record);
        if (t === LEARNED - 1) await detector.settled();
        if (t < LEARNED) continue;
        scores.push(record.score!);
        labels.push(Number(cells[9]));
      }
      detector.close?.();
      const auc = rocAuc(labels, scores);
      assert.ok(auc >= 0.85, `AUC ${auc.toFixed(3)}`);
    });
  }
});
