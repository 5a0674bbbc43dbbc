import assert from 'node:assert/strict';
import type { Layer } from '../../../lib/layer/layer';
import { parseOrder } from '../../../lib/layer/orders';
import { createRandom } from '../../../lib/math/random';
import type { DetectorInfo, TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/threshold/config';
import { createThreshold } from '../../../nodes/threshold/layer';
import { testContext } from '../../fixtures/layer-context';

const random = createRandom(3);

/** A threshold of one asset, and what people order of it. */
class Guarded {
  readonly #layer: Layer;
  #time = 0;

  constructor(raw: Record<string, unknown> = {}) {
    this.#layer = createThreshold(parseConfig({ scores: 50, ...raw }), testContext(), undefined);
  }

  score(score: number, detector?: DetectorInfo): TwinRecord {
    this.#time += 1000;
    const record: TwinRecord = { asset: 'twin', time: this.#time, values: {}, score, ...(detector && { detector }) };
    this.#layer.step(record);
    return record;
  }

  /** Usual scores, from half of a scale to the whole. */
  usual(count: number, scale = 1, detector?: DetectorInfo): void {
    for (let i = 0; i < count; i++) this.score(scale * (0.5 + random.next() / 2), detector);
  }

  order(control: Record<string, unknown> | string): Record<string, unknown> {
    return this.#layer.order(parseOrder(control, ['calibrate', 'set', 'freeze', 'unfreeze', 'status']), undefined);
  }

  before(control: Record<string, unknown>): Record<string, unknown> | undefined {
    return this.#layer.before!(parseOrder(control, ['set']));
  }

  get status(): unknown {
    return this.#layer.status();
  }
}

const model = (version: number): DetectorInfo => ({ node: 'n', model: 'm', version, engine: 'wasm' });

describe('threshold: a limit set by hand', () => {
  it('is in force at once, while none is learned yet', () => {
    const guarded = new Guarded();
    guarded.usual(10);
    guarded.order({ do: 'set', limit: 5 });
    assert.deepEqual([guarded.score(4).verdict, guarded.score(100).verdict], ['normal', 'anomaly']);
  });

  it('stays in force where another model has the limit learned anew', () => {
    const guarded = new Guarded({ strategy: 'dspot' });
    guarded.usual(250, 1, model(1));
    guarded.order({ do: 'set', limit: 5 });
    assert.equal(guarded.score(100, model(1)).verdict, 'anomaly');
    assert.equal(guarded.score(100, model(2)).verdict, 'anomaly');
  });

  it('gives way to a budget, and an undo of that brings it back', () => {
    const guarded = new Guarded();
    guarded.usual(200);
    guarded.order({ do: 'set', limit: 50 });
    const change = { do: 'set', budget: 0.35 };
    const undo = guarded.before(change)!;
    const after = guarded.order(change);
    assert.equal(after['manual'], false);
    assert.ok((after['limit'] as number) < 5, `limit ${after['limit']}`);
    assert.deepEqual(guarded.order({ do: 'set', ...undo })['limit'], 50);
  });
});

describe('threshold: what takes a budget back', () => {
  it('says nothing of a limit where none was set by hand', () => {
    const guarded = new Guarded();
    guarded.usual(200);
    const change = { do: 'set', budget: 0.35, per: 'days' };
    const undo = guarded.before(change)!;
    assert.deepEqual(Object.keys(undo).sort(), ['budget', 'per']);
    const before = guarded.order('status')['perWeek'];
    guarded.order(change);
    assert.equal(guarded.order({ do: 'set', ...undo })['perWeek'], before);
  });
});

describe('threshold: frozen', () => {
  it('learns no limit from what comes meanwhile, also where one was being learned', () => {
    const guarded = new Guarded();
    guarded.usual(200);
    const { limit } = guarded.order('status') as { limit: number };
    guarded.order('calibrate');
    guarded.usual(20);
    guarded.order({ do: 'freeze', hold: 'posture' });
    guarded.usual(200, 60);
    assert.equal(guarded.order('status')['limit'], limit);
    guarded.order({ do: 'unfreeze', hold: 'posture' });
    guarded.usual(50);
    assert.ok((guarded.order('status')['limit'] as number) < 5);
  });

  it('before there is a limit says that nothing is judged, and what helps', () => {
    const guarded = new Guarded();
    guarded.usual(10);
    guarded.order('freeze');
    guarded.usual(100);
    assert.deepEqual(guarded.status, {
      state: 'fault',
      values: { text: 'frozen before anything was learned; order unfreeze' },
    });
  });
});

describe('threshold: what another limit would have done', () => {
  it('is told of the scores of the model in force', () => {
    const guarded = new Guarded();
    const calibration = (scale: number): readonly number[] =>
      Array.from({ length: 300 }, () => scale * (0.5 + random.next() / 2));
    guarded.usual(1, 100, { ...model(1), calibration: calibration(100) });
    guarded.usual(900, 100, model(1));
    guarded.usual(1, 1, { ...model(2), calibration: calibration(1) });
    guarded.usual(49, 1, model(2));
    const rows = guarded.order('status')['whatIf'] as { above: number; of: number }[];
    assert.ok(rows.length > 0);
    for (const { above, of } of rows) assert.ok(of === 50 && above < 25, `${above} of ${of}`);
  });
});
