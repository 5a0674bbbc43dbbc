import assert from 'node:assert/strict';
import type { DetectorLayer } from '../../../lib/detector/layer';
import type { Layer } from '../../../lib/layer/layer';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig as autoencoderConfig } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { parseConfig as dualBranchConfig } from '../../../nodes/dual-branch/config';
import { createDualBranch } from '../../../nodes/dual-branch/layer';
import { parseConfig as scalerConfig } from '../../../nodes/scaler/config';
import { createScaler } from '../../../nodes/scaler/layer';
import { parseConfig as thresholdConfig } from '../../../nodes/threshold/config';
import { createThreshold } from '../../../nodes/threshold/layer';
import { testContext } from '../../fixtures/layer-context';
import { offset, one, rubbishBurst, type Spoil, scattered, sines, stuck } from './plants';

const LEARNED = 1000;
const CALM = 100;

interface Outcome {
  readonly limit: number;
  /** Anomalous of the last 100 rows with a shift of so many amplitudes. */
  readonly found: readonly number[];
  readonly falseAlarms: number;
  readonly events: readonly Record<string, unknown>[];
}

/** Learns 1,000 records, then judges calm ones, and ones in which the first tag is shifted by one and by two amplitudes. */
async function guard(
  make: (context: ReturnType<typeof testContext>) => DetectorLayer,
  method: string,
  spoil: Spoil,
  at: number,
) {
  const rows = sines(LEARNED + CALM + 300);
  const learned = rows.slice(0, LEARNED);
  spoil(learned, at);
  rows.splice(0, LEARNED, ...learned);
  const context = testContext();
  const detector = make(context);
  const scaler = createScaler(scalerConfig({ method }), testContext());
  const chain: Layer[] = [scaler, detector, createThreshold(thresholdConfig({}), testContext())];
  const found = [0, 0];
  let limit = 0;
  let falseAlarms = 0;
  for (let t = 0; t < rows.length; t++) {
    const since = t - LEARNED - CALM;
    const shift = since < 0 ? 0 : since < 150 ? 1 : 2;
    const [x, ...others] = rows[t]!;
    const values = Object.fromEntries([x! + shift, ...others].map((v, i) => [`t${i + 1}`, v]));
    const record: TwinRecord = { asset: 'twin', time: 1e12 + 1000 * t, values };
    for (const layer of chain) layer.step(record);
    if (t === LEARNED - 1) await detector.settled();
    if (since === -50) limit = record.threshold!;
    if (t > LEARNED + 10 && since < 0 && record.anomaly) falseAlarms++;
    if (since >= 0 && since % 150 >= 50 && record.anomaly) found[shift - 1]!++;
  }
  detector.close?.();
  return { limit, found, falseAlarms, events: context.sent } satisfies Outcome;
}

const autoencoder = (context: ReturnType<typeof testContext>): DetectorLayer =>
  createAutoencoder(autoencoderConfig({ records: LEARNED, epochs: 20, engine: 'wasm' }), context);
const dualBranch = (context: ReturnType<typeof testContext>): DetectorLayer =>
  createDualBranch(dualBranchConfig({ records: LEARNED, epochs: 5, engine: 'wasm' }), context);
const nothing: Spoil = () => [];

describe('the first learning of a chain is not led astray', () => {
  const cases: readonly (readonly [
    name: string,
    typeof autoencoder,
    method: string,
    readonly (readonly [string, Spoil, number])[],
  ])[] = [
    [
      'autoencoder',
      autoencoder,
      'minmax',
      [
        ['one value of 100', one(100), 500],
        ['a first value of 1e9', one(1e9), 0],
        ['a last value of -1e6', one(-1e6), 999],
        ['5 % rubbish', scattered(50), 0],
        ['a burst of rubbish', rubbishBurst(50), 0],
        ['an offset of one tag', offset(20, 5), 980],
        ['a tag that reads 0', stuck(30, 0), 500],
        ['a stuck sensor', stuck(150), 500],
      ],
    ],
    ['autoencoder', autoencoder, 'quantile', [['one value of 100', one(100), 100]]],
    ['autoencoder', autoencoder, 'robust', [['a stuck sensor', stuck(150), 0]]],
    [
      'dual branch',
      dualBranch,
      'minmax',
      [
        ['one value of 100', one(100), 500],
        ['5 % rubbish', scattered(50), 0],
      ],
    ],
  ];
  for (const [name, make, method, spoils] of cases) {
    describe(`${name} behind a ${method} scaler`, () => {
      let clean: Outcome;
      before(async () => {
        clean = await guard(make, method, nothing, 0);
      });
      for (const [what, spoil, at] of spoils) {
        it(`by ${what}`, async () => {
          const spoiled = await guard(make, method, spoil, at);
          const text = JSON.stringify([spoiled.limit, spoiled.found, clean.limit, clean.found]);
          assert.ok(spoiled.limit < 1.6 * clean.limit, text);
          assert.ok(spoiled.found[0]! >= clean.found[0]! - 8 && spoiled.found[1]! >= 98, text);
          assert.equal(spoiled.falseAlarms, 0);
        });
      }
    });
  }

  it('and says what it left out', async () => {
    const { events } = await guard(autoencoder, 'minmax', one(100), 500);
    const trained = events.find(({ event }) => event === 'trained')!;
    assert.equal(trained['records'], 999);
    const { records, reasons, found, text } = trained['outliers'] as Record<string, unknown>;
    assert.deepEqual([records, reasons], [1, { 'wild value': 1 }]);
    assert.deepEqual(found, [{ feature: 't1', from: 500, to: 501, reason: 'wild value', value: 100 }]);
    assert.deepEqual(text, ['1 of 1000 records were left out of the learning (wild value 1): look at t1']);
    const report = events.find(({ event }) => event === 'training-data')!;
    assert.deepEqual(report['grades'], { t1: ['outliers'] });
  });
});
