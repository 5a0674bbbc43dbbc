import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadMatrix, transposed } from '../../../lib/data/matrix';
import { parseNumber } from '../../../lib/data/number';
import { openTable } from '../../../lib/data/table';

let folder: string;
const put = (name: string, content: string | Buffer): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

const HEADER_BYTES = 118;

/** A .npy file of format 1. */
function npy(descr: string, shape: string, values: Buffer, fortran = false): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape}), }`;
  const head = Buffer.alloc(10);
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(HEADER_BYTES, 8);
  return Buffer.concat([head, Buffer.from(`${text.padEnd(HEADER_BYTES - 1)}\n`, 'latin1'), values]);
}

const doubles = (...values: number[]): Buffer => Buffer.from(new Float64Array(values).buffer);

describe('recordings', () => {
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('reads CSV with commas, semicolons, blanks after commas, a byte order mark and empty lines', async () => {
    for (const text of ['a,b\n1,2\n3,4\n', '\uFEFFa;b\r\n1;2\r\n\r\n3;4', 'a, b\n1, 2.00\n3, 4.00']) {
      const matrix = await loadMatrix(put('x.csv', text));
      assert.deepEqual([matrix.columns, matrix.rows, [...matrix.data]], [['a', 'b'], 2, [1, 2, 3, 4]]);
    }
  });

  it('numbers the columns of a file without a header', async () => {
    const matrix = await loadMatrix(put('x.csv', '1,2\n3,4\n'));
    assert.deepEqual([matrix.columns, matrix.rows], [['t1', 't2'], 2]);
  });

  it('reads decimal commas and missing values', async () => {
    const matrix = await loadMatrix(put('x.csv', 'a;b\n1,5;NaN\n;2\n'));
    assert.deepEqual([...matrix.data], [1.5, Number.NaN, Number.NaN, 2]);
    assert.equal(parseNumber('true'), 1);
  });

  it('unpacks .gz', async () => {
    const matrix = await loadMatrix(put('x.csv.gz', gzipSync('a,b\n1,2\n')));
    assert.deepEqual([...matrix.data], [1, 2]);
  });

  it('reads whitespace files, and turns them over', async () => {
    const matrix = await loadMatrix(put('x.dat', '  1.0e+00 2\t3\n\n 4 5 6\n'));
    assert.deepEqual([matrix.rows, matrix.width, [...matrix.data]], [2, 3, [1, 2, 3, 4, 5, 6]]);
    assert.deepEqual([...transposed(matrix).data], [1, 4, 2, 5, 3, 6]);
  });

  it('reads matrices of numpy: float64, float32, integers, column-major, one dimension, gzipped', async () => {
    const values = [1, 2, 3, 4, 5, 6];
    const cases: [Buffer, number[]][] = [
      [npy('<f8', '2, 3', doubles(...values)), values],
      [npy('<f4', '2, 3', Buffer.from(new Float32Array(values).buffer)), values],
      [npy('<i4', '2, 3', Buffer.from(new Int32Array(values).buffer)), values],
      [npy('<i8', '2, 3', Buffer.from(new BigInt64Array(values.map(BigInt)).buffer)), values],
      [npy('<f8', '2, 3', doubles(1, 4, 2, 5, 3, 6), true), values],
    ];
    for (const [bytes, expected] of cases) {
      const matrix = await loadMatrix(put('x.npy', bytes));
      assert.deepEqual([matrix.rows, matrix.width, [...matrix.data]], [2, 3, expected]);
    }
    const column = await loadMatrix(put('x.npy.gz', gzipSync(npy('<f8', '3,', doubles(7, 8, 9)))));
    assert.deepEqual([column.rows, column.width, [...column.data]], [3, 1, [7, 8, 9]]);
  });

  it('reads a matrix larger than one piece of the file', async () => {
    const values = Float64Array.from({ length: 30_000 }, (_, i) => i);
    const matrix = await loadMatrix(put('x.npy', npy('<f8', '5000, 6', Buffer.from(values.buffer))));
    assert.deepEqual(matrix.data, values);
  });

  it('picks columns by name, in the order asked for', async () => {
    const matrix = await loadMatrix(put('x.csv', 'time,a,b\nmonday,1,2\n'), ['b', 'a']);
    assert.deepEqual([...matrix.data], [2, 1]);
  });

  const mistakes: [string, string, string | Buffer, RegExp][] = [
    [
      'a text among numbers',
      'x.csv',
      'a,b\n1,2\n3,high\n',
      /x\.csv, line 3, column b: "high" is no number; correct it/,
    ],
    ['a line with too few cells', 'x.csv', 'a,b\n1,2\n\n3\n', /x\.csv, line 4: has 1 cells where the first line has 2/],
    ['a name that comes twice', 'x.csv', 'a,a\n1,2\n', /line 1, column 2: the name "a" comes twice/],
    ['an unclosed quote', 'x.csv', 'a,b\n"1,2\n', /x\.csv, line \d: is no valid CSV/],
    ['an empty file', 'x.csv', '', /x\.csv: is empty/],
    ['another kind of file', 'x.xlsx', 'PK', /x\.xlsx: unknown kind of file; give \.csv/],
    ['a broken .gz', 'x.csv.gz', 'no gzip', /x\.csv\.gz: cannot be read/],
    ['a text called .npy', 'x.npy', 'a,b\n1,2\n', /x\.npy: is no \.npy file; save it with numpy\.save/],
    [
      'an object array',
      'y.npy',
      npy('|O', '2, 3', doubles(1)),
      /y\.npy, header: holds values of type \|O; save it as float64/,
    ],
    ['three dimensions', 'z.npy', npy('<f8', '1, 1, 1', doubles(1)), /z\.npy, header: has 3 dimensions/],
    ['a matrix that is cut off', 'w.npy', npy('<f8', '3, 1', doubles(1, 2)), /w\.npy, row 2: the file ends here/],
    ['uneven whitespace rows', 'x.dat', '1 2\n3\n', /x\.dat, line 2: has 1 values where the first line has 2/],
  ];
  for (const [what, name, content, message] of mistakes) {
    it(`names file, place and fix for ${what}`, async () => {
      await assert.rejects(loadMatrix(put(name, content)), message);
    });
  }

  it('says that a file is not there', async () => {
    await assert.rejects(openTable(join(folder, 'none.csv')), /none\.csv: cannot be read \(there is no such file\)/);
  });
});
