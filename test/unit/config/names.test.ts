import assert from 'node:assert/strict';
import { meant, readNames } from '../../../lib/config/names';

describe('names in a setting that is one text', () => {
  const cases: [string, string[]][] = [
    ['', []],
    [' T1 , T2,, ', ['T1', 'T2']],
    ['"a, b", c', ['a, b', 'c']],
    ['"say \\"a\\"","ns=2;s=T1" ,c', ['say "a"', 'ns=2;s=T1', 'c']],
    ['"DB1"."Level", "DB2"', ['"DB1"."Level"', 'DB2']],
    ['"no end, c', ['"no end', 'c']],
    ['"\\q", c', ['"\\q"', 'c']],
  ];
  for (const [text, names] of cases) {
    it(`${text} are ${JSON.stringify(names)}`, () => assert.deepEqual(readNames(text), names));
  }

  it('what is called "Valve", marks and all, is meant by its name as it is', () => {
    const names = meant(readNames('"Valve", T1'));
    for (const name of ['"Valve"', 'Valve', 'T1']) assert.ok(names.has(name), name);
  });
});
