import assert from 'node:assert/strict';
import { keepOpening, keepPicture, readOpening } from '../../../nodes/decision/evidence/kept-picture';
import { type Opening, openingOf } from '../../../nodes/decision/evidence/opening';
import type { Picture } from '../../../nodes/decision/evidence/picture';
import { reach, takePicture } from '../../../nodes/decision/evidence/take-picture';
import { Memory } from '../../../nodes/decision/observe/memory';
import { type Disturbance, Plant } from './plant';

/** A step of one tag, a counter's way of another, and one that lags behind its twin: what an opening remembers. */
const disturb: Disturbance = (row, t) => {
  row['flow']! += t < 60 ? 2 : 1;
  row['level']! += 0.01 * t;
  row['temp_twin'] = 40;
};

/** Pictures of an alarm as it begins, and long after; `opening` is what is left of the first one meanwhile. */
function pictures(opening: (picture: Picture) => Opening): readonly [Picture, Picture] {
  const memory = new Memory({ reference: 300, charts: false });
  const plant = new Plant();
  const see = (records: number, learns: boolean, lasted: number): void => {
    for (let t = 0; t < records; t++) {
      const record = learns ? plant.record() : plant.record(true, disturb, lasted + t);
      memory.meet(record);
      memory.add(record);
      if (learns) memory.learn();
    }
  };
  const take = (lasted: number, before?: Opening): Picture => takePicture(memory.sight!, lasted, before);
  see(400, true, 0);
  see(40, false, 0);
  const first = take(40);
  see(200, false, 40);
  assert.ok(240 > reach(memory.sight!.recent));
  return [first, take(240, opening(first))];
}

describe('what is kept of how an alarm began', () => {
  const [first, whole] = pictures((picture) => picture);

  it('tells as much of a long alarm as the whole picture of its beginning, in half of the room', () => {
    const [, lean] = pictures(openingOf);
    assert.deepEqual(lean, whole);
    const [, without] = pictures(() => ({ tags: [] }));
    assert.notDeepEqual(without, whole);
    const size = (kept: object): number => JSON.stringify(kept).length;
    assert.ok(size(keepOpening(openingOf(first))) < size(keepPicture(first)) / 2);
  });

  it('is the same after a restart, also where an older version kept the whole picture', () => {
    const again = (kept: object): object => JSON.parse(JSON.stringify(kept));
    const kept = again(keepOpening(openingOf(first)));
    const old = again(keepPicture(first));
    for (const from of [kept, old]) {
      assert.deepEqual(pictures(() => readOpening(from as never))[1], whole);
    }
    assert.deepEqual(again(keepOpening(readOpening(old as never))), kept);
  });
});
