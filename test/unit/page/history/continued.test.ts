import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { History } from '../../../../lib/page/api';
import { enginesHere } from '../../../../lib/page/history/engine';
import { pageModule } from '../../../fixtures/page-module';
import { START } from './records';
import { KEY, Session } from './session';

const { continued } = pageModule<{ continued(history: History, end: History, from: number): History }>(
  'asset/continued',
);

const S = 1000;
const M = 60 * S;
const SERIES = ['score', 'limit', 'blame', 'tag:L1'];

describe('the end of a history that is asked for again and again', () => {
  let folder: string;
  let session: Session;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-continued-'));
    session = new Session(enginesHere()[0]!, folder, START);
  });
  afterEach(() => {
    session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('put together it is what one answer to all of it would be, whatever came meanwhile', () => {
    const range = 15 * M;
    const points = 200;
    session.feed(START, 20 * M);
    session.keeper.take({ kind: 'mark', mark: { key: KEY, at: START + 10 * M, what: 'model', text: 'version 2' } });
    session.keeper.take({ kind: 'span', key: KEY, from: START + 19 * M, to: START + 20 * M, why: 'L1 is missing' });
    let shown = session.history(START + 5 * M, START + 20 * M, points, SERIES);
    for (let end = START + 20 * M + 7 * S; end <= START + 45 * M; end += 7 * S) {
      session.feed(end - 7 * S, 7 * S);
      if (end === START + 20 * M + 70 * S)
        session.keeper.take({ kind: 'mark', mark: { key: KEY, at: end, what: 'limit', text: 'limit 2' } });
      if (end <= START + 21 * M)
        session.keeper.take({ kind: 'span', key: KEY, from: START + 19 * M, to: end, why: 'L1 is missing' });
      const { width, from } = shown;
      const last = from + width * shown.series[0]!.hi.length - 15 * S;
      const tail = session.history(last, end, points, SERIES, width);
      assert.ok(tail.series[0]!.hi.length < 10, `${tail.series[0]!.hi.length} buckets`);
      shown = continued(shown, tail, end - range);
    }
    const whole = session.history(START + 45 * M - 5 * S - range, START + 45 * M - 5 * S, points, SERIES, shown.width);
    const { kept: _, ...all } = whole;
    const { kept: __, ...parts } = shown;
    // The last step ended a few seconds before or after.
    const length = Math.min(all.series[0]!.hi.length, parts.series[0]!.hi.length) - 1;
    assert.ok(length > 150, `${length}`);
    assert.equal(parts.from, all.from);
    for (const [i, { name, lo, hi, mean }] of all.series.entries()) {
      const own = parts.series[i]!;
      assert.equal(own.name, name);
      for (const [a, b] of [
        [own.lo, lo],
        [own.hi, hi],
        [own.mean, mean],
      ] as const)
        assert.deepEqual(a.slice(0, length), b.slice(0, length), name);
    }
    assert.deepEqual(
      parts.blame!.map(({ tag, share }) => [tag, share.slice(0, length)]),
      all.blame!.map(({ tag, share }) => [tag, share.slice(0, length)]),
    );
    assert.deepEqual(parts.marks, all.marks);
    assert.deepEqual(parts.blind, all.blind);
  });

  it('flags and blind time stay until they leave the range, and what lasts has its newest end', () => {
    session.feed(START, 10 * M);
    session.keeper.take({ kind: 'mark', mark: { key: KEY, at: START + 8 * M, what: 'model', text: 'version 2' } });
    session.keeper.take({ kind: 'span', key: KEY, from: START + 9 * M, to: START + 10 * M, why: 'L1 is missing' });
    const first = session.history(START + 5 * M, START + 10 * M, 100, SERIES);
    session.feed(START + 10 * M, M);
    session.keeper.take({ kind: 'span', key: KEY, from: START + 9 * M, to: START + 11 * M, why: 'L1 is missing' });
    const tail = session.history(START + 10 * M - 15 * S, START + 11 * M, 100, SERIES, first.width);
    const { marks, blind } = continued(first, tail, START + 6 * M);
    assert.deepEqual([marks.map(({ text }) => text), blind.map(({ to }) => to)], [['version 2'], [START + 11 * M]]);
    assert.deepEqual(continued(first, tail, START + 8.5 * M).marks, []);
  });
});
