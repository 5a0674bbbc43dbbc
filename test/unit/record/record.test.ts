import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { isPlainObject } from '../../../lib/input';
import { parseOrder } from '../../../lib/layer/orders';
import { asRecord } from '../../../lib/record/read';

describe('reading a payload as a record', () => {
  it('takes objects that a function node made in its own realm', () => {
    const foreign: unknown = runInNewContext('({ asset: "pump", time: 5, values: { level: 2 } })');
    assert.equal(isPlainObject(foreign), true);
    assert.equal(asRecord(foreign, 0).values['level'], 2);
    assert.deepEqual({ ...asRecord(runInNewContext('[1, 2]'), 0).values }, { t1: 1, t2: 2 });
  });

  it('knows class instances, dates and objects with a made-up prototype for what they are', () => {
    class Pump {}
    const madeUp = Object.create({ asset: 'pump' }) as object;
    for (const value of [new Pump(), new Date(), Buffer.from('a'), new Map(), madeUp, [], null, 'text']) {
      assert.equal(isPlainObject(value), false);
    }
    assert.equal(isPlainObject(Object.create(null)), true);
  });

  it('takes time and asset of a bare object as what they are in a record, not as tags', () => {
    assert.deepEqual(asRecord({ time: 5000, asset: 'pump', temp: 1 }, 9), {
      asset: 'pump',
      time: 5000,
      values: { temp: 1 },
    });
    assert.throws(() => asRecord({ time: 'now', temp: 1 }, 9), /payload\.time: is the text "now"; send milliseconds/);
    assert.throws(() => asRecord({ asset: 7, temp: 1 }, 9), /payload\.asset: is 7; send a text/);
    assert.throws(() => asRecord({ time: 5000 }, 9), /at least one tag/);
  });

  it('names a part of a record that the layers could not look into', () => {
    for (const part of ['quality', 'roles', 'comms', 'derived', 'features', 'scaling', 'scaled', 'detector']) {
      for (const wrong of [null, 5, 'x']) {
        assert.throws(
          () => asRecord({ values: { a: 1 }, [part]: wrong }, 9),
          new RegExp(`^InputError: payload\\.${part}: is `),
        );
      }
    }
  });

  it('never takes an order to one asset for an order to all', () => {
    for (const asset of [5, null, ['a'], {}]) {
      assert.throws(() => parseOrder({ do: 'reset', asset }, ['reset']), /control\.asset: is .*none for all assets/);
    }
    assert.equal(parseOrder({ do: 'reset' }, ['reset']).asset, undefined);
    assert.throws(() => parseOrder(5, ['reset']), /control: 5 is not an order of this node; known: reset/);
  });
});
