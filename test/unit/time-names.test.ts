import assert from 'node:assert/strict';
import { timeReader } from '../../lib/time/format';
import { findTime, joinedTime } from '../../lib/time/names';

const read = (value: unknown, format?: string): number | undefined => {
  const time = typeof value === 'string' || typeof value === 'number' ? timeReader(format)(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
};
const find = (row: Record<string, unknown>): string | undefined => {
  const names = Object.keys(row);
  const found = findTime(names, (at) => row[names[at]!], read);
  if (found === undefined) return undefined;
  return found.clock === undefined ? names[found.at] : `${names[found.at]}+${names[found.clock]}`;
};

describe('names of times', () => {
  it('knows the names that historians, loggers and brokers use', () => {
    for (const name of [
      ...[
        'time',
        'Timestamp',
        'TimeStamp',
        'TIMESTAMP',
        'timestamp_ms',
        'Timestamp (UTC)',
        'ts_ms',
        '_time',
        '@timestamp',
      ],
      ...[
        't_stamp',
        'DateTime',
        'Date/Time',
        'date_time',
        'TimeString',
        'timeInSeconds',
        'sourceTimestamp',
        'observedAt',
      ],
    ])
      assert.ok(findTime([name], () => 5, read) !== undefined, name);
  });

  it('leaves measurements alone', () => {
    for (const name of [
      'runtime',
      'uptime',
      'cycle_time',
      'timeout',
      'times',
      'update',
      't',
      'dt',
      'temp',
      'candidate',
    ])
      assert.equal(
        findTime([name], () => 5, read),
        undefined,
        name,
      );
  });

  it('reads eight digits under a name of dates as a day', () => {
    for (const value of [20260105, '20260105']) {
      const found = findTime(['date', 'T'], (at) => (at === 0 ? value : 5), read)!;
      assert.equal(read(value, found.format), Date.UTC(2026, 0, 5));
    }
    assert.notEqual(findTime(['date', 'T'], (at) => (at === 0 ? 20261399 : 5), read)?.format, 'yyyyMMdd');
  });

  it('takes a doubtful name only where a date of this century stands', () => {
    assert.equal(find({ t: 21.5, x: 1 }), undefined);
    assert.equal(find({ t: 1767225600, x: 1 }), 't');
    assert.equal(find({ last_seen: '2026-01-01T00:00:00Z', x: 1 }), 'last_seen');
    assert.equal(find({ last_seen: true, created: 5, x: 1 }), undefined);
    assert.equal(find({ sample_time: 0.1, x: 1 }), undefined);
    assert.equal(find({ sample_time: '01-Jan-2026 00:00:05', x: 1 }), 'sample_time');
  });

  it('prefers the time of the source to those of the way', () => {
    assert.equal(find({ received_at: '2026-01-01T00:00:09Z', timestamp: '2026-01-01T00:00:00Z' }), 'timestamp');
    assert.equal(find({ serverTimestamp: 1767225601, sourceTimestamp: 1767225600 }), 'sourceTimestamp');
  });

  it('names further times, so that they become no measurements', () => {
    const names = ['received_at', 'temp', 'timestamp_ms'];
    const row = [1767225601, 20, 1767225600000];
    assert.deepEqual(
      findTime(names, (at) => row[at], read),
      { at: 2, clock: undefined, format: 'ms', others: [0] },
    );
  });

  it('joins a date and a time of day', () => {
    assert.equal(find({ Date: '2026-01-01', Time: '00:00:05', x: 1 }), 'Date+Time');
    assert.equal(find({ Time: '12:00:05 AM', Date: '1/5/2026', x: 1 }), 'Date+Time');
    assert.equal(find({ date: 20260101, time: '000005', x: 1 }), 'date+time');
    assert.equal(find({ Datum: '01.01.2026', Uhrzeit: '00:00:05', x: 1 }), 'Datum+Uhrzeit');
    assert.equal(find({ time: 5, date: '2026-01-01T00:00:05Z', x: 1 }), 'date');
    for (const [date, clock] of [
      ['2026-01-01', '00:00:05'],
      ['2026-01-01 00:00:00', '00:00:05'],
      ['01.01.2026', '00.00.05'],
      [20260101, '000005'],
      ['1/1/2026', '12:00:05 AM'],
    ])
      assert.equal(timeReader()(joinedTime(date, clock)), Date.UTC(2026, 0, 1, 0, 0, 5), `${date} ${clock}`);
  });

  it("reads Excel's days under a name of dates only", () => {
    const format = (row: Record<string, unknown>): unknown =>
      findTime(Object.keys(row), (at) => Object.values(row)[at], read)?.format;
    assert.equal(format({ Date: 46023.5 }), 'excel');
    assert.equal(format({ DateTime: '46023.5' }), 'excel');
    assert.equal(format({ time: 46023.5 }), undefined);
  });
});
