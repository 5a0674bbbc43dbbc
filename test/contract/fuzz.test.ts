import fc from 'fast-check';
import { InputError } from '../../lib/input';
import type { Layer } from '../../lib/layer/layer';
import { asRecord } from '../../lib/record/read';
import { parseConfig as parseDecision } from '../../nodes/decision/config';
import { createDecision } from '../../nodes/decision/layer';
import { parseConfig as parseResponse } from '../../nodes/response/config';
import { createResponse } from '../../nodes/response/layer';
import { parseConfig as parseScaler } from '../../nodes/scaler/config';
import { createScaler } from '../../nodes/scaler/layer';
import { parseConfig as parseThreshold } from '../../nodes/threshold/config';
import { createThreshold } from '../../nodes/threshold/layer';
import { testContext } from '../fixtures/layer-context';

const anything = fc.anything({ withNullPrototype: true, withTypedArray: true, withDate: true });
const tag = fc.oneof(fc.constantFrom('a', 'b', 'a~twin', '__proto__', 'toString', ''), fc.string());
const values = fc.oneof(fc.dictionary(tag, fc.oneof(fc.double(), fc.constant(1), anything)), anything);
const often = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

/** Payloads that look more or less like records. */
const payload = fc.record({
  asset: often(fc.oneof(fc.constant('twin'), anything)),
  time: often(fc.oneof(fc.double(), fc.integer(), anything)),
  values,
  features: often(fc.oneof(fc.array(tag), anything)),
  derived: often(fc.oneof(fc.dictionary(tag, fc.double()), anything)),
  quality: often(fc.oneof(fc.dictionary(tag, fc.constant('bad')), anything)),
  comms: often(anything),
  mode: often(fc.oneof(fc.constantFrom('idle', 'full'), anything)),
  score: often(fc.oneof(fc.double(), anything)),
  detector: often(fc.oneof(fc.record({ calibration: anything }), anything)),
  verdict: often(fc.oneof(fc.constantFrom('learning', 'fault'), anything)),
  anomaly: often(fc.oneof(fc.boolean(), anything)),
  decision: often(
    fc.oneof(
      anything,
      fc.record({
        kind: fc.oneof(fc.constantFrom('cyber-attack', 'data-drift'), anything),
        severity: fc.oneof(fc.constantFrom('low', 'high'), anything),
        since: fc.oneof(fc.integer(), anything),
        sentence: fc.oneof(fc.string(), anything),
        tags: fc.oneof(fc.array(fc.string()), anything),
        alarm: often(anything),
        evidence: often(anything),
      }),
    ),
  ),
  response: often(fc.oneof(fc.constant({}), anything)),
});

const layers: Record<string, () => Layer> = {
  scaler: () => createScaler(parseScaler({ warmup: 10, modes: true }), testContext()),
  threshold: () => createThreshold(parseThreshold({ scores: 20, modes: true }), testContext()),
  decision: () => createDecision(parseDecision({ reference: 100 }), testContext()),
  response() {
    const layer = createResponse(
      parseResponse({ commands: '[{"name":"c","severity":"low","topic":"t"}]' }),
      testContext(),
    );
    layer.order({ do: 'arm', asset: undefined, by: undefined, options: {} }, undefined);
    return layer;
  },
};

for (const [name, create] of Object.entries(layers)) {
  describe(`${name}, given anything`, () => {
    it('answers with a record or an InputError, and a refused record changes nothing', () => {
      const layer = create();
      fc.assert(
        fc.property(payload, (given) => {
          const before = JSON.stringify(layer.snapshot());
          try {
            layer.step(asRecord(given, 0, { trust: true }));
          } catch (error) {
            if (!(error instanceof InputError)) throw error;
            return JSON.stringify(layer.snapshot()) === before;
          }
          return true;
        }),
        { numRuns: 3000, seed: 1 },
      );
    });

    it('works afterwards as before', () => {
      const layer = create();
      fc.assert(
        fc.property(payload, (given) => {
          try {
            layer.step(asRecord(given, 0));
          } catch {}
          const record = { asset: 'twin', time: 1, values: { a: 1 }, score: 0.5 };
          layer.step(record);
          layer.status();
          return true;
        }),
        { numRuns: 500, seed: 2 },
      );
    });
  });
}
