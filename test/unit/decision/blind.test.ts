import assert from 'node:assert/strict';
import { type OrderName, parseOrder } from '../../../lib/layer/orders';
import type { Blind, BlindWhy, TwinRecord } from '../../../lib/record/record';
import { BLIND_WHYS } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';
import { Plant } from './plant';

const SINCE = Date.UTC(2026, 0, 1);
const ORDERS: OrderName[] = ['acknowledge', 'shelve', 'unshelve', 'out-of-service', 'status'];

const blind = (why: BlindWhy = 'late', more: Partial<Blind> = {}): Blind => ({
  why,
  arrived: 100,
  judged: 3,
  since: SINCE,
  clock: Date.UTC(2099, 0, 1),
  ...more,
});

function learned(raw: Record<string, unknown> = {}) {
  const context = testContext('pump');
  const layer = createDecision(parseConfig(raw), context);
  const plant = new Plant();
  for (const record of plant.records(300)) layer.step(record);
  const notice = (mark = blind()): TwinRecord => {
    const { time, features } = plant.record();
    const record: TwinRecord = {
      asset: 'pump',
      time,
      values: {},
      verdict: 'fault',
      comms: { notice: true, blind: mark },
    };
    if (features !== undefined) record.features = features;
    layer.step(record);
    return record;
  };
  const live = (mark?: Blind, anomalous = false): TwinRecord => {
    const [record] = plant.records(1, anomalous);
    if (mark !== undefined) record!.comms = { ...record!.comms, blind: mark };
    layer.step(record!);
    return record!;
  };
  return { context, layer, notice, live };
}

const events = (context: TestContext): unknown[] => context.sent.map(({ event }) => event);

describe('a blind guard', () => {
  it('is an alarm of its own at once, in a sentence that an operator understands', () => {
    const { context, layer, notice } = learned();
    const { decision } = notice();
    assert.equal(
      decision!.sentence,
      'The guard of pump is blind: 97 of 100 messages lie behind what is known already, which stands at 2099-01-01 00:00:00.',
    );
    assert.deepEqual(
      [decision!.kind, decision!.pattern, decision!.severity],
      ['undetermined', 'blind guard', 'medium'],
    );
    assert.deepEqual(decision!.tags, []);
    assert.equal(layer.status().state, 'fault');
    assert.deepEqual(events(context), ['alarm-raised']);
  });

  it('is told once, lasts while live records say so, and clears by itself', () => {
    const { context, layer, notice, live } = learned();
    notice();
    notice(blind('late', { arrived: 190 }));
    assert.equal(live(blind('late', { arrived: 191, judged: 4 })).decision?.pattern, 'blind guard');
    assert.deepEqual(events(context), ['alarm-raised']);
    assert.equal(live().decision, undefined);
    assert.deepEqual(events(context), ['alarm-raised', 'alarm-cleared']);
    assert.equal(layer.status().state, 'watching');
    notice(blind('silent', { since: SINCE + 60_000 }));
    assert.equal(events(context).at(-1), 'alarm-raised');
  });

  it('costs as much as what may happen unseen', () => {
    assert.equal(learned({ consequence: 'high' }).notice().decision!.severity, 'high');
    assert.equal(learned({ consequence: 'low' }).notice().decision!.severity, 'low');
    assert.equal(learned({ consequence: 'high' }).notice(blind('clock-set')).decision!.severity, 'low');
  });

  it('can be acknowledged, and stays so over a restart', () => {
    const { layer, notice } = learned();
    notice();
    layer.order(parseOrder('acknowledge', ORDERS), undefined);
    assert.equal(notice().decision!.alarm, 'acknowledged');
    const again = createDecision(parseConfig({}), testContext('pump'), JSON.parse(JSON.stringify(layer.snapshot())));
    assert.equal(again.status().state, 'fault');
    const record: TwinRecord = { asset: 'pump', time: SINCE, values: {}, comms: { notice: true, blind: blind() } };
    again.step(record);
    assert.equal(record.decision!.alarm, 'acknowledged');
  });

  it('does not hide an alarm of the plant, but makes it worse', () => {
    const { notice, live } = learned({ consequence: 'low' });
    const before = Array.from({ length: 30 }, () => live(undefined, true)).at(-1)!.decision!;
    const after = notice().decision!;
    assert.deepEqual([after.kind, after.pattern, after.since], [before.kind, before.pattern, before.since]);
    assert.notEqual(after.severity, before.severity);
    assert.match(after.evidence[0]!, /^The guard of pump is blind/);
  });

  it('is not put aside with an alarm of the plant that somebody shelves, and is acknowledged apart', () => {
    const { layer, notice, live } = learned();
    const order = (control: object) => layer.order(parseOrder(control, ORDERS), undefined);
    const plant = Array.from({ length: 30 }, () => live(undefined, true)).at(-1)!.decision!;
    order({ do: 'shelve', minutes: 60 });
    assert.equal(live(undefined, true).decision!.alarm, 'shelved');
    const { decision } = notice();
    assert.deepEqual([decision!.pattern, decision!.alarm], ['blind guard', 'unacknowledged']);
    assert.deepEqual([decision!.beside!.since, decision!.beside!.alarm], [plant.since, 'shelved']);
    assert.equal(layer.status().state, 'fault');
    order({ do: 'acknowledge' });
    assert.equal(notice().decision!.alarm, 'acknowledged');
    order({ do: 'unshelve' });
    assert.deepEqual([notice().decision!.since, notice().decision!.alarm], [plant.since, 'unacknowledged']);
    order({ do: 'out-of-service' });
    assert.deepEqual([notice().decision!.since, notice().decision!.alarm], [plant.since, 'out of service']);
  });

  it('is acknowledged alone, and so is the alarm of the plant beside it, where that is said', () => {
    for (const [about, states] of [
      ['guard', ['unacknowledged', 'acknowledged']],
      ['plant', ['acknowledged', 'unacknowledged']],
      [undefined, ['acknowledged', 'acknowledged']],
    ] as const) {
      const { layer, notice, live } = learned();
      for (let i = 0; i < 30; i++) live(undefined, true);
      notice();
      layer.order(parseOrder({ do: 'acknowledge', ...(about && { about }) }, ORDERS), undefined);
      const { alarm, beside } = notice().decision!;
      assert.deepEqual([alarm, beside!.alarm], states, about);
    }
    const { layer } = learned();
    const wrong = parseOrder({ do: 'acknowledge', about: 'both' }, ORDERS);
    assert.throws(() => layer.order(wrong, undefined), /control\.about: is the text "both"; give "plant" or "guard"/);
  });

  it('is told in the language of the alarm, also beside one of the plant', () => {
    const { notice, live } = learned({ language: 'de' });
    for (let i = 0; i < 30; i++) live(undefined, true);
    const { sentence, evidence } = notice().decision!.beside!;
    assert.match(sentence, /^Der Wächter von pump ist blind: /);
    assert.doesNotMatch(evidence.join(' '), / the | were /);
  });

  it('is learned nothing from', () => {
    const { layer, notice } = learned();
    const reference = (): unknown => (layer.snapshot() as { reference: unknown }).reference;
    const before = structuredClone(reference());
    for (let i = 0; i < 50; i++) notice();
    assert.deepEqual(reference(), before);
  });

  it('has a sentence and advice for each reason', () => {
    const sentences = BLIND_WHYS.map((why) => {
      const { decision } = learned().notice(blind(why, { apart: -7_200_000 }));
      assert.ok(decision!.evidence.length > 0 && decision!.evidence.every((line) => line.length > 20));
      return decision!.sentence;
    });
    assert.equal(new Set(sentences).size, BLIND_WHYS.length);
    assert.match(sentences[BLIND_WHYS.indexOf('two-clocks')]!, /two clocks, the second one 2 h behind the first/);
    for (const sentence of sentences) assert.match(sentence, /^The guard of pump (is|was) (partly )?blind: .+\.$/);
  });
});
