import assert from 'node:assert/strict';
import { ModelInput } from '../../../lib/detector/live/input';
import { decodeTensors, encodeTensors } from '../../../lib/encoding/safetensors';

describe('safetensors', () => {
  const TENSORS = {
    small: { shape: [3], data: Float32Array.from([1, 2, 3]) },
    exact: { shape: [1, 2], data: Float64Array.from([Math.PI, -1e-300]) },
  };

  it('reads back what it wrote', () => {
    const read = decodeTensors(encodeTensors(TENSORS));
    assert.deepEqual({ ...read }, TENSORS);
  });

  it('refuses a file that was cut, or holds a number that is not finite', () => {
    const bytes = encodeTensors(TENSORS);
    assert.throws(() => decodeTensors(bytes.subarray(0, bytes.length - 4)), /wrong size/);
    const broken = encodeTensors({ x: { shape: [1], data: Float32Array.from([Number.NaN]) } });
    assert.throws(() => decodeTensors(broken), /not finite/);
    assert.throws(() => decodeTensors(new Uint8Array(4)), /not a safetensors file/);
  });
});

describe('input of a model', () => {
  it('takes a missing value for missing also in a record that went through JSON', () => {
    const scaling = { method: 'minmax', version: 'v1', center: [0, 0], scale: [2, 2] };
    const input = new ModelInput(['a', 'b'], scaling);
    const record = { scaled: [0.5, Number.NaN], scaling };
    for (const one of [record, JSON.parse(JSON.stringify(record)) as typeof record]) {
      input.read(['a', 'b'], [1, Number.NaN], one);
      assert.deepEqual([...input.row], [0.5, Number.NaN]);
    }
  });
});
