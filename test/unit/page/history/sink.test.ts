import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlarmLine } from '../../../../lib/page/api';
import type { HistorySink } from '../../../../lib/page/history/history';
import { openHistory } from '../../../../lib/page/history/sink';
import { recordAt, START } from './records';

const KEY = 'guard tank';
const S = 1000;
const M = 60 * S;

function alarm(since: number, more: Partial<AlarmLine> = {}): AlarmLine {
  const line = { id: `${KEY} ${since}`, key: KEY, asset: 'tank', guard: 'g', since, state: 'unacknowledged' } as const;
  return { ...line, kind: 'sensor-fault', severity: 'high', sentence: 'L1 stands still.', tags: ['L1'], ...more };
}

describe('the history of a process', () => {
  let folder: string;
  let told: string[];
  let opened: HistorySink[];
  const open = (at = folder): HistorySink => {
    const history = openHistory({ folder: at, tell: (sentence) => void told.push(sentence) });
    opened.push(history);
    return history;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-history-'));
    [told, opened] = [[], []];
  });

  afterEach(async () => {
    for (const history of opened) await history.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers with what was seen until the question, and has it after a restart', async () => {
    const first = open();
    for (let i = 0; i < 300; i++) {
      first.see(KEY, recordAt(START + i * S));
      if (i % 10 === 0) first.tick(START + 5 * M);
    }
    first.see(KEY, recordAt(START + 5, { comms: { historical: true } }));
    first.alarm(alarm(START));
    first.alarm(alarm(START, { state: 'acknowledged', acknowledged: { by: 'anna', at: START } }));
    const query = { key: KEY, from: START, to: START + 5 * M, points: 300, series: ['score', 'tag:L1'] };
    const before = await first.history(query);
    assert.equal(before.series[0]!.mean.filter((value) => value !== null).length, 300);
    assert.match(first.state().engine!, /sqlite/);
    await first.close();
    await assert.rejects(first.history(query), /closed/);
    const second = open();
    second.tick(START + 5 * M);
    assert.deepEqual((await second.history(query)).series, before.series);
    const lines = await second.alarms({});
    assert.deepEqual([lines.length, lines[0]!.acknowledged?.by], [1, 'anna']);
    assert.deepEqual(told, []);
  });

  it('keeps all but the last seconds when the process is killed, and opens again at once', async () => {
    let from = START;
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, [
        '--no-warnings',
        join(__dirname, 'history-process.js'),
        folder,
        `${from}`,
      ]);
      const errors: string[] = [];
      child.stderr.on('data', (data) => errors.push(String(data)));
      const at = await new Promise<number>((resolve) => {
        let last = 0;
        child.stdout.on('data', (data) => {
          for (const [, time] of String(data).matchAll(/^at (\d+)$/gm)) last = Number(time);
          assert.doesNotMatch(String(data), /told/);
          if (last >= from + (9 + 2 * round) * S) child.kill('SIGKILL');
        });
        child.on('close', () => resolve(last));
      });
      assert.equal(child.exitCode, null, errors.join(''));
      const history = open();
      history.tick(at);
      const lines = await history.alarms({ from, to: at - 1 });
      assert.ok(lines.length >= (at - from) / S, `${lines.length} alarms of ${(at - from) / S} s`);
      const { series, width } = await history.history({ key: KEY, from, to: at, points: 2000, series: ['score'] });
      const { mean, lo } = series[0]!;
      // What is older than five seconds is there.
      const older = mean.slice(0, Math.floor((at - 6 * S - from) / width));
      assert.ok(older.length > 0 && older.every((value) => value !== null), JSON.stringify(older));
      assert.ok(lo.every((value) => value === null || value >= 0.5));
      await history.close();
      from = at + M;
    }
    assert.deepEqual(told, []);
  });

  it('tells when the disk takes no more, answers on from memory, and writes again once there is place', async function () {
    if (process.platform !== 'linux') return this.skip();
    // A file that may not grow stands for a disk that is full.
    const script = join(__dirname, 'history-process.js');
    const start = ['-c', 'ulimit -S -f 2000; exec "$0" "$@"', process.execPath, '--no-warnings', script, folder];
    const child = spawn('bash', [...start, `${START}`]);
    let said = '';
    child.stdout.on('data', (data) => {
      said += String(data);
    });
    const until = async (pattern: RegExp): Promise<void> => {
      while (!pattern.test(said)) {
        assert.equal(child.exitCode, null, said);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    try {
      await until(/told The history cannot be written since .* UTC \(.*\); until it can, records are kept in memory/);
      said = '';
      // It goes on, and answers what is asked, also of an asset that is new.
      await until(/at \d+[\s\S]*at \d+[\s\S]*at \d+/);
      child.stdin.write('another asset\n');
      await until(/of the other asset [1-9]\d* seconds/);
      assert.doesNotMatch(said, /told/);
      execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:']);
      await until(/told The history is written again/);
      said = '';
      await until(/at \d+[\s\S]*of the other asset [1-9]\d* seconds/);
      assert.doesNotMatch(said, /told/);
    } finally {
      child.kill('SIGKILL');
    }
    // What came of the new asset while the disk was full is there after a restart.
    await new Promise((resolve) => child.once('close', resolve));
    const [, other] = [...said.matchAll(/since (\d+)/g)].at(-1)!;
    const history = open();
    history.tick(Number(other) + M);
    const query = { key: 'guard other', from: Number(other), to: Number(other) + S, points: 1, series: ['tag:new'] };
    assert.equal((await history.history(query)).series[0]!.mean[0], 7);
    return undefined;
  });

  it('is off with a sentence where it cannot have its folder, and nothing else suffers', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const history = open(join(file, 'history'));
    for (let i = 0; i < 100; i++) history.see(KEY, recordAt(START + i * S));
    history.alarm(alarm(START));
    history.tick(START + 100 * S);
    const { kept, series } = await history.history({
      key: KEY,
      from: START,
      to: START + 100 * S,
      points: 100,
      series: ['score'],
    });
    assert.equal(series[0]!.mean.filter((value) => value !== null).length, 100);
    assert.match(kept.trouble!, /The history is only kept in memory: .*a-file.* cannot be opened/);
    assert.equal((await history.alarms({ from: START })).length, 1);
    assert.match(told[0]!, /only kept in memory/);
    // Once it can be had, it is taken.
    rmSync(file);
    history.tick(START + 200 * S);
    assert.equal((await history.alarms({ from: START })).length, 1);
    assert.equal(history.state().trouble, undefined);
    assert.ok(existsSync(join(file, 'history', 'history.sqlite')));
  });

  it('never throws at a record, whatever it is like', async () => {
    const history = open();
    history.see(KEY, { asset: 'tank', time: Number.NaN, values: {} });
    history.see(KEY, { asset: 'tank', time: START, values: {} });
    history.see(KEY, recordAt(START + S, { score: Number.POSITIVE_INFINITY, values: { a: -0, b: 1e300 } }));
    history.see(KEY, recordAt(START - 1e12));
    history.see(KEY, recordAt(START + 1e12));
    history.tick(START);
    const all = await history.history({
      key: KEY,
      from: START - 1e12,
      to: START + 1e12,
      points: 2000,
      series: ['score'],
    });
    assert.equal(all.series[0]!.mean.filter((value) => value !== null).length, 2);
    assert.ok(all.series[0]!.mean.length <= 2000);
  });

  it('tells time that was not judged with the reason, and the blindness of the guard', async () => {
    const history = open();
    for (let i = 0; i < 600; i++) {
      const time = START + i * S;
      if (i < 100) history.see(KEY, recordAt(time, { verdict: 'learning' }));
      else if (i < 200) history.see(KEY, recordAt(time));
      else if (i < 300) {
        const comms = { notice: true, blind: { why: 'silent', arrived: 0, judged: 0, since: time } } as const;
        history.see(KEY, recordAt(time, { verdict: 'fault', comms }));
      } else history.see(KEY, recordAt(time, i === 400 ? { masked: { why: 'the plant settles' } } : {}));
    }
    history.tick(START + 10 * M);
    const { blind } = await history.history({ key: KEY, from: START, to: START + 10 * M, points: 10, series: [] });
    assert.deepEqual(blind, [
      { from: START, to: START + 99 * S, why: 'learning' },
      { from: START + 200 * S, to: START + 299 * S, why: 'blind: silent' },
      { from: START + 400 * S, to: START + 400 * S, why: 'the plant settles' },
    ]);
  });
});
