import assert from 'node:assert/strict';
import type { Tag } from '../../../lib/record/tags';
import { createClock } from '../../../nodes/ingest/time';
import { convertUnit } from '../../../nodes/ingest/units';
import { toNumber } from '../../../nodes/ingest/values';
import { bench } from './helper';

const problem = { text: '' };
const value = (raw: unknown, tag: Partial<Tag> = {}, unit?: string): number =>
  toNumber(raw, { name: 'x', role: 'sensor', ...tag }, unit, problem);

describe('values', () => {
  const good: [unknown, number, Partial<Tag>?][] = [
    [32.5, 32.5],
    ['32.5', 32.5],
    [' -1e3 ', -1000],
    [true, 1],
    ['off', 0],
    [10n, 10],
    [{ low: -12, high: -1, unsigned: false }, -12],
    [{ low: -294_967_296, high: 0, unsigned: true }, 4_000_000_000],
    ['120 L/min', 2, { unit: 'L/s' }],
    ['20 °C', 20, { unit: 'degC' }],
    ['\u22124', -4],
    ['\u22124 °C', -4, { unit: 'degC' }],
    ['open', 1, { states: ['closed', 'open'] }],
  ];
  for (const [raw, expected, tag] of good) {
    it(`reads ${typeof raw === 'bigint' ? raw : JSON.stringify(raw)} as ${expected}`, () =>
      assert.equal(value(raw, tag), expected));
  }

  for (const raw of [null, undefined, Number.NaN, Infinity, '', ' ', 'NaN', 'null', '-']) {
    it(`takes ${JSON.stringify(raw)} for missing`, () => {
      assert.ok(Number.isNaN(value(raw)));
      assert.equal(problem.text, '');
    });
  }

  for (const raw of ['120.5 L/min', '32,5', '0x10', '1e', '12a', 'NaN7', {}, [], [1], 'ajar']) {
    it(`takes ${JSON.stringify(raw)} for no number and says why`, () => {
      assert.ok(Number.isNaN(value(raw)));
      assert.match(problem.text, /^is .*; send a number/);
    });
  }

  it('converts what the source names into what the tag declares', () => {
    assert.equal(value(1, { unit: 'mbar' }, 'bar'), 1000);
    assert.equal(value(5, { unit: 'bar' }, 'bar'), 5);
    assert.ok(Number.isNaN(value(5, { unit: 'bar' }, 'degC')));
  });
});

describe('units', () => {
  const cases: [number, string, string, number][] = [
    [100, 'CEL', 'K', 373.15],
    [32, 'degF', 'degC', 0],
    [1, 'bar', 'psi', 14.503774],
    [3600, 'm3/h', 'L/s', 1000],
    [60, 'rpm', 'Hz', 1],
    [1, 'MW', 'kW', 1000],
    [1, 'mW', 'W', 0.001],
    [50, '%', '1', 0.5],
    [1, 'Celsius', 'FAH', 33.8],
    [3600, 'm^3/hr', 'l/sec', 1000],
    [1, 'barg', 'kPa (g)', 100],
    [60, 'U/min', '1/s', 1],
    [60, 'min⁻¹', 'Hz', 1],
    [0, 'Grad C', '°F', 32],
    [7, 'ntu', 'NTU', 7],
  ];
  for (const [from, a, b, to] of cases) {
    it(`${from} ${a} are ${to} ${b}, and back`, () => {
      assert.ok(Math.abs(convertUnit(from, a, b)! - to) < 1e-5 * Math.max(1, Math.abs(to)));
      assert.ok(Math.abs(convertUnit(convertUnit(from, a, b)!, b, a)! - from) < 1e-9 * Math.max(1, from));
    });
  }
  it('does not convert between different things, or what it does not know', () => {
    assert.equal(convertUnit(1, 'bar', 'degC'), undefined);
    assert.equal(convertUnit(1, 'parsec', 'm'), undefined);
    assert.equal(convertUnit(1, 'mVA', 'MVA'), undefined);
    assert.equal(convertUnit(1, 'Nm3/h', 'm3/h'), undefined);
  });
});

describe('times of sources', () => {
  const T = Date.UTC(2026, 2, 29, 12, 0, 0, 250);
  const clock = createClock('UTC');
  const cases: [string, unknown, number][] = [
    ['seconds', T / 1000, T],
    ['milliseconds', T, T],
    ['microseconds', T * 1000, T],
    ['nanoseconds', BigInt(T) * 1_000_000n, T],
    ['ISO with a zone', '2026-03-29T14:00:00.250+02:00', T],
    ['ISO with 7 digits', '2026-03-29T12:00:00.2500000Z', T],
    ['a Date', new Date(T), T],
    ['a Long', { low: (T % 2 ** 32) | 0, high: Math.floor(T / 2 ** 32), unsigned: true }, T],
  ];
  for (const [name, raw, expected] of cases) it(`reads ${name}`, () => assert.equal(clock.read(raw), expected));

  it('reads texts without a zone in the zone of the settings, summer time included', () => {
    const berlin = createClock('Europe/Berlin');
    assert.equal(berlin.read('2026-01-15 12:00:00'), Date.UTC(2026, 0, 15, 11));
    assert.equal(berlin.read('2026-07-15 12:00:00'), Date.UTC(2026, 6, 15, 10));
    assert.equal(berlin.read('2026-03-29 01:59:59'), Date.UTC(2026, 2, 29, 0, 59, 59));
    assert.equal(berlin.read('2026-03-29 03:00:00'), Date.UTC(2026, 2, 29, 1));
    assert.equal(berlin.read('15.07.2026 12:00', 'dd.MM.yyyy HH:mm'), Date.UTC(2026, 6, 15, 10));
    assert.equal(createClock('+05:30').read('2026-01-15 12:00:00'), Date.UTC(2026, 0, 15, 6, 30));
  });

  for (const raw of ['noon', '', '31/02/26', {}, [], null, Number.NaN, '2026-02-30', 1e30, 'x'.repeat(1000)]) {
    it(`finds no time in ${JSON.stringify(raw)?.slice(0, 30)}`, () => assert.equal(clock.read(raw), undefined));
  }

  it('refuses a zone that does not exist, in the settings', () => {
    assert.throws(() => bench({ zone: 'Europe/Atlantis' }), /zone: is "Europe\/Atlantis"; give UTC/);
  });
});
