import assert from 'node:assert/strict';
import { parseOrder } from '../../../lib/layer/orders';
import type { Decision, TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/response/config';
import { createResponse } from '../../../nodes/response/layer';
import { policyFor, readPolicies } from '../../../nodes/response/policies';
import { testContext } from '../../fixtures/layer-context';

const VALVE = { name: 'close valve', topic: 'plant/valve', payload: '$value', value: 0 };
const PUMP = { name: 'stop pump', topic: 'plant/pump', payload: '$value', value: 0 };

function record(second: number, decision: Partial<Decision> = {}): TwinRecord {
  const whole: Decision = {
    kind: 'cyber-attack',
    pattern: 'replay',
    severity: 'high',
    confidence: 0.9,
    evidence: ['L1 repeats.'],
    sentence: 'L1 repeats.',
    tags: ['L1'],
    since: 0,
    alarm: 'unacknowledged',
    ...decision,
  };
  return { asset: 'pump-7', time: second * 1000, values: { L1: 1 }, verdict: 'anomaly', decision: whole };
}

/** What an armed node with both commands says to records, by output. */
function answers(policies: readonly object[], ...records: TwinRecord[]): (output: string) => Record<string, unknown>[] {
  const context = testContext('pump-7');
  const raw = { commands: JSON.stringify([VALVE, PUMP]), policies: JSON.stringify(policies), retrainDelay: 0 };
  const layer = createResponse(parseConfig(raw), context);
  layer.order(parseOrder('arm', ['arm']), undefined);
  for (const one of records) void layer.step(one);
  return (output) => context.sent.filter((one) => one['output'] === output);
}
const commands = (of: ReturnType<typeof answers>): unknown[] =>
  of('command').map(({ message }) => (message as { topic: string }).topic);

describe('response: policies', () => {
  it('without a row everything leaves, and so it does where none fits', () => {
    for (const policies of [[], [{ kind: 'data-drift', alert: false, command: 'none' }]]) {
      const of = answers(policies, record(1));
      assert.deepEqual([of('alert').length, commands(of)], [1, ['plant/valve', 'plant/pump']]);
    }
  });

  it('a row holds the alert back, and all commands but one', () => {
    const of = answers([{ asset: 'pump*', tag: 'L*', alert: false, command: 'only:stop pump' }], record(1), record(2));
    assert.deepEqual([of('alert').length, commands(of)], [0, ['plant/pump']]);
  });

  it('the first row that fits decides, also when a later one holds back more', () => {
    const of = answers([{ severity: 'high' }, { alert: false, command: 'none' }], record(1));
    assert.deepEqual([of('alert').length, commands(of).length], [1, 2]);
    const low = answers([{ severity: 'high' }, { alert: false, command: 'none' }], record(1, { severity: 'low' }));
    assert.deepEqual([low('alert').length, commands(low).length], [0, 0]);
  });

  it('a row can keep a drift from asking for a retraining, and never make one ask', () => {
    const drift = { kind: 'data-drift', severity: 'low' } as const;
    assert.equal(answers([], record(1, drift))('retrain').length, 1);
    assert.equal(answers([{ kind: 'data-drift', retrain: false }], record(1, drift))('retrain').length, 0);
    const tainted = answers([{ retrain: true }], record(1), record(2, drift));
    assert.equal(tainted('retrain').length, 0, 'it looked like an attack before');
  });

  it('says once for each alarm and row that it applies; a row with log does so in the log', () => {
    const of = answers([{ kind: 'cyber-attack', log: true }], record(1), record(2), record(3, { since: 3000 }));
    const said = of('event').filter(({ event }) => event === 'policy-logged');
    assert.deepEqual(
      said.map(({ row }) => row),
      [1, 1],
    );
  });

  it('an acknowledged alarm can have a row of its own', () => {
    const policies = readPolicies([{ state: 'acknowledged', command: 'none' }]);
    const alarming = { kind: 'cyber-attack', severity: 'high', tags: [] } as const;
    assert.equal(policyFor(policies, { ...alarming, alarm: 'unacknowledged' }, 'x'), undefined);
    assert.equal(policyFor(policies, { ...alarming, alarm: 'acknowledged' }, 'x')?.row, 1);
  });

  it('what is wrong is named by row and column', () => {
    const refused = (policies: unknown, why: RegExp): void => {
      assert.throws(() => parseConfig({ commands: JSON.stringify([VALVE]), policies: JSON.stringify(policies) }), why);
    };
    refused({}, /policies: is an object; give a list of rows/);
    refused([{}, { kind: 'fire' }], /row 2, kind: is the text "fire"; one of cyber-attack/);
    refused([{ alert: 'no' }], /row 1, alert: is the text "no"; give true or false/);
    refused([{ colour: 'red' }], /row 1, colour: is not known; known: kind/);
    refused([{ command: 'only:stop pump' }], /row 1, command: "stop pump" is not listed; listed: close valve/);
  });
});
