import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLive } from '../../../lib/record/record';
import { openRecording } from '../../../nodes/ingest/recording/recording';
import { bench } from './helper';

const MINUTE = 60_000;
const ZONES: readonly (readonly [zone: string, setBack: number])[] = [
  ['Europe/Berlin', Date.UTC(2026, 9, 25, 1)],
  ['America/New_York', Date.UTC(2026, 10, 1, 6)],
  ['Australia/Lord_Howe', Date.UTC(2026, 3, 4, 15)],
];

function local(zone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return (time) => format.format(time);
}

describe('the hour of autumn that a local clock shows twice', () => {
  for (const [zone, setBack] of ZONES) {
    for (const step of [MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE]) {
      const times = Array.from({ length: 220 }, (_, i) => setBack + (i - 110) * step);

      it(`${zone}, live, every ${step / MINUTE} minutes: each record is judged, at its time`, () => {
        const b = bench({ settle: 20, zone });
        const write = local(zone);
        const live = times.flatMap((time, i) =>
          b.send({ time: write(time), T: 20 + Math.sin(i), L: i % 7 }, 'pump', time + 200).filter(isLive),
        );
        assert.deepEqual(
          live.map(({ time }) => time),
          times,
        );
        assert.deepEqual(
          b.events.filter(({ event }) => !['asset', 'format'].includes(event)),
          [],
        );
      });

      for (const [order, rows] of [
        ['oldest first', times],
        ['newest first', times.toReversed()],
      ] as const) {
        it(`${zone}, recorded every ${step / MINUTE} minutes, ${order}: no row is lost or moved`, async () => {
          assert.deepEqual(
            await recorded(
              zone,
              'time;T;L',
              rows.map((time, i) => `${local(zone)(time)};${i % 5};${i % 7}`),
            ),
            times,
          );
        });
      }
    }
  }

  it('rows of one tag each stay together there as anywhere else', async () => {
    const [zone, setBack] = ZONES[0]!;
    const times = Array.from({ length: 60 }, (_, i) => setBack + (i - 30) * 10 * MINUTE);
    const rows = times.flatMap((time, i) => ['T', 'L'].map((tag) => `${local(zone)(time)};${tag};${i % 5}`));
    assert.deepEqual(await recorded(zone, 'time;tag;value', rows), times);
  });
});

/** @returns the times of the rows as they are read */
async function recorded(zone: string, header: string, rows: readonly string[]): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'twin-guard-autumn-'));
  try {
    const file = join(folder, 'a.csv');
    writeFileSync(file, [header, ...rows].join('\n'));
    const recording = await openRecording([file], { tags: undefined, zone, stretches: undefined });
    return [...recording.messages()].map(({ time }) => time);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
