import assert from 'node:assert/strict';
import { guessTimeFormat, timeReader } from '../../lib/time/format';

const FIVE_PAST = Date.UTC(2026, 0, 1, 0, 0, 5);
const FIFTH = Date.UTC(2026, 0, 5);

describe('time formats', () => {
  const cases: [string | undefined, string | number, number][] = [
    ['dd/MM/yy HH', '06/01/14 05', Date.UTC(2014, 0, 6, 5)],
    ['yyyy-MM-dd HH:mm:ss', '2020-03-09 10:14:33', Date.UTC(2020, 2, 9, 10, 14, 33)],
    ['MM/dd/yyyy HH:mm:ss.SSS', '12/31/2021 23:59:59.250', Date.UTC(2021, 11, 31, 23, 59, 59, 250)],
    ['s', '1577836800', Date.UTC(2020, 0, 1)],
    ['ms', 1577836800000, Date.UTC(2020, 0, 1)],
    ['ms', 5000, 5000],
    ['ms', '2020-01-01T00:00:00Z', Date.UTC(2020, 0, 1)],
    [undefined, '2020-03-09 10:14:33', Date.UTC(2020, 2, 9, 10, 14, 33)],
    [undefined, '2020-03-09T10:14:33.5Z', Date.UTC(2020, 2, 9, 10, 14, 33, 500)],
    [undefined, '2020-03-09T10:14:33+02:00', Date.UTC(2020, 2, 9, 8, 14, 33)],
    [undefined, '2020-03-09', Date.UTC(2020, 2, 9)],
    [undefined, 7000, 7_000_000],
    [undefined, '1577836800000', Date.UTC(2020, 0, 1)],
    [undefined, '2026/01/01 00:00:05', FIVE_PAST],
    [undefined, '2026/1/1 0:00:05', FIVE_PAST],
    [undefined, '2026.01.01 00:00:05', FIVE_PAST],
    [undefined, '2026-01-01 00:00:05 UTC', FIVE_PAST],
    [undefined, '2026-01-01T01:00:05+01:00[Europe/Berlin]', FIVE_PAST],
    [undefined, '2026-01-01 00:00:05.1234567', FIVE_PAST + 123],
    [undefined, '2025-12-31T24:00:00Z', Date.UTC(2026, 0, 1)],
    [undefined, '20260101T000005Z', FIVE_PAST],
    [undefined, '20260101000005', FIVE_PAST],
    [undefined, 20260101000005, FIVE_PAST],
    [undefined, 202601050000, FIFTH],
    [undefined, '202601050000', FIFTH],
    [undefined, '20260105T0000', FIFTH],
    [undefined, '01.01.2026 00:00:05', FIVE_PAST],
    [undefined, '05.01.2026', FIFTH],
    [undefined, '5.1.26 00:00', FIFTH],
    [undefined, '13/01/2026 00:00:00', Date.UTC(2026, 0, 13)],
    [undefined, '1/13/2026', Date.UTC(2026, 0, 13)],
    [undefined, '1/5/2026 12:00:00 AM', FIFTH],
    [undefined, '1/5/2026 12:00:00 PM', FIFTH + 43_200_000],
    [undefined, '1/5/2026 1:00:05 p.m.', FIFTH + 46_805_000],
    [undefined, '01-Jan-2026 00:00:05', FIVE_PAST],
    [undefined, '01-JAN-26 12:00:05.000 AM', FIVE_PAST],
    [undefined, '1 January 2026 00:00:05', FIVE_PAST],
    [undefined, '01. Mai 2026 06:00', Date.UTC(2026, 4, 1, 6)],
    [undefined, 'Jan 1, 2026 12:00:05 AM', FIVE_PAST],
    [undefined, 'Thu, 01 Jan 2026 00:00:05 GMT', FIVE_PAST],
    [undefined, 'Thu Jan 01 2026 01:00:05 GMT+0100 (Central European Standard Time)', FIVE_PAST],
    [undefined, 'Thu Jan  1 00:00:05 2026', FIVE_PAST],
    [undefined, '/Date(1767225605000)/', FIVE_PAST],
    [undefined, 1767225605000000, FIVE_PAST],
    [undefined, '1767225605000000000', FIVE_PAST],
    [undefined, 134116992050000000, FIVE_PAST],
    [undefined, 639028224050000000, FIVE_PAST],
    ['month-first', '1/5/2026 00:00', FIFTH],
    ['day-first', '5/1/2026 00:00', FIFTH],
    ['day-first', '05/01/26 00:00', FIFTH],
    ['excel', 46027, FIFTH],
    ['excel', '46023.0000578704', FIVE_PAST],
    ['M/d/yyyy h:mm:ss tt', '1/5/2026 12:00:00 AM', FIFTH],
    ['MM/dd/yyyy hh:mm a', '01/05/2026 12:00 PM', FIFTH + 43_200_000],
    ['dd-MMM-yy HH:mm', '05-Jan-26 00:00', FIFTH],
    ['yyyy年MM月dd日 HH:mm', '2026年01月05日 00:00', FIFTH],
  ];
  for (const [format, text, expected] of cases) {
    it(`reads ${JSON.stringify(text)} as ${format ?? 'what it says by itself'}`, () => {
      assert.equal(timeReader(format)(text), expected);
    });
  }

  it('gives NaN for what does not fit and for days that do not exist', () => {
    assert.ok(Number.isNaN(timeReader('dd/MM/yy HH')('2014-01-06')));
    assert.ok(Number.isNaN(timeReader('dd/MM/yy HH')('31/02/14 05')));
    for (const text of ['yesterday', '', '31.02.2026', '2026-13-01', '01-Xyz-2026', '1/5/2026 13:00 PM', '12:30:05'])
      assert.ok(Number.isNaN(timeReader()(text)), text);
  });

  it('does not guess which of two numbers is the day', () => {
    assert.ok(Number.isNaN(timeReader()('5/1/2026 00:00:00')));
    assert.ok(Number.isNaN(timeReader()('26/01/05 00:00:00')));
    assert.equal(timeReader()('1/1/2026'), Date.UTC(2026, 0, 1));
  });

  it('takes nothing before 1970 for a time: that is what sources without a clock send', () => {
    for (const text of ['1601-01-01T00:00:00.000Z', '0001-01-01T00:00:00Z', '0026-01-01', '1899-12-30 00:00:00', -5])
      assert.ok(Number.isNaN(timeReader()(text)), String(text));
  });

  it('reads texts without a zone in the zone of the settings, daylight saving time and all', () => {
    assert.equal(timeReader(undefined, 'Europe/Berlin')('5.7.2026 02:00'), Date.UTC(2026, 6, 5));
    assert.equal(timeReader('excel', '+01:00')(46027), FIFTH - 3_600_000);
  });

  it('reads the zone that a text names where its format says so, and not in the zone of the settings', () => {
    for (const token of ['Z', 'ZZ', 'X', 'XXX'])
      for (const [zone, ahead] of [
        ['Z', 0],
        ['UTC', 0],
        ['+02:00', 2],
        ['-0330', -3.5],
        ['GMT+01', 1],
      ] as const)
        assert.equal(
          timeReader(`yyyy-MM-ddTHH:mm:ss${token}`, 'Europe/Berlin')(`2026-01-05T00:00:00${zone}`),
          FIFTH - ahead * 3_600_000,
          `${zone} as ${token}`,
        );
    assert.ok(Number.isNaN(timeReader('yyyy-MM-ddTHH:mm:ssZ')('2026-01-05T00:00:00 somewhere')));
  });

  it('reads S as the fraction of a second, however many digits there are', () => {
    const read = timeReader('dd/MM/yyyy HH:mm:ss.SSS');
    for (const [digits, ms] of [
      ['5', 500],
      ['05', 50],
      ['005', 5],
      ['123456', 123],
      ['999999999', 999],
    ] as const)
      assert.equal(read(`05/01/2026 00:00:00.${digits}`), FIFTH + ms, digits);
  });

  it('refuses letters that mean nothing, and takes what stands in quotes as it is', () => {
    assert.throws(() => timeReader('yyyy-MM-dd HH:mm Q'), /letters that mean nothing \(Q\)/);
    assert.throws(() => timeReader('DD.MM.yyyy'), /letters that mean nothing \(D\)/);
    assert.equal(timeReader("dd.MM.yyyy, HH:mm 'Uhr'")('05.01.2026, 00:00 Uhr'), FIFTH);
    assert.equal(timeReader("yyyy-MM-dd'T'HH:mm")('2026-01-05T00:00'), FIFTH);
  });

  it('refuses a format without a year', () => {
    assert.throws(() => timeReader('HH:mm'), /has no year; write it like/);
  });
});

describe('the format of a column of times', () => {
  const cases: [string, string[], string | undefined][] = [
    ['says by itself', ['2026-01-01', '2026-01-02'], undefined],
    ['one day is above 12', ['11/01/2026 10:00', '12/01/2026 10:00', '13/01/2026 10:00'], 'day-first'],
    ['a day above 12 outweighs AM', ['12/01/2026 1:00 AM', '13/01/2026 1:00 AM'], 'day-first'],
    ['AM and PM', ['1/5/2026 12:00:00 AM', '1/5/2026 1:00:00 AM'], 'month-first'],
    ['rows follow each other day by day', ['01/05/2026', '02/05/2026', '03/05/2026'], 'day-first'],
    ['rows follow each other month first', ['05/01/2026', '05/02/2026', '05/03/2026'], 'month-first'],
    ['all of one day', ['05/01/2026 10:00', '05/01/2026 10:01'], undefined],
    ['days of Excel', ['46023', '46023.5', '46024'], 'excel'],
    ['a counter of seconds', ['46023', '46024', '46025'], undefined],
    ['a quick counter of seconds', ['46023.5', '46026.5', '46029.5'], undefined],
  ];
  for (const [what, texts, expected] of cases) {
    it(what, () => assert.equal(guessTimeFormat(texts), expected));
  }
});
