import assert from 'node:assert/strict';
import type { Layer } from '../../../lib/layer/layer';
import { parseOrder } from '../../../lib/layer/orders';
import { createRandom } from '../../../lib/math/random';
import { parseConfig } from '../../../nodes/threshold/config';
import { createThreshold } from '../../../nodes/threshold/layer';
import { testContext } from '../../fixtures/layer-context';

const HOUR = 3_600_000;
const random = createRandom(9);
const NORMAL = Array.from({ length: 300 }, () => 1 + 0.1 * random.next());

function calibrated(raw: Record<string, unknown> = {}): Layer {
  const layer = createThreshold(parseConfig(raw), testContext());
  layer.order(parseOrder('calibrate', ['calibrate']), NORMAL);
  return layer;
}

/** An hourly source; the hours in the list are far above every limit. */
function live(layer: Layer, from: number, to: number, high: readonly number[] = []): void {
  for (let hour = from; hour < to; hour++) {
    layer.step({ asset: 'twin', time: hour * HOUR, values: { a: 1 }, score: high.includes(hour) ? 50 : 1.05 });
  }
}

const order = (layer: Layer, control: string | Record<string, unknown>): Record<string, unknown> =>
  layer.order(parseOrder(control, ['status', 'set', 'reset']), undefined);
const realised = (layer: Layer): { alarms: number; days: number; text: string } =>
  order(layer, 'status')['realised'] as { alarms: number; days: number; text: string };

describe('threshold: what came of the budget', () => {
  it('is told beside what was promised: anomalous records in a row are one alarm', () => {
    const layer = calibrated();
    live(layer, 0, 24 * 14 + 1, [50, 51, 52, 200, 300]);
    assert.equal(realised(layer).text, 'promised one in 7 days; realised so far: 3 alarms in 14 days (1.5 a week)');
    const { alarms, span, per } = layer.status().values!;
    assert.deepEqual([alarms, span, per], [3, 14, 'days']);
  });

  it('speaks of what the budget counts, and of no week before a day is over', () => {
    const layer = calibrated({ per: 'records', budget: 1000 });
    live(layer, 0, 10, [5]);
    assert.equal(realised(layer).text, 'promised one in 1000 records; realised so far: 1 alarm in 10 records');
    const hours = calibrated({ per: 'hours', budget: 100 });
    live(hours, 0, 6);
    assert.equal(realised(hours).text, 'promised one in 100 hours; realised so far: 0 alarms in 5 hours');
  });

  it('goes on over a restart and another model, and a pause of the source is no time', () => {
    const config = parseConfig({});
    const layer = calibrated();
    live(layer, 0, 25, [10, 24]);
    const again = createThreshold(config, testContext(), JSON.parse(JSON.stringify(layer.snapshot())));
    assert.deepEqual(realised(again), realised(layer));
    live(again, 25, 49, [25]);
    const calibration = [...NORMAL].sort((a, b) => a - b);
    const detector = { node: 'n', model: 'm', version: 2, engine: 'wasm', calibration };
    again.step({ asset: 'twin', time: 49 * HOUR, values: { a: 1 }, score: 1.05, detector });
    live(again, 1049, 1074);
    const { alarms, days } = realised(again);
    assert.deepEqual([alarms, days], [2, 3]);
  });

  it('begins anew when the budget or the limit is changed, and with a reset; not with another setting', () => {
    const layer = calibrated();
    live(layer, 0, 49, [10]);
    order(layer, { do: 'set', adapt: false });
    assert.equal(realised(layer).alarms, 1);
    order(layer, { do: 'set', budget: 14 });
    assert.deepEqual([realised(layer).alarms, realised(layer).days], [0, 0]);
    live(layer, 50, 60, [55]);
    order(layer, { do: 'set', limit: 3 });
    assert.equal(realised(layer).alarms, 0);
    assert.match(realised(layer).text, /^the limit was set, not found from a budget; so far: 0 alarms/);
  });

  it('the budget in the dialog is another one: it begins anew', () => {
    const layer = calibrated();
    live(layer, 0, 49, [10]);
    const saved = JSON.parse(JSON.stringify(layer.snapshot()));
    assert.equal(realised(createThreshold(parseConfig({ budget: 30 }), testContext(), saved)).alarms, 0);
  });
});
