import assert from 'node:assert/strict';
import { setImmediate as breath } from 'node:timers/promises';
import { LearningBuffer } from '../../../lib/detector/learning/buffer';
import { OddRows } from '../../../lib/detector/learning/odd-rows';
import { RecentRows } from '../../../lib/detector/learning/recent';
import { RecordJudge } from '../../../lib/detector/live/record-judge';
import { livedThrough } from '../../../lib/detector/models/living-through';
import { climbing, FEATURES, learn, windowed } from '../onnx/models';

const BEFORE = 100;
const ODD = [60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 101, 103];

describe('a new model that lives through the last rows while records come', () => {
  for (const [name, came, kept] of [
    ['a few, some of them like what it did not learn from', 4, 300],
    ['none', 0, 300],
    ['more than are kept', 60, 40],
  ] as const) {
    it(`remembers what one does that lived through them at once: ${name}`, async () => {
      const { model } = await learn(windowed(), 'standard', climbing);
      const recent = new RecentRows(kept, 1);
      const collected = new LearningBuffer();
      const rows = climbing(BEFORE + came, 2);
      for (const t of ODD) rows[t]?.fill(7e5);
      const add = (t: number): void => {
        recent.add(FEATURES, rows[t]!, 1000 * t, t !== 50);
        collected.add(FEATURES, rows[t]!, 1000 * t);
      };
      for (let t = 0; t < BEFORE; t++) add(t);
      const odd = new OddRows(
        collected,
        Uint8Array.from({ length: BEFORE }, (_, t) => (ODD.includes(t) ? 1 : 0)),
      );
      const last = {
        rows: () => recent.rows(odd),
        get seen() {
          return recent.seen;
        },
      };
      const living = livedThrough(
        () => new RecordJudge(model),
        last,
        () => true,
      );
      await breath();
      for (let t = BEFORE; t < BEFORE + came; t++) add(t);
      const sliced = await living;
      const atOnce = new RecordJudge(model);
      atOnce.warmUp(recent.rows(odd));
      assert.deepEqual(sliced.snapshot(), atOnce.snapshot());
      sliced.dispose();
      atOnce.dispose();
    });
  }
});
