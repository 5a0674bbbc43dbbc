import assert from 'node:assert/strict';
import fc from 'fast-check';
import { get } from 'sparkplug-payload';
import { decodePayload } from '../../../nodes/ingest/formats/sparkplug-payload';
import { bench, START } from './helper';

/** The Eclipse Tahu library writes; our reader must read the same. */
const tahu = get('spBv1.0')!;

const METRIC = fc.oneof(
  fc.record({ type: fc.constant('Int32' as const), value: fc.integer() }),
  fc.record({ type: fc.constant('Int16' as const), value: fc.integer({ min: -32_768, max: 32_767 }) }),
  fc.record({ type: fc.constant('UInt32' as const), value: fc.nat(2 ** 32 - 1) }),
  fc.record({ type: fc.constant('Int64' as const), value: fc.maxSafeInteger() }),
  fc.record({ type: fc.constant('UInt64' as const), value: fc.maxSafeNat() }),
  fc.record({ type: fc.constant('Float' as const), value: fc.float({ noNaN: true, noDefaultInfinity: true }) }),
  fc.record({ type: fc.constant('Double' as const), value: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
  fc.record({ type: fc.constant('Boolean' as const), value: fc.boolean() }),
);

describe('Sparkplug bytes', () => {
  it('are read as the Eclipse Tahu library wrote them, negative and 64-bit numbers included', () => {
    fc.assert(
      fc.property(fc.array(METRIC, { minLength: 1, maxLength: 12 }), fc.nat(255), (metrics, seq) => {
        const named = metrics.map((metric, i) => ({ name: `m${i}`, alias: i, timestamp: START + i, ...metric }));
        const bytes = tahu.encodePayload({ timestamp: START, seq, metrics: named } as never);
        const decoded = decodePayload(bytes);
        assert.equal(decoded.seq, seq);
        assert.equal(decoded.timestamp, START);
        assert.deepEqual(
          decoded.metrics.map(({ name, alias, timestamp, type }) => [name, alias, timestamp, type]),
          named.map(({ name, alias, timestamp, type }) => [name, alias, timestamp, type]),
        );
        const { values } = bench().one(Buffer.from(bytes), 'spBv1.0/G/DBIRTH/E/D');
        assert.deepEqual(values, Object.fromEntries(named.map(({ name, value }) => [name, Number(value)])));
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('torn anywhere are an error or a shorter message, never a crash', () => {
    const metrics = [
      { name: 'a', alias: 1, type: 'Double', value: 1.5 },
      { name: 'b', alias: 2, type: 'Int64', value: -7 },
    ];
    const bytes = tahu.encodePayload({ timestamp: START, seq: 1, metrics } as never);
    for (let length = 0; length < bytes.length; length++) {
      try {
        assert.ok(decodePayload(bytes.subarray(0, length)).metrics.length <= 2);
      } catch (error) {
        assert.ok(error instanceof RangeError);
      }
    }
  });

  it('are read alike where a general decoder gives the bare integers of the wire', () => {
    const beyond: [string, object, number][] = [
      ['Int8', { intValue: 251 }, -5],
      ['Int8', { intValue: 4_294_967_291 }, -5],
      ['Int16', { int_value: 65_531 }, -5],
      ['Int32', { value: 4_294_967_291 }, -5],
      ['Int64', { longValue: '18446744073709551611' }, -5],
      ['Int64', { long_value: 18_446_744_073_709_551_611n }, -5],
      ['Int16', { value: 32_767 }, 32_767],
      ['Int8', { value: -5 }, -5],
      ['UInt16', { value: 65_531 }, 65_531],
      ['Double', { value: 3e9 }, 3e9],
    ];
    for (const [type, value, expected] of beyond) {
      const born = { timestamp: START, seq: 0, metrics: [{ name: 'x', type, ...value }] };
      const b = bench();
      assert.deepEqual(b.one(born, 'spBv1.0/G/DBIRTH/E/D').values, { x: expected }, type);
      const data = { timestamp: START + 1, seq: 1, metrics: [{ name: 'x', ...value }] };
      assert.deepEqual(b.one(data, 'spBv1.0/G/DDATA/E/D').values, { x: expected }, `${type}, known from the BIRTH`);
    }
  });
});
