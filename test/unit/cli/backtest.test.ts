import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRandom } from '../../../lib/math/random';
import { ROOT } from '../../fixtures/shared';

const runFile = promisify(execFile);
const PROGRAM = join(ROOT, 'dist', 'cli', 'twin-guard.js');

/** Two tags that swing together; from `broken` on the second stands still. */
function plant(rows: number, from: number, seed: number, broken = Number.POSITIVE_INFINITY, noise = 0.05): string {
  const random = createRandom(seed);
  const lines = ['time,flow,level,label'];
  for (let row = 0; row < rows; row++) {
    const swing = Math.sin((from + row) / 9);
    const wrong = row >= broken;
    const flow = 3 + swing + noise * random.normal();
    const level = (wrong ? 1.9 : 1 + 0.5 * swing) + 0.4 * noise * random.normal();
    lines.push(
      `${new Date(1.6e12 + (from + row) * 1000).toISOString()},${flow.toFixed(5)},${level.toFixed(5)},${wrong ? 1 : 0}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function secondHalf(text: string): string {
  const [head, ...rows] = text.split('\n');
  return [head, ...rows.slice(rows.length >> 1)].join('\n');
}

describe('twin-guard backtest', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const backtest = (test: string, out: string, ...more: string[]) => judge('train.csv', test, out, ...more);
  const judge = (train: string, test: string, out: string, ...more: string[]) =>
    runFile(process.execPath, [
      PROGRAM,
      'backtest',
      '--train',
      at(train),
      '--test',
      at(test),
      '--detector',
      'autoencoder',
      '--out',
      at(out),
      ...more,
    ]);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-'));
    writeFileSync(at('train.csv'), plant(700, 0, 1));
    writeFileSync(at('test.csv'), plant(300, 700, 2, 200));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('writes one line per test row, the alarms and a report, and finds the fault', async () => {
    const { stdout } = await backtest(
      'test.csv',
      'scores.csv',
      '--alarms',
      at('alarms.csv'),
      '--report',
      at('report.html'),
    );
    assert.match(stdout, /^300 rows judged, \d+ beyond the limit, (?:1 alarm|\d+ alarms)\n/);
    const budget = /^ {2}(false alarms: promised one in 7 days; realised so far: \d+ alarms? in 0\.\d+ days)$/m;
    const [, told] = budget.exec(stdout) ?? [];
    assert.ok(told !== undefined && readFileSync(at('report.html'), 'utf8').includes(`<p>${told}.</p>`), stdout);
    const [head, ...lines] = readFileSync(at('scores.csv'), 'utf8').trimEnd().split('\n');
    assert.equal(head, 'row,time,score,limit,anomaly,verdict,kind,contribution1,contribution2,contribution3');
    assert.equal(lines.length, 300);
    const cells = lines.map((line) => line.split(','));
    assert.equal(cells[0]![1], '2020-09-13T12:38:20.000Z');
    assert.ok(
      cells.slice(205).every((row) => row[4] === '1'),
      'the broken rows are beyond the limit',
    );
    assert.match(cells[299]![7]!, /^level=0\.\d+$/);
    assert.match(readFileSync(at('alarms.csv'), 'utf8'), /^start,end,kind,severity,confidence,sentence\n2\d\d,300,/);
    assert.match(readFileSync(at('report.html'), 'utf8'), /^<!doctype html>/);
  });

  it('says in the report what was left out of the training, by tag, rows and reason', async () => {
    const lines = plant(700, 0, 1).split('\n');
    lines[300] = lines[300]!.replace(/^([^,]*),[^,]*/, '$1,900');
    writeFileSync(at('wild.csv'), lines.join('\n'));
    const report = async (train: string): Promise<string> => {
      await judge(train, 'test.csv', 'scores.csv', '--report', at('report.html'));
      return readFileSync(at('report.html'), 'utf8').split('<h2>What was learned</h2>')[1]!.split('<h2>')[0]!;
    };
    assert.match(await report('wild.csv'), /1 row|wild value/);
    assert.match(await report('wild.csv'), /flow/);
    assert.doesNotMatch(await report('train.csv'), /wild value/);
  });

  it('judges causally: other rows later change no line before, and the same seed repeats the result', async () => {
    writeFileSync(at('other.csv'), plant(300, 700, 2));
    await backtest('other.csv', 'other-scores.csv');
    await backtest('test.csv', 'scores.csv');
    const first = (name: string): string[] => readFileSync(at(name), 'utf8').split('\n').slice(0, 201);
    assert.equal(first('scores.csv').length, 201);
    assert.deepEqual(first('other-scores.csv'), first('scores.csv'));
  });

  const begins: [string, (file: string) => string][] = [
    ['the recording that it learned from', (text) => text],
    ['a recording of years before', (text) => text.replaceAll('2020-09-13', '2011-02-03')],
    ['the second half of it, which begins in the middle of a swing', (text) => secondHalf(text)],
    ['a recording that begins a month later', (text) => text.replaceAll('2020-09-13', '2020-10-13')],
  ];
  for (const [what, of] of begins) {
    it(`takes the break before ${what} for a break, not for a jump`, async () => {
      // Everything moves slowly and hardly trembles, so that the step from the end to the start is unheard of.
      const smooth = plant(720, 0, 5, Number.POSITIVE_INFINITY, 0.004);
      writeFileSync(at('smooth.csv'), smooth);
      writeFileSync(at('again.csv'), of(smooth));
      await judge('smooth.csv', 'again.csv', 'again-scores.csv', '--alarms', at('again-alarms.csv'));
      assert.equal(readFileSync(at('again-alarms.csv'), 'utf8').trimEnd().split('\n').length, 1, 'no alarm');
    });
  }

  it('learns from a recording in which a row holds bad values only', async () => {
    const lines = plant(300, 0, 3).split('\n');
    const broken = lines.map((line, i) => (i === 90 ? line.replace(/,.*/, ',Bad Input,Comm Fail,0') : line));
    writeFileSync(at('bad-row.csv'), broken.join('\n'));
    await judge('bad-row.csv', 'bad-row.csv', 'bad-row-scores.csv');
    const scores = readFileSync(at('bad-row-scores.csv'), 'utf8').trimEnd().split('\n').slice(1);
    assert.ok(scores.filter((line) => line.split(',')[2] !== '').length > 250);
  });

  it('refuses a test recording of other columns', async () => {
    writeFileSync(at('strange.csv'), 'time,pressure\n2020-09-13T12:38:20Z,1\n');
    await assert.rejects(backtest('strange.csv', 'x.csv'), {
      code: 2,
      stderr:
        /strange\.csv lacks 2 of the 2 tags of .*train\.csv \(flow, level\); give recordings with the same columns/,
    });
  });

  const mistakes: [string, string[], RegExp][] = [
    [
      'a file that is not there',
      ['backtest', '--train', 'none.csv', '--test', 'none.csv', '--detector', 'autoencoder', '--out', 'x.csv'],
      /^twin-guard: none\.csv: cannot be read \(there is no such file\)/,
    ],
    ['an unknown command', ['guess'], /^twin-guard: there is no command guess; one of backtest/],
  ];
  for (const [what, argv, message] of mistakes) {
    it(`ends with code 2 and one line for ${what}`, async () => {
      await assert.rejects(
        runFile(process.execPath, [PROGRAM, ...argv], { cwd: folder }),
        (error: { code: number; stderr: string }) => {
          assert.equal(error.code, 2);
          assert.match(error.stderr, message);
          assert.equal(error.stderr.trimEnd().split('\n').length, 1);
          return true;
        },
      );
    });
  }

  it('tells all that is wrong with both recordings at once, a line each, and learns nothing', async () => {
    writeFileSync(at('book.csv'), 'PK\x03\x04');
    writeFileSync(at('untimed.csv'), 'time,a\nsoon,1\nlater,2\n');
    await assert.rejects(judge('book.csv', 'untimed.csv', 'none.csv'), (error: { code: number; stderr: string }) => {
      assert.equal(error.code, 2);
      const [first, second, ...more] = error.stderr.trimEnd().split('\n');
      assert.match(first!, /^twin-guard: .*book\.csv: is an Excel workbook or a zip archive; save the sheet as CSV/);
      assert.match(second!, /^twin-guard: .*untimed\.csv, line 2, column time: "soon" is no time/);
      assert.deepEqual(more, []);
      return true;
    });
  });

  it('ends with code 2 and one line for a time format without a year', async () => {
    writeFileSync(at('table.json'), JSON.stringify({ time: { role: 'time', format: 'DD.MM HH:mm' } }));
    await assert.rejects(backtest('test.csv', 'none.csv', '--tags', at('table.json')), {
      code: 2,
      stderr: /^(twin-guard: .*column time: time format "DD\.MM HH:mm" has no year.*\n)+$/,
    });
  });

  it('does not learn from stretches that are labelled anomalous, and scores against them', async () => {
    // The second half of the training is broken as the test is: who learned from it would not see anything.
    writeFileSync(
      at('half.csv'),
      plant(700, 0, 1, 350)
        .replaceAll(/,[01]$/gm, '')
        .replace(',label', ''),
    );
    writeFileSync(
      at('unlabelled.csv'),
      plant(300, 700, 2, 200)
        .replaceAll(/,[01]$/gm, '')
        .replace(',label', ''),
    );
    const time = (row: number): string => new Date(1.6e12 + row * 1000).toISOString();
    writeFileSync(at('labels.csv'), `${time(350)},${time(699)}\n${time(900)},${time(1000)}\n`);
    const { stdout } = await judge('half.csv', 'unlabelled.csv', 'scores.csv', '--labels', at('labels.csv'));
    assert.match(stdout, /segments found +1\n/);
    const { stdout: blind } = await judge('half.csv', 'unlabelled.csv', 'scores.csv');
    assert.doesNotMatch(blind, /segments/);
  });

  it('judges the later part of one recording with what it learned from the part before', async () => {
    writeFileSync(at('all.csv'), plant(1000, 0, 1, 900));
    const split = new Date(1.6e12 + 700_000).toISOString();
    const argv = ['--train', at('all.csv'), '--split', split, '--detector', 'autoencoder', '--out', at('scores.csv')];
    const { stdout } = await runFile(process.execPath, [PROGRAM, 'backtest', ...argv]);
    assert.match(stdout, /^300 rows judged/);
    assert.match(stdout, /segments found +1\n/);
    assert.match(stdout, /\n {2}2020-09-13 12:41:\d\d, \d+ (?:s|min): [\w-]+\. This looks like/);
    const early = [
      '--train',
      at('all.csv'),
      '--split',
      '2001-01-01',
      '--detector',
      'autoencoder',
      '--out',
      at('x.csv'),
    ];
    await assert.rejects(runFile(process.execPath, [PROGRAM, 'backtest', ...early]), {
      code: 2,
      stderr: /^twin-guard: .*all\.csv: has no row before the time of --split on; its times are 2020-/,
    });
  });

  it('looks before it learns whether it can write what is asked for', async () => {
    const nowhere = at(join('nowhere', 'report.html'));
    await assert.rejects(backtest('test.csv', 'x.csv', '--report', nowhere), {
      code: 2,
      stderr: /^twin-guard: .*report\.html cannot be written \(.*\); give another file\n$/,
    });
  });

  it('tells the version of the pack', async () => {
    const { stdout } = await runFile(process.execPath, [PROGRAM, '--version']);
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    assert.equal(stdout, `${version}\n`);
  });

  it('lists its commands', async () => {
    const { stdout } = await runFile(process.execPath, [PROGRAM, '--help']);
    assert.match(stdout, /backtest +learns from one recording and judges another/);
  });
});
