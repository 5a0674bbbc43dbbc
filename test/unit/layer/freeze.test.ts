import assert from 'node:assert/strict';
import { Freeze } from '../../../lib/layer/freeze';
import type { Layer } from '../../../lib/layer/layer';
import { parseOrder } from '../../../lib/layer/orders';
import { parseConfig as parseAutoencoder } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { parseConfig as parseScaler } from '../../../nodes/scaler/config';
import { createScaler } from '../../../nodes/scaler/layer';
import { parseConfig as parseThreshold } from '../../../nodes/threshold/config';
import { createThreshold } from '../../../nodes/threshold/layer';
import { testContext } from '../../fixtures/layer-context';

const MAKE: Readonly<Record<string, (snapshot?: unknown) => Layer>> = {
  scaler: (from) => createScaler(parseScaler({}), testContext(), from),
  'a detector': (from) => createAutoencoder(parseAutoencoder({ engine: 'wasm' }), testContext(), from),
  'a detector with a model for each mode': (from) =>
    createAutoencoder(parseAutoencoder({ engine: 'wasm', modes: true }), testContext(), from),
  threshold: (from) => createThreshold(parseThreshold({}), testContext(), from),
};
const posture = (what: 'freeze' | 'unfreeze') => ({ do: what, hold: 'posture', by: 'twin-decision' });

function follow(layer: Layer, control: unknown): Record<string, unknown> {
  return layer.order(parseOrder(control, ['freeze', 'unfreeze', 'status', 'train', 'retrain']), undefined);
}

/** Of the layer, or of the mode that it has. */
function by(layer: Layer): unknown {
  const answer = follow(layer, 'status') as { frozenBy?: string[]; modes?: Record<string, { frozenBy?: string[] }> };
  return (answer.modes?.['a'] ?? answer).frozenBy;
}

describe('who keeps a layer from learning', () => {
  for (const [name, make] of Object.entries(MAKE)) {
    it(`${name}: neither a person nor the posture lets go what the other holds, across a restart, too`, () => {
      const layers = [make()];
      const layer = (): Layer => layers.at(-1)!;
      const restart = (): void => void layers.push(make(JSON.parse(JSON.stringify(layer().snapshot()))));
      const record = { asset: 'twin', time: 1000, values: { x: 1 }, mode: 'a', score: 1 };
      layer().step({ ...record, scaled: [1], features: ['x'] });
      follow(layer(), posture('freeze'));
      follow(layer(), { do: 'freeze', by: 'Ada' });
      restart();
      assert.deepEqual(by(layer()), ['person', 'posture']);
      follow(layer(), posture('unfreeze'));
      assert.deepEqual(by(layer()), ['person']);
      follow(layer(), posture('freeze'));
      follow(layer(), 'unfreeze');
      restart();
      assert.deepEqual(by(layer()), ['posture']);
      follow(layer(), posture('unfreeze'));
      assert.equal(by(layer()), undefined);
      for (const one of layers) one.close?.();
    });

    it(`${name}: says what may hold it, and changes nothing otherwise`, () => {
      const layer = make();
      assert.throws(
        () => follow(layer, { do: 'freeze', hold: 'me' }),
        /control\.hold: is the text "me"; give "posture"/,
      );
      assert.equal(by(layer), undefined);
      layer.close?.();
    });
  }

  it('a detector that the posture holds says what a person can do about it', () => {
    const layer = MAKE['a detector']!();
    follow(layer, posture('freeze'));
    assert.throws(
      () => follow(layer, 'retrain'),
      /the posture of the asset is raised; order posture normal at twin-decision first$/,
    );
    assert.match(String(layer.status().values?.['text']), /order posture normal at twin-decision/);
    layer.close?.();
  });

  it('what older versions kept is of a person', () => {
    assert.deepEqual(new Freeze({ frozen: true }).report(), { frozen: true, frozenBy: ['person'] });
  });
});
