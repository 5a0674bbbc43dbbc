import assert from 'node:assert/strict';
import type { Layer } from '../../../lib/layer/layer';
import { parseOrder } from '../../../lib/layer/orders';
import { createRandom } from '../../../lib/math/random';
import { parseConfig } from '../../../nodes/threshold/config';
import { createThreshold } from '../../../nodes/threshold/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';

const random = createRandom(4);
const SCORES = Array.from({ length: 3000 }, () => 0.5 + 0.3 * random.normal() ** 2);

function restarted(layer: Layer | undefined, settings: object = {}): { layer: Layer; context: TestContext } {
  const context = testContext();
  const kept: unknown = layer && JSON.parse(JSON.stringify(layer.snapshot()));
  return { layer: createThreshold(parseConfig({ scores: 200, ...settings }), context, kept), context };
}

function feed(layer: Layer, from: number, to: number): void {
  for (let t = from; t < to; t++) layer.step({ asset: 'twin', time: t * 1000, values: {}, score: SCORES[t]! });
}

const order = (layer: Layer, control: string | Record<string, unknown>): Record<string, unknown> =>
  layer.order(parseOrder(control, ['set', 'reset', 'status', 'freeze', 'calibrate']), undefined);

describe('what is set by order', () => {
  it('holds after a restart, and takes nothing of what was adapted to', () => {
    const first = restarted(undefined).layer;
    feed(first, 0, 300);
    order(first, { do: 'set', budget: 30 });
    feed(first, 300, 2500);
    const { layer, context } = restarted(first);
    assert.deepEqual(order(layer, 'status'), { ...order(first, 'status'), whatIf: order(layer, 'status')['whatIf'] });
    assert.equal(order(layer, 'status')['budget'], 30);
    assert.deepEqual(JSON.stringify(layer.snapshot()), JSON.stringify(first.snapshot()));
    assert.deepEqual(context.sent, []);
  });

  it('a limit holds after a restart, until it is taken back', () => {
    const first = restarted(undefined).layer;
    feed(first, 0, 300);
    const { limit } = order(first, 'status');
    order(first, { do: 'set', limit: 0.01 });
    const { layer } = restarted(first);
    const record = { asset: 'twin', time: 1e6, values: {}, score: 0.5 };
    layer.step(record);
    assert.equal((record as { verdict?: string }).verdict, 'anomaly');
    order(layer, { do: 'set', limit: null });
    assert.equal(order(restarted(layer).layer, 'status')['limit'], limit);
  });

  it('says who set what, when, and what the dialog says', () => {
    const { layer } = restarted(undefined);
    feed(layer, 0, 300);
    order(layer, { do: 'set', budget: 30, by: 'Anna' });
    const { ordered } = order(restarted(layer).layer, 'status') as { ordered: Record<string, unknown> };
    assert.deepEqual(ordered, { budget: { value: 30, by: 'Anna', at: 299_000, dialog: 7 } });
  });

  it('a limit ends where the dialog finds another one; a budget where it counts something else', () => {
    const first = restarted(undefined).layer;
    feed(first, 0, 300);
    order(first, { do: 'set', budget: 3, limit: 100 });
    for (const [settings, gone] of [
      [{ strategy: 'mad' }, 'limit'],
      [{ per: 'hours' }, 'budget, limit'],
      [{ adapt: false }, undefined],
    ] as const) {
      const { layer, context } = restarted(first, settings);
      const told = context.sent.find(({ event }) => event === 'setting-ended')?.['text'];
      assert.equal(told === undefined ? undefined : String(told).split(':')[0], gone);
      const { manual, budget } = order(layer, 'status');
      assert.deepEqual([manual, budget], [gone === undefined, gone === 'budget, limit' ? 7 : 3]);
    }
  });

  it('ends where the dialog was changed, which is told; the rest holds', () => {
    const first = restarted(undefined).layer;
    feed(first, 0, 300);
    order(first, { do: 'set', budget: 30, needed: 3 });
    const { layer, context } = restarted(first, { budget: 14 });
    assert.equal(order(layer, 'status')['budget'], 14);
    assert.match(String(context.sent[0]!['text']), /budget: changed in the dialog/);
    assert.doesNotMatch(String(context.sent[0]!['text']), /needed/);
    assert.equal(order(restarted(layer).layer, 'status')['budget'], 7);
  });
});
