import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { History } from '../../../../lib/page/api';
import { enginesHere } from '../../../../lib/page/history/engine';
import type { TwinRecord } from '../../../../lib/record/record';
import { recordAt, START } from './records';
import { alarm, KEY, Session } from './session';

const S = 1000;
const M = 60 * S;
const H = 60 * M;

const numbers = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

for (const engine of enginesHere()) {
  describe(`the history, ${engine}`, () => {
    let folder: string;
    const open = (now = START, bytes?: number): Session => new Session(engine, folder, now, bytes);

    let copies: string[] = [];
    /** A copy of the folder as kill -9 leaves it: the files as they are, and the lock. */
    const asKilled = (): string => {
      const copy = mkdtempSync(join(tmpdir(), 'twin-history-'));
      copies.push(copy);
      for (const name of readdirSync(folder)) {
        if (name.endsWith('.lock')) mkdirSync(join(copy, name));
        else if (!name.endsWith('-shm')) writeFileSync(join(copy, name), readFileSync(join(folder, name)));
      }
      const owner = join(copy, 'history.sqlite.owner');
      writeFileSync(owner, JSON.stringify({ ...JSON.parse(readFileSync(owner, 'utf8')), pid: 2 ** 22 + 1 }));
      return copy;
    };

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'twin-history-'));
    });

    afterEach(() => {
      for (const one of [folder, ...copies]) rmSync(one, { recursive: true, force: true });
      copies = [];
    });

    it('tells each record back, before and after it is written', () => {
      const session = open();
      session.feed(START, 25 * M);
      const check = ({ series, width }: History): void => {
        assert.equal(width, S);
        const [score, value, expected] = series;
        assert.deepEqual([score?.name, value?.name, expected?.name], ['score', 'tag:L1', 'expected:L1']);
        for (let i = 0; i < 1500; i++) {
          const { score: was, values } = recordAt(START + i * S);
          assert.ok(Math.abs(score!.mean[i]! - was!) < 1e-5);
          assert.ok(Math.abs(value!.lo[i]! - values['L1']!) < 1e-5);
          assert.equal(expected!.hi[i], 0.5);
        }
      };
      check(session.history(START, START + 25 * M, 2000, ['score', 'tag:L1']));
      session.close();
      const again = open(START + 26 * M);
      check(again.history(START, START + 25 * M, 2000, ['score', 'tag:L1']));
      assert.deepEqual(again.told, []);
      again.close();
    });

    it('gives aligned buckets, 2,000 at most, with the lowest, the highest and the mean of what is in them', () => {
      const session = open();
      session.feed(START, 3 * H, S, (i) => ({ score: i % 60 }));
      const { from, width, series } = session.history(START + 7 * S, START + 3 * H, 200);
      assert.equal(width, M);
      assert.equal(from, START);
      assert.deepEqual([series[0]!.lo[5], series[0]!.hi[5], series[0]!.mean[5]], [0, 59, 29.5]);
      assert.ok(session.history(START, START + 3 * H, 1e6).series[0]!.mean.length <= 2000);
      const months = session.history(START - 60 * 24 * H, START + 3 * H, 2000).series[0]!;
      assert.deepEqual([numbers(months.lo)[0], numbers(months.hi)[0], numbers(months.mean)[0]], [0, 59, 29.5]);
      session.close();
    });

    it('leaves a gap a gap, and tells the blame by tag', () => {
      const session = open();
      session.feed(START, 10 * M);
      session.feed(START + 20 * M, 10 * M);
      const { series, blame } = session.history(START, START + 30 * M, 30, ['score', 'blame']);
      assert.equal(series[0]!.mean[15], null);
      assert.notEqual(series[0]!.mean[25], null);
      assert.deepEqual(
        blame!.map(({ tag, share }) => [tag, share[3], share[15]]),
        [
          ['L1', 0.75, null],
          ['Fin', 0.25, null],
        ],
      );
      session.close();
    });

    it('has all but the last seconds after a process that was ended', () => {
      const session = open();
      session.feed(START, 33 * M);
      session.keeper.take({ kind: 'alarm', line: alarm(START + M) });
      session.keeper.commit();
      const copy = asKilled();
      session.close();
      const again = new Session(engine, copy, START + 34 * M);
      const score = again.history(START, START + 33 * M, 2000).series[0]!;
      assert.ok(numbers(score.mean).length >= 33 * 60 - 5, `${numbers(score.mean).length}`);
      const minutes = again.history(START, START + 33 * M, 33).series[0]!;
      assert.equal(numbers(minutes.mean).length, 33);
      assert.deepEqual(again.alarms(), [alarm(START + M)]);
      assert.deepEqual(again.told, []);
      again.close();
    });

    it('goes on writing when the clock is set back, and drops nothing for one that was far ahead', () => {
      const session = open();
      session.feed(START, 20 * M);
      session.keeper.take({ kind: 'alarm', line: alarm(START + M) });
      session.tick(START + 70 * 366 * 24 * H);
      session.tick(START + 70 * 366 * 24 * H + H);
      session.feed(START + 20 * M, M);
      session.tick(START + 21 * M + 10 * S);
      const again = new Session(engine, asKilled(), START + 30 * M);
      assert.equal(numbers(again.history(START, START + 21 * M, 2000).series[0]!.mean).length, 21 * 60);
      assert.deepEqual(again.alarms(), [alarm(START + M)]);
      again.close();
      session.close();
    });

    it('puts a damaged file aside, says so, and goes on', () => {
      const session = open();
      session.feed(START, 20 * M);
      session.close();
      const file = join(folder, 'history.sqlite');
      const bytes = readFileSync(file);
      writeFileSync(file, bytes.fill(0x55, 0, 3000));
      const again = open(START + 21 * M);
      assert.match(again.told[0]!, /^The history was damaged \(.*\); it is put aside as .*damaged-2026-03-01T00-21-00/);
      again.feed(START + 21 * M, 5 * M);
      assert.equal(numbers(again.history(START, START + 26 * M, 2000).series[0]!.mean).length, 300);
      assert.ok(readdirSync(folder).some((name) => name.includes('.damaged-')));
      again.close();
    });

    it('is not shared: the second one keeps its own in memory, and takes the file once that is free', () => {
      const first = open();
      first.feed(START, 20 * M);
      const second = open(START + 20 * M);
      assert.match(second.told[0]!, /only kept in memory: .* \(process \d+ on .* has it open; give each Node-RED/);
      assert.match(second.keeper.state.trouble!, /has it open/);
      second.feed(START + 20 * M, 30 * S);
      second.keeper.take({ kind: 'alarm', line: alarm(START + 20 * M) });
      assert.equal(numbers(second.history(START + 20 * M, START + 21 * M, 60).series[0]!.mean).length, 30);
      first.close();
      second.tick(START + 25 * M);
      assert.equal(second.keeper.state.trouble, undefined);
      assert.equal(numbers(second.history(START, START + 20 * M, 2000).series[0]!.mean).length, 1200);
      assert.equal(second.alarms().length, 1);
      second.feed(START + 25 * M, M);
      assert.equal(numbers(second.history(START + 25 * M, START + 26 * M, 60).series[0]!.mean).length, 60);
      second.close();
    });

    it('keeps to its bytes: records go before minutes, and those around an alarm stay', () => {
      const session = open(START, 1e6);
      const noise = (i: number): Partial<TwinRecord> => ({ values: { L1: Math.sin(i * i), Fin: Math.cos(i * i) } });
      session.keeper.take({ kind: 'alarm', line: alarm(START + 3 * H, { until: START + 3 * H + M, state: 'normal' }) });
      session.feed(START, 40 * H, S, noise);
      for (let i = 0; i < 200; i++) session.tick(START + 40 * H + i * S);
      session.close();
      const again = open(START + 41 * H, 1e6);
      assert.ok(again.keeper.state.bytes < 1.3e6, `${again.keeper.state.bytes}`);
      const seen = (from: number, ms: number, points: number): number => {
        const { lo, hi } = again.history(from, from + ms, points, ['tag:L1']).series[0]!;
        return lo.filter((low, i) => low !== null && low === hi[i]).length;
      };
      assert.equal(seen(START + 39.5 * H, 10 * M, 600), 600);
      assert.ok(seen(START + 3 * H - 5 * M, 10 * M, 600) === 600, 'the clip');
      assert.equal(seen(START + 8 * H, 10 * M, 600), 0);
      const minutes = again.history(START + 8 * H, START + 9 * H, 60).series[0]!;
      assert.equal(numbers(minutes.mean).length, 60);
      const { raw, minutes: fine, first } = again.history(START, START + H, 10).kept;
      assert.ok(raw! < fine! && fine === first && Math.round(fine! / H) === 40, `${raw} ${fine} ${first}`);
      again.close();
    });

    it('minutes become five minutes before they go, within the bytes, and no extreme is lost', () => {
      const session = open(START, 6e5);
      const noise = (i: number): Partial<TwinRecord> => ({
        values: { L1: i === 60 ? 99 : Math.sin(i * i), Fin: Math.cos(i * i) },
        expected: { L1: Math.sin(i) },
      });
      const days = 14;
      session.feed(START, days * 24 * H, M, noise);
      for (let i = 0; i < 100; i++) session.tick(START + days * 24 * H + i * S);
      session.close();
      const again = open(START + days * 24 * H + H, 6e5);
      assert.ok(again.keeper.state.bytes < 9e5, `${again.keeper.state.bytes}`);
      const { minutes, fives, first } = again.history(START, START + H, 10).kept;
      assert.ok(minutes! < fives! && fives! <= first!, `${minutes} ${fives} ${first}`);
      // Halfway between: there is no minute any more, and each five minutes have all that was in them.
      const from = Math.floor((START + days * 24 * H - (minutes! + fives!) / 2) / H) * H;
      const { lo, hi, mean } = again.history(from, from + H, 60, ['tag:L1']).series[0]!;
      for (let i = 0; i < 60; i++) {
        const five = [0, 1, 2, 3, 4].map((k) => Math.sin(((from - START) / M + i - (i % 5) + k) ** 2));
        assert.ok(Math.abs(lo[i]! - Math.min(...five)) < 1e-6 && Math.abs(hi[i]! - Math.max(...five)) < 1e-6, `${i}`);
        assert.ok(Math.abs(mean[i]! - five.reduce((sum, value) => sum + value, 0) / 5) < 1e-6);
      }
      // And the very first hour, whatever it is kept as, still has its extreme.
      assert.equal(again.history(START, START + 24 * H, 24, ['tag:L1']).series[0]!.hi[1], 99);
      again.close();
    });

    it('takes what comes coarser when the disk is slow, without losing extremes', () => {
      const session = open();
      session.feed(START, 10 * M, 100, (i) => ({ values: { L1: i === 1234 ? 99 : 1, Fin: 5 } }), 1);
      session.feed(START + 10 * M, 10 * M, 100, (i) => ({ values: { L1: i === 1234 ? -99 : 1, Fin: 5 } }), 2);
      session.feed(START + H, 2 * H, S, (i) => ({ score: i === 2000 ? 77 : 1 }), 3);
      const { series } = session.history(START, START + 20 * M, 20, ['tag:L1']);
      assert.deepEqual([series[0]!.hi[2], series[0]!.lo[12]], [99, -99]);
      const seconds = session.history(START, START + 10 * M, 600, ['tag:L1', 'score']).series;
      assert.equal(seconds[0]!.hi[123], 99);
      // Score and limit come record by record as long as that is possible.
      assert.equal(numbers(seconds[2]!.mean).length, 600);
      assert.equal(session.history(START, START + 3 * H, 3).series[0]!.hi[1], 77);
      session.close();
    });

    it('takes anything for a name', () => {
      const session = open();
      const names = ['__proto__x', '<img onerror=1>', "'; drop table raw; --", 'é\u202e😀', 'constructor'];
      session.feed(START, M, S, () => ({ values: Object.fromEntries(names.map((name, i) => [name, i])) }));
      for (const [i, name] of names.entries()) {
        const { series } = session.history(START, START + M, 60, [`tag:${name}`]);
        assert.equal(series[0]!.name, `tag:${name}`);
        assert.equal(series[0]!.mean[30], i);
      }
      assert.deepEqual(session.history(START, START + M, 60, ['tag:unknown', 'nonsense']).series[0]!.mean[3], null);
      session.close();
    });

    it('tells marks and time that was not judged', () => {
      const session = open();
      session.keeper.take({
        kind: 'mark',
        mark: { key: KEY, at: START + M, what: 'limit', text: '1 in 3 days', by: 'anna' },
      });
      session.keeper.take({ kind: 'mark', mark: { key: '*', at: START + 2 * M, what: 'deploy', text: 'deploy' } });
      session.keeper.take({ kind: 'mark', mark: { key: 'other', at: START + 2 * M, what: 'deploy', text: 'no' } });
      session.keeper.take({ kind: 'span', key: KEY, from: START, to: START, why: 'learning' });
      session.keeper.take({ kind: 'span', key: KEY, from: START, to: START + 3 * M, why: 'learning' });
      session.feed(START, M);
      const { marks, blind } = session.history(START, START + H, 60);
      assert.deepEqual(marks, [
        { at: START + M, what: 'limit', text: '1 in 3 days', by: 'anna' },
        { at: START + 2 * M, what: 'deploy', text: 'deploy' },
      ]);
      assert.deepEqual(blind, [{ from: START, to: START + 3 * M, why: 'learning' }]);
      session.close();
      assert.equal(existsSync(join(folder, 'history.sqlite.owner')), false);
    });
  });
}
