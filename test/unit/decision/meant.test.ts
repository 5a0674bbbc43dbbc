import assert from 'node:assert/strict';
import { type OrderName, parseOrder } from '../../../lib/layer/orders';
import type { Blind, Decision, TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';
import { Plant } from './plant';

const ORDERS: OrderName[] = ['acknowledge', 'shelve', 'unlatch', 'status'];
const BLIND: Blind = { why: 'silent', since: 500, arrived: 0, judged: 0 };

/** A decision that knows its plant. */
class Watched {
  readonly #plant = new Plant();
  readonly #layer = createDecision(parseConfig({ latch: true }), testContext('pump'));

  constructor() {
    this.run(300);
  }

  run(records: number, anomalous = false, more: Partial<TwinRecord> = {}): void {
    for (const record of this.#plant.records(records, anomalous)) this.#layer.step({ ...record, ...more });
  }

  order(control: object): Record<string, unknown> {
    return this.#layer.order(parseOrder(control, ORDERS), undefined);
  }

  /** The alarm that is there, or was last. */
  get alarm(): Decision {
    const { decision, last } = this.order({ do: 'status' });
    return (decision ?? last) as Decision;
  }

  /** One that has begun after another one is over. */
  static twice(): { readonly watched: Watched; readonly first: number } {
    const watched = new Watched();
    watched.run(10, true);
    const first = watched.alarm.since;
    watched.run(200);
    watched.run(10, true);
    assert.notEqual(watched.alarm.since, first);
    return { watched, first };
  }
}

describe('an order about an alarm that names it by its beginning', () => {
  for (const control of [{ do: 'acknowledge' }, { do: 'shelve', minutes: 60 }]) {
    it(`${control.do} does nothing to the one that has begun since`, () => {
      const { watched, first } = Watched.twice();
      assert.throws(() => watched.order({ ...control, since: first }), /control\.since: that alarm is over/);
      assert.equal(watched.alarm.alarm, 'unacknowledged');
      watched.order({ ...control, since: watched.alarm.since });
      assert.notEqual(watched.alarm.alarm, 'unacknowledged');
    });

    it(`${control.do} without it is about the one that is there, as flows have it`, () => {
      const { watched } = Watched.twice();
      watched.order(control);
      assert.notEqual(watched.alarm.alarm, 'unacknowledged');
    });
  }

  it('one that is over, and the last, is acknowledged and unlatched', () => {
    const { watched, first } = Watched.twice();
    watched.run(400);
    const { since } = watched.alarm;
    assert.throws(() => watched.order({ do: 'unlatch', since: first }), /that alarm is over/);
    watched.order({ do: 'acknowledge', since });
    assert.equal(watched.alarm.alarm, 'latched acknowledged');
    watched.order({ do: 'unlatch', since });
    assert.equal(watched.alarm.alarm, 'normal');
  });

  it('of the alarm of the plant and that of a blind guard only that one is acknowledged', () => {
    const watched = new Watched();
    watched.run(30, true);
    const plant = watched.alarm.since;
    watched.run(1, false, { values: {}, verdict: 'fault', comms: { notice: true, blind: BLIND } });
    const states = (): unknown[] => [watched.alarm.alarm, watched.alarm.beside!.alarm];
    watched.order({ do: 'acknowledge', since: BLIND.since });
    assert.deepEqual(states(), ['unacknowledged', 'acknowledged']);
    watched.order({ do: 'acknowledge', since: plant });
    assert.deepEqual(states(), ['acknowledged', 'acknowledged']);
  });
});
