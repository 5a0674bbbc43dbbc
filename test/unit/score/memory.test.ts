import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { fitTwin } from '../../../lib/score/learned-twin/fit';

const WIDTH = 6;
const ALL = Array.from({ length: WIDTH }, (_, i) => i);

/** Two slow causes and what six tags show of them; now and then one is missing. */
function train(count: number): number {
  const random = createRandom(count);
  const scaled = new Float64Array(count * WIDTH);
  let [a, b] = [0, 0];
  for (let t = 0; t < count; t++) {
    a = 0.9 * a + random.normal();
    b = 0.95 * b + random.normal();
    for (const i of ALL) {
      const value = Math.cos(i) * a + Math.sin(i) * b + 0.05 * random.normal();
      scaled[t * WIDTH + i] = random.next() < 0.01 ? Number.NaN : value;
    }
  }
  const begins = new Uint8Array(count);
  begins[0] = 1;
  const roles = { tags: ALL, supplied: [], inputs: ALL, orders: [], setpoints: [], actuators: [], controlled: [] };
  return fitTwin({ scaled, width: WIDTH, begins }, roles).twin.judges.filter((judge) => judge.judges).length;
}

describe('the memory of the kernels', () => {
  it('does not grow with every training of another length', () => {
    const { grow } = WebAssembly.Memory.prototype;
    let pages = 0;
    WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, delta: number) {
      pages += delta;
      return grow.call(this, delta);
    };
    try {
      assert.ok(train(1000) > 0);
      const first = pages;
      for (const count of [900, 907, 914, 921, 928, 935]) train(count);
      assert.equal(pages - first, 0);
    } finally {
      WebAssembly.Memory.prototype.grow = grow;
    }
  });
});
