import assert from 'node:assert/strict';
import { LearningBuffer } from '../../../lib/detector/learning/buffer';
import { readHistory } from '../../../lib/detector/learning/history';
import { Continuity } from '../../../lib/detector/live/gaps';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { testContext } from '../../fixtures/layer-context';
import { normalRows, recordOf } from './plant';

interface Kept {
  readonly learning: { readonly buffer: { readonly count: number; readonly seams: readonly number[] } };
}

const SETTINGS = { records: 400, layers: '6, 3', epochs: 4, folds: 2, engine: 'wasm' };

function seamsOf(layer: { snapshot(): unknown }): readonly number[] {
  return (layer.snapshot() as Kept).learning.buffer.seams;
}

describe('rows to learn from', () => {
  it('tell where records are missing in between', () => {
    const layer = createAutoencoder(parseConfig(SETTINGS), testContext());
    normalRows(60).forEach((row, t) => {
      layer.step(recordOf(row, t < 30 ? t : t + 20));
    });
    assert.deepEqual(seamsOf(layer), [30]);
  });

  it('tell where the source itself says that it missed records', () => {
    const layer = createAutoencoder(parseConfig(SETTINGS), testContext());
    normalRows(20).forEach((row, t) => {
      layer.step({ ...recordOf(row, t), comms: { gap: t === 12 ? 50 : 0 } });
    });
    assert.deepEqual(seamsOf(layer), [12]);
  });

  it('tell where records were left out, as long as a model judges what may be learned from', async () => {
    const layer = createAutoencoder(parseConfig({ ...SETTINGS, records: 100, quarantine: 0 }), testContext());
    const rows = normalRows(200);
    for (let t = 0; t < 100; t++) layer.step(recordOf(rows[t]!, t));
    await layer.settled();
    layer.order({ do: 'retrain', asset: undefined, by: undefined, options: {} }, undefined);
    for (let t = 100; t < 160; t++) {
      const odd = t >= 120 && t < 123;
      layer.step(recordOf({ ...rows[t]!, a: rows[t]!['a']! + (odd ? 40 : 0) }, t));
    }
    const { buffer } = (layer.snapshot() as Kept).learning;
    assert.ok(buffer.count < 60);
    // The odd records are the 20th to 22nd, the score remembers them, and six strange ones in a row may be an event.
    assert.ok(buffer.seams.includes(26), `six records pass from the 20th on: ${buffer.seams}`);
    layer.close?.();
  });

  it('tell where so many came without what is needed to judge them that what follows is another time', async () => {
    for (const [lacking, seams] of [
      [1, []],
      [20, [20]],
    ] as const) {
      const context = testContext();
      const layer = createAutoencoder(parseConfig({ ...SETTINGS, records: 100, quarantine: 0 }), context);
      const rows = normalRows(200);
      for (let t = 0; t < 100; t++) layer.step({ ...recordOf(rows[t]!, t), comms: { gap: 0 } });
      await layer.settled();
      layer.order({ do: 'retrain', asset: undefined, by: undefined, options: {} }, undefined);
      for (let t = 100; t < 150; t++) {
        const empty = t >= 120 && t < 120 + lacking;
        const record: TwinRecord = { ...recordOf(empty ? {} : rows[t]!, t), comms: { gap: 0 } };
        layer.step(record);
        if (empty) assert.equal(record.verdict, 'fault');
      }
      assert.deepEqual(seamsOf(layer), seams);
      layer.close?.();
    }
  });

  it('tell where they were frozen, and where the power was away', () => {
    const config = parseConfig(SETTINGS);
    const rows = normalRows(80);
    const context = testContext();
    let layer = createAutoencoder(config, context);
    for (let t = 0; t < 60; t++) {
      if (t === 20) layer.order({ do: 'freeze', asset: undefined, by: undefined, options: {} }, undefined);
      if (t === 22) layer.order({ do: 'unfreeze', asset: undefined, by: undefined, options: {} }, undefined);
      layer.step(recordOf(rows[t]!, t));
    }
    assert.deepEqual(seamsOf(layer), [20]);
    const kept = JSON.parse(JSON.stringify(layer.snapshot()));
    layer.close?.();
    layer = createAutoencoder(config, context, kept);
    for (let t = 60; t < 80; t++) layer.step(recordOf(rows[t]!, t + 600));
    assert.deepEqual(seamsOf(layer), [20, 58]);
  });

  it('do not break off by a single record that is missing, nor by a duplicate', () => {
    const layer = createAutoencoder(parseConfig(SETTINGS), testContext());
    normalRows(60).forEach((row, t) => {
      if (t !== 30) layer.step(recordOf(row, t));
      if (t === 40) layer.step({ ...recordOf(row, t), comms: { duplicate: true } });
    });
    assert.deepEqual(seamsOf(layer), []);
  });

  it('of an order tell it, too: a pause, and a second recording behind the first', () => {
    const rows = normalRows(90);
    const records = rows.map((row, t): TwinRecord => {
      const at = t < 30 ? t : t < 60 ? t + 500 : t - 60;
      return recordOf(row, at);
    });
    const seams = (payload: unknown, window: number) => {
      const read = readHistory(payload, { features: [], window }, 20);
      assert.ok('buffer' in read);
      return read.buffer.seams;
    };
    assert.deepEqual(seams(records, 1), [30, 60]);
    assert.deepEqual(seams(records, 4096), [60]);
    assert.deepEqual(
      seams(
        rows.map((row) => Object.values(row)),
        1,
      ),
      [],
    );
  });
});

describe('LearningBuffer', () => {
  it('keeps its seams from run to run, and in its tail', () => {
    const buffer = new LearningBuffer();
    const names = ['a'];
    for (let t = 0; t < 10; t++) buffer.add(names, [t], t, t !== 0 && t !== 4 && t !== 7);
    assert.deepEqual(buffer.seams, [4, 7]);
    assert.deepEqual(new LearningBuffer(buffer.snapshot()).seams, [4, 7]);
    assert.deepEqual(buffer.tail(5).seams, [2]);
    assert.deepEqual(buffer.tail(3).seams, []);
    const { seams: _, ...older } = buffer.snapshot();
    assert.deepEqual(new LearningBuffer(older).seams, []);
  });
});

describe('Continuity', () => {
  it('is broken by what is left out until the next row is kept', () => {
    const continuity = new Continuity(1);
    for (let t = 0; t < 20; t++) {
      assert.equal(continuity.meet(t, undefined), true);
      continuity.take();
    }
    continuity.leaveOut();
    const again = new Continuity(1, JSON.parse(JSON.stringify(continuity.snapshot())));
    assert.deepEqual([again.meet(20, undefined), again.take(), again.take()], [true, false, true]);
    assert.deepEqual([again.meet(60, undefined), again.take()], [false, false]);
  });
});
