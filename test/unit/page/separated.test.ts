import assert from 'node:assert/strict';
import { separated } from '../../../lib/page/separated';

describe('a file for a spreadsheet', () => {
  it('holds no formula, whatever an asset is called', () => {
    for (const name of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) {
      assert.match(separated([[name]]), /^"?'/, JSON.stringify(name));
    }
  });

  it('keeps numbers, commas, quotes and line ends', () => {
    assert.equal(separated([[-1.5, 'a,b', 'say "x"', 'two\nlines']]), '-1.5,"a,b","say ""x""","two\nlines"\r\n');
  });
});
