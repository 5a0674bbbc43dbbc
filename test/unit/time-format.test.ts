import assert from 'node:assert/strict';
import { timeReader } from '../../lib/time-format';

describe('time formats', () => {
  const cases: [string | undefined, string | number, number][] = [
    ['dd/MM/yy HH', '06/01/14 05', Date.UTC(2014, 0, 6, 5)],
    ['yyyy-MM-dd HH:mm:ss', '2020-03-09 10:14:33', Date.UTC(2020, 2, 9, 10, 14, 33)],
    ['MM/dd/yyyy HH:mm:ss.SSS', '12/31/2021 23:59:59.250', Date.UTC(2021, 11, 31, 23, 59, 59, 250)],
    ['s', '1577836800', Date.UTC(2020, 0, 1)],
    ['ms', 1577836800000, Date.UTC(2020, 0, 1)],
    [undefined, '2020-03-09 10:14:33', Date.UTC(2020, 2, 9, 10, 14, 33)],
    [undefined, '2020-03-09T10:14:33.5Z', Date.UTC(2020, 2, 9, 10, 14, 33, 500)],
    [undefined, '2020-03-09T10:14:33+02:00', Date.UTC(2020, 2, 9, 8, 14, 33)],
    [undefined, '2020-03-09', Date.UTC(2020, 2, 9)],
    [undefined, 7000, 7_000_000],
    [undefined, '1577836800000', Date.UTC(2020, 0, 1)],
  ];
  for (const [format, text, expected] of cases) {
    it(`reads ${JSON.stringify(text)} as ${format ?? 'ISO or a number'}`, () => {
      assert.equal(timeReader(format)(text), expected);
    });
  }

  it('gives NaN for what does not fit and for days that do not exist', () => {
    assert.ok(Number.isNaN(timeReader('dd/MM/yy HH')('2014-01-06')));
    assert.ok(Number.isNaN(timeReader('dd/MM/yy HH')('31/02/14 05')));
    assert.ok(Number.isNaN(timeReader()('yesterday')));
    assert.ok(Number.isNaN(timeReader()('')));
  });

  it('refuses a format without a year', () => {
    assert.throws(() => timeReader('HH:mm'), /has no year; write it like/);
  });
});
