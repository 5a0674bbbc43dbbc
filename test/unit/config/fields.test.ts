import assert from 'node:assert/strict';
import { EntryError } from '../../../lib/config/entries';
import { ConfigError, choice, flag, integer, json, list, number, parseFields, text } from '../../../lib/config/fields';

const FIELDS = {
  name: text(),
  topic: text('', true),
  rate: number(0.5, { min: 0, max: 1, unit: '1/s' }),
  count: integer(10, { min: 1, max: 100 }),
  kind: choice('a', ['a', 'b']),
  on: flag(true),
  layers: list('64, 32', { min: 1, max: 1024, length: 3 }),
  table: json('{}', (value) => {
    if (typeof value !== 'object') throw new EntryError('table', 'is not an object', { key: 'shape' });
    return value as object;
  }),
} as const;

describe('settings', () => {
  const wrong = (raw: Record<string, unknown>, pattern: RegExp): void => {
    assert.throws(
      () => parseFields(FIELDS, { topic: 't', ...raw }),
      (error) => error instanceof ConfigError && pattern.test(error.message),
    );
  };

  it('an empty node gets the defaults, typed', () => {
    const config = parseFields(FIELDS, { topic: 'x' });
    assert.deepEqual(
      { ...config },
      { name: '', topic: 'x', rate: 0.5, count: 10, kind: 'a', on: true, layers: [64, 32], table: {} },
    );
    assert.ok(Object.isFrozen(config));
  });

  it('numbers may come as texts, zero is a number', () => {
    assert.equal(parseFields(FIELDS, { topic: 'x', rate: '0' }).rate, 0);
    assert.equal(parseFields(FIELDS, { topic: 'x', rate: 0 }).rate, 0);
  });

  it('an error names the field, the value and the limits', () => {
    wrong({ rate: 2 }, /^rate: is 2; give a number from 0 to 1 1\/s$/);
    wrong({ count: 1.5 }, /^count: .*whole number from 1 to 100$/);
    wrong({ rate: 'fast' }, /^rate: is "fast"/);
    wrong({ rate: Number.NaN }, /^rate: is NaN/);
    wrong({ kind: 'c' }, /^kind: is "c"; choose a, b$/);
    wrong({ on: 'yes' }, /^on: /);
    wrong({ layers: '64, x' }, /^layers: /);
    wrong({ layers: '1,2,3,4' }, /^layers: .*up to 3/);
    wrong({ table: '{' }, /^table: is not valid JSON/);
    wrong({ table: '1' }, /^table: is not an object/);
    wrong({ topic: ' ' }, /^topic: is empty/);
  });
});
