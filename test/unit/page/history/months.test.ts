import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { History } from '../../../../lib/page/api';
import { Blocks, flagsOf } from '../../../../lib/page/history/blocks';
import { Keeper } from '../../../../lib/page/history/keeper';
import { recordAt, START } from './records';
import { alarm } from './session';

const M = 60_000;
const H = 60 * M;
const DAY = 24 * H;
const DAYS = 75;
/** A tenth of what all records of these assets would take. */
const BYTES = 10e6;
const ASSETS = 6;
const STEP = 15_000;
/** The one asset, and the time, at which something happened that a person wants to see three months later. */
const HURT = 'g a4';
const ALARM = START + 5 * DAY + 3 * H;

const keyOf = (asset: number): string => `g a${asset}`;

describe('months of a fleet', () => {
  let folder: string;
  let keeper: Keeper;
  const most: number[] = [];
  const end = START + DAYS * DAY;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-history-'));
    keeper = new Keeper({ folder, bytes: BYTES, takeOver: false }, START, (sentence) => assert.fail(sentence));
    let id = 0;
    const newId = (): number => ++id;
    const fleet = Array.from(
      { length: ASSETS },
      (_, i) => new Blocks(keyOf(i), (message) => keeper.take(structuredClone(message)), newId),
    );
    keeper.take({ kind: 'alarm', line: alarm(ALARM, { key: HURT, until: ALARM + H, state: 'normal' }) });
    for (let time = START; time <= end; time += STEP) {
      for (const [i, blocks] of fleet.entries()) {
        const L1 = keyOf(i) === HURT && time === ALARM ? 99 : Math.sin(time * (i + 1));
        const record = recordAt(time, { values: { L1 }, expected: {}, contributions: {} });
        blocks.take(record, flagsOf(record), 0);
      }
      if ((time - START) % (12 * H) !== 0) continue;
      for (const blocks of fleet) blocks.flush();
      // A plant has far more of them in that time; on a busy machine one does little.
      for (let i = 0; i < 60; i++) keeper.take({ kind: 'tick', count: 1, now: time + i * 1000 });
      most.push(keeper.state.bytes);
    }
  });

  after(() => {
    keeper.close(end);
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (key: string, from: number, to: number, series = ['tag:L1']): History =>
    keeper.answer({ what: 'history', query: { key, from, to, points: 1000, series } }) as History;
  const seen = (values: readonly (number | null)[]): number => values.filter((value) => value !== null).length;

  it('takes no more of the disk than it may, at any time', () => {
    assert.ok(Math.max(...most) <= BYTES, `${Math.max(...most)}`);
    // And it makes use of it.
    assert.ok(most.at(-1)! > 0.7 * BYTES, `${most.at(-1)}`);
  });

  it('has of each asset all records of late, minutes for longer, and hours for longest', () => {
    for (let i = 0; i < ASSETS; i++) {
      const { raw, minutes, fives, first } = ask(keyOf(i), end - DAY, end).kept;
      const days = [raw, minutes, fives, first].map((ms) => Math.round(ms! / DAY));
      assert.ok(raw! > 2 * DAY && minutes! > raw! && fives! > minutes! && first! > 74 * DAY, `${i}: ${days}`);
    }
  });

  it('a question for all of it is answered in as many buckets as were asked for, without a hole', () => {
    const { series, width } = ask(HURT, START, end);
    const { mean } = series[0]!;
    assert.ok(width >= 2 * H && mean.length <= 1000, `${width} ${mean.length}`);
    assert.ok(seen(mean) >= mean.length - 1, `${seen(mean)} of ${mean.length}`);
  });

  it('what was around an alarm is there as it came, three months later', () => {
    const around = (key: string): History['series'][number] => ask(key, ALARM - 5 * M, ALARM + 5 * M).series[0]!;
    const { lo, hi } = around(HURT);
    assert.ok(hi.includes(99) && lo.includes(99), JSON.stringify(hi));
    // One value each 15 s, and nothing between them; of another asset minutes or hours, which fill what they span.
    assert.equal(seen(hi), (10 * M) / STEP);
    assert.equal(seen(around(keyOf(2)).hi), hi.length);
  });
});
