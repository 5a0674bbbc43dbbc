import assert from 'node:assert/strict';
import { marked, separated } from '../../../lib/page/separated';
import { parseConfig } from '../../../nodes/ingest/config';
import { createIngest } from '../../../nodes/ingest/core';

describe('a file for a spreadsheet', () => {
  it('holds no formula, whatever an asset is called', () => {
    for (const name of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) {
      assert.match(separated([[name]]), /^"?'/, JSON.stringify(name));
    }
  });

  it('is read as UTF-8, and our own ingest reads it back', () => {
    const file = marked(
      separated([
        ['time', 'Füllstand'],
        ['2026-03-01T00:00:00.000Z', 4.5],
      ]),
    );
    // What Excel needs to see it.
    assert.deepEqual([...Buffer.from(file).subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    assert.equal(marked(file), file);
    const [record] = createIngest(parseConfig({})).accept({ payload: file, topic: 'tank' }, 0);
    assert.deepEqual([record!.time, record!.values], [Date.UTC(2026, 2, 1), { Füllstand: 4.5 }]);
  });

  it('keeps numbers, commas, quotes and line ends', () => {
    assert.equal(separated([[-1.5, 'a,b', 'say "x"', 'two\nlines']]), '-1.5,"a,b","say ""x""","two\nlines"\r\n');
  });
});
