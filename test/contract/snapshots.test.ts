import assert from 'node:assert/strict';
import { InputError } from '../../lib/input';
import type { Layer, LayerContext } from '../../lib/layer/layer';
import type { TwinRecord } from '../../lib/record/record';
import { parseConfig as parseAutoencoder } from '../../nodes/autoencoder/config';
import { createAutoencoder } from '../../nodes/autoencoder/layer';
import { parseConfig as parseDecision } from '../../nodes/decision/config';
import { createDecision } from '../../nodes/decision/layer';
import { parseConfig as parseDualBranch } from '../../nodes/dual-branch/config';
import { createDualBranch } from '../../nodes/dual-branch/layer';
import { parseConfig as parseResponse } from '../../nodes/response/config';
import { createResponse } from '../../nodes/response/layer';
import { parseConfig as parseScaler } from '../../nodes/scaler/config';
import { createScaler } from '../../nodes/scaler/layer';
import { parseConfig as parseThreshold } from '../../nodes/threshold/config';
import { createThreshold } from '../../nodes/threshold/layer';
import { ATTACK } from '../fixtures/attack';
import { type TestContext, testContext } from '../fixtures/layer-context';

const LAYERS: Record<string, (context: LayerContext, snapshot?: unknown) => Layer> = {
  scaler: (context, snapshot) => createScaler(parseScaler({ warmup: 20 }), context, snapshot),
  // Not enough records to train: what they collect is looked at.
  autoencoder: (context, snapshot) => createAutoencoder(parseAutoencoder({ records: 500 }), context, snapshot),
  'autoencoder per mode': (context, snapshot) =>
    createAutoencoder(parseAutoencoder({ records: 500, modes: true }), context, snapshot),
  'dual branch': (context, snapshot) => createDualBranch(parseDualBranch({ records: 500 }), context, snapshot),
  threshold: (context, snapshot) => createThreshold(parseThreshold({ scores: 40 }), context, snapshot),
  decision: (context, snapshot) => createDecision(parseDecision({ reference: 100 }), context, snapshot),
  response: (context, snapshot) => createResponse(parseResponse({}), context, snapshot),
};
/** What a right hash may stand over, and no layer ever wrote. */
const WRONG: unknown[] = [null, 5, 'state', true, [], [1, 2], { alarm: {}, commander: 5, method: 7, limit: null }];

/** Records that every layer can use; the last ones are anomalous. */
const RECORDS = Array.from({ length: 150 }, (_, i): TwinRecord => {
  const odd = i >= 140;
  const more = { score: odd ? 50 : 0.2 + 0.01 * (i % 7), anomaly: odd, ...(odd && { decision: ATTACK.decision! }) };
  return { asset: 'plant', time: i * 1000, values: { a: odd ? 9 : Math.sin(i) }, ...more };
});
const run = (layer: Layer): unknown[] =>
  RECORDS.map((record) => {
    const copy = structuredClone(record);
    layer.step(copy);
    return { ...copy, scaling: copy.scaling && { ...copy.scaling } };
  });

describe('a saved state that no layer of this kind wrote', () => {
  for (const [name, create] of Object.entries(LAYERS)) {
    it(`${name}: is ignored with an event, and the layer works as a fresh one`, () => {
      const fresh = run(create(testContext('plant')));
      for (const wrong of WRONG) {
        const context: TestContext = testContext('plant');
        const layer = create(context, wrong);
        assert.deepEqual(
          context.sent.map(({ event }) => event),
          ['state-ignored'],
          JSON.stringify(wrong),
        );
        layer.status();
        assert.deepEqual(run(layer), fresh, JSON.stringify(wrong));
      }
    });
  }
});

describe('a saved state that is lost', () => {
  const lost = { reason: 'damaged', text: 'its hash does not match' } as const;

  it('is not learned anew by the scaler from what comes now, until somebody orders it', () => {
    const layer = createScaler(parseScaler({ warmup: 20 }), { ...testContext('plant'), lost });
    for (const record of run(layer) as TwinRecord[]) {
      assert.deepEqual([record.scaled, record.verdict], [undefined, 'learning']);
    }
    assert.equal(layer.status().state, 'fault');
    layer.order({ do: 'refit', asset: undefined, by: undefined, options: {} }, undefined);
    assert.notEqual((run(layer).at(-1) as TwinRecord).scaled, undefined);
  });

  it('is not learned anew by the threshold: a fault, until a calibration or an order gives a limit', () => {
    const layer = createThreshold(parseThreshold({ scores: 40 }), { ...testContext('plant'), lost });
    for (const record of run(layer) as TwinRecord[]) assert.equal(record.verdict, 'fault');
    assert.equal(layer.status().state, 'fault');
    const calibration = Array.from({ length: 200 }, (_, i) => 0.2 + 0.001 * i);
    const detector = { node: 'd', model: 'm', version: 1, engine: 'wasm', calibration };
    const record: TwinRecord = { asset: 'plant', time: 1e6, values: { a: 1 }, score: 50, detector };
    layer.step(record);
    assert.equal(record.verdict, 'anomaly');
    const other = createThreshold(parseThreshold({ scores: 40 }), { ...testContext('plant'), lost });
    other.order({ do: 'reset', asset: undefined, by: undefined, options: {} }, undefined);
    assert.equal((run(other)[0] as TwinRecord).verdict, 'learning');
  });

  it('leaves the response in dry run', () => {
    const commands = JSON.stringify([{ name: 'close', severity: 'low', topic: 't' }]);
    const context = testContext('plant');
    const layer = createResponse(parseResponse({ commands, stayArmed: true }), { ...context, lost });
    layer.step(structuredClone(ATTACK));
    assert.ok(!context.sent.some(({ output }) => output === 'command'));
  });
});

describe('what a function node hung on a record', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  const scaling = { method: 'm', version: 'v', center: [0], scale: [1] };
  const hung: object[] = [
    { roles: cycle },
    { roles: { a: { toJSON: () => assert.fail() } } },
    { scaling: { ...scaling, describe: () => 'x' } },
    { scaling: cycle },
    { scaling: { ...scaling, center: new Proxy([0], {}) } },
  ];

  it('never keeps a detector from being saved, or handed to a thread', () => {
    for (const more of hung) {
      const layer = LAYERS['autoencoder']!(testContext('plant'));
      try {
        layer.step({ asset: 'plant', time: 1, values: { a: 1 }, ...more } as TwinRecord);
      } catch (error) {
        assert.ok(error instanceof InputError);
      }
      structuredClone(layer.snapshot());
      JSON.stringify(layer.snapshot());
    }
  });
});
