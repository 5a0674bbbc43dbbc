import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';

const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, 1, -1, 1e300, -1e300));
const name = fc.constantFrom('a', 'b', 'c', 'toString', 'hasOwnProperty');
const record: fc.Arbitrary<TwinRecord> = fc.record(
  {
    asset: fc.constant('x'),
    time: fc.integer({ min: -1e12, max: 1e13 }),
    values: fc.dictionary(name, number),
    derived: fc.dictionary(fc.constantFrom('a~twin', 'b~twin', 'c~command', '~interval', '~twin'), number),
    roles: fc.dictionary(name, fc.constantFrom('sensor', 'actuator', 'command', 'setpoint', 'twin', 'ignore')),
    quality: fc.dictionary(name, fc.constantFrom('bad', 'stale', 'imputed', 'uncertain')),
    comms: fc.record({ interval: number, duplicate: fc.boolean() }, { requiredKeys: [] }),
    anomaly: fc.boolean(),
    verdict: fc.constantFrom('learning', 'normal', 'suspect', 'anomaly', 'fault'),
    score: number,
    threshold: number,
    contributions: fc.dictionary(name, number),
  },
  { requiredKeys: ['asset', 'time', 'values'] },
) as fc.Arbitrary<TwinRecord>;

function normal(t: number): TwinRecord {
  const a = Math.sin(t * t);
  return {
    asset: 'x',
    time: t,
    values: { a, b: 2 * a, c: 5 },
    derived: { 'a~twin': a, 'b~twin': a / 2, 'c~command': 0, '~interval': 1000 + a },
    roles: { c: 'actuator' },
  };
}

describe('decision: any records', () => {
  it('never throws, and what it says is always complete', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 60 }), (records) => {
        const layer = createDecision(parseConfig({ confirm: 1 }), testContext());
        // What it learned makes it judge rather than wait.
        for (let t = 0; t < 70; t++) layer.step(normal(t));
        for (const one of records) {
          layer.step(one);
          if (one.decision === undefined) continue;
          const { kind, severity, confidence, sentence, evidence, tags } = one.decision;
          assert.match(kind, /^(cyber-attack|sensor-fault|data-drift|undetermined)$/);
          assert.match(severity, /^(low|medium|high)$/);
          assert.ok(confidence >= 0 && confidence <= 1, `confidence ${confidence}`);
          assert.doesNotMatch([sentence, ...evidence, ...tags].join(' '), /NaN|undefined|Infinity/);
        }
        const { snapshot } = JSON.parse(JSON.stringify({ snapshot: layer.snapshot() }));
        const context = testContext();
        createDecision(parseConfig({ confirm: 1 }), context, snapshot);
        const ignored = context.sent.filter(({ event }) => event === 'state-ignored');
        assert.deepEqual(ignored, [], 'its own snapshot fits');
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});
