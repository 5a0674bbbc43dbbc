import assert from 'node:assert/strict';
import { NetworkFit } from '../../../lib/detector/learning/network-fit';
import { splitWindows, stoppingBlock } from '../../../lib/detector/learning/split';
import { createWasmEngine } from '../../../lib/engine/wasm/engine';
import { createRandom } from '../../../lib/math/random';
import { fitBands } from '../../../lib/score/bands/fit';
import type { Blueprint } from '../../../lib/score/blueprint';
import { fitMewma } from '../../../lib/score/mewma/fit';
import { parseConfig as autoencoderConfig } from '../../../nodes/autoencoder/config';
import { autoencoderBlueprint as autoencoder } from '../../../nodes/autoencoder/network';
import { parseConfig as dualBranchConfig } from '../../../nodes/dual-branch/config';
import { dualBranchBlueprint as dualBranch } from '../../../nodes/dual-branch/network';

const WIDTH = 3;
const WINDOW = 16;
const ROWS = 240;
const PLANS: Readonly<Record<string, Blueprint>> = {
  autoencoder: autoencoder(WIDTH, autoencoderConfig({ epochs: 4, layers: '4, 2' })),
  'dual branch': dualBranch(WIDTH, dualBranchConfig({ epochs: 3, window: WINDOW, embedding: 8 })),
};

function rowsOf(n = ROWS, seed = 3): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: n * WIDTH }, (_, at) => Math.sin(at / 30 + (at % WIDTH)) + 0.1 * random.normal());
}

/** Other values in rows [from, to). */
function changed(rows: Float32Array, from: number, to: number, size = WIDTH): Float32Array {
  return rows.map((x, at) => (at >= from * size && at < to * size ? 3 - 2 * x : x));
}

describe('what is held out', () => {
  const engine = createWasmEngine();

  for (const [name, plan] of Object.entries(PLANS)) {
    it(`does not reach the network that judges it, not even by telling when to stop: ${name}`, async () => {
      for (const [from, to] of [
        [0, 100],
        [90, 150],
        [140, 240],
      ] as const) {
        const weights = async (rows: Float32Array): Promise<number[]> => {
          const trained = await new NetworkFit(engine, plan, rows, WIDTH, 7).trainWithout([from, to], undefined);
          return [...trained.weights];
        };
        const rows = rowsOf();
        const usual = await weights(rows);
        assert.deepEqual(await weights(changed(rows, from, to)), usual);
        // Others do.
        const other = from === 0 ? [150, 220] : [0, 60];
        assert.notDeepEqual(await weights(changed(rows, other[0]!, other[1]!)), usual);
      }
    });

    it(`does not move the weights that a validation block picks among: ${name}`, async () => {
      // Without early stopping and with a single epoch the block picks nothing.
      const single = { ...plan, training: { ...plan.training, epochs: 1 } };
      const weights = async (rows: Float32Array): Promise<number[]> => {
        const trained = await new NetworkFit(engine, single, rows, WIDTH, 7).train([[100, 150]], undefined);
        return [...trained.weights];
      };
      const rows = rowsOf();
      assert.deepEqual(await weights(changed(rows, 100, 150)), await weights(rows));
    });

    it(`is all that a gap spoils, and no more: ${name}`, async () => {
      const fit = new NetworkFit(engine, plan, rowsOf(), WIDTH, 7, [120]);
      const whole = new NetworkFit(engine, plan, rowsOf(), WIDTH, 7);
      const crossing = plan.window > 1 ? plan.window : 0;
      assert.equal(fit.examples, whole.examples - crossing);
    });
  }

  it('lies a window away from what is trained on', () => {
    const starts = Array.from({ length: 900 }, (_, t) => t);
    const unseen = [300, 400] as const;
    const stop = stoppingBlock(starts, 65, 64, unseen, 0.1);
    const { training, validation } = splitWindows(starts, 65, 64, [unseen], [stop]);
    assert.ok(training.length > 400 && validation.length >= 60, `${training.length}, ${validation.length}`);
    for (const start of training) {
      for (const [from, to] of [unseen, stop]) assert.ok(start >= to || start + 65 <= from, `${start}`);
    }
    for (const start of validation)
      assert.ok(start >= stop[0] && start + 65 <= stop[1] && (start >= 400 || start + 65 <= 300));
  });

  it('is at least not judged by what is trained on where rows are too few for windows apart', () => {
    const starts = Array.from({ length: 21 }, (_, t) => t);
    const { training, validation } = splitWindows(starts, 64, 64, [], [[79, 84]]);
    assert.deepEqual([training.length, validation.length], [16, 5]);
    for (const start of training) assert.ok(start + 63 < 79);
  });

  it('does not reach the statistics of a chart that judge it, not even through what is smoothed', () => {
    const options = { rates: [0.1], shrinkage: 0.01, ridge: 0.03, bias: 0.05 };
    const chart = (of: Float32Array): Float64Array => fitMewma(of, WIDTH, options).heldOut;
    // Blocks are fifths of the rows behind the first 20. The last rows of the fourth, 368 to 484, are changed.
    const rows = rowsOf(600);
    const [usual, other] = [chart(rows), chart(changed(rows, 460, 484))];
    // All rows have a part in the unit of the chart: it is taken out.
    const ratios = Array.from({ length: 460 - 368 }, (_, k) => usual[368 + k]! / other[368 + k]!);
    assert.ok(Math.max(...ratios) / Math.min(...ratios) < 1.01, `${Math.min(...ratios)} to ${Math.max(...ratios)}`);
    const elsewhere = Array.from({ length: 100 }, (_, k) => usual[30 + k]! / other[30 + k]!);
    assert.ok(Math.max(...elsewhere) / Math.min(...elsewhere) > 1.1);
  });
});

describe('gaps in the rows to learn from', () => {
  it('are no changes, no averages and no windows', () => {
    const options = { rates: [1, 0.03], shrinkage: 0.01, ridge: 0.03, bias: 0.05 };
    const n = 900;
    const slow = (t: number): number => 3 * Math.sin(t / 300);
    const rows = Float32Array.from({ length: n }, (_, t) => slow(t < 450 ? t : t + 700));
    const gaps = new Uint8Array(n);
    gaps[450] = 1;
    const { heldOut } = fitMewma(rows, 1, options, rows, gaps);
    assert.ok([...heldOut.subarray(450, 510)].every(Number.isNaN));
    assert.ok(Number.isFinite(heldOut[530]!) && Number.isFinite(heldOut[440]!));
    const [known, unknown] = [fitBands(rows, 1, [0.1, 0.03], gaps), fitBands(rows, 1, [0.1, 0.03])];
    const liveliest = (of: typeof known): number =>
      Math.max(...of.fitted.bands.filter(({ kind }) => kind === 'activity').map(({ high }) => high[0]!));
    assert.ok(liveliest(known) < liveliest(unknown) - 1, `${liveliest(known)} and ${liveliest(unknown)}`);
  });

  it('that come all the time do not take all rows away', () => {
    const n = 400;
    const rows = rowsOf(n);
    const gaps = Uint8Array.from({ length: n }, (_, t) => (t % 10 === 0 ? 1 : 0));
    const { heldOut } = fitMewma(
      rows,
      WIDTH,
      { rates: [1, 0.03], shrinkage: 0.01, ridge: 0.03, bias: 0.05 },
      rows,
      gaps,
    );
    assert.ok(heldOut.filter((h) => Number.isFinite(h)).length > 200);
  });
});
