import assert from 'node:assert/strict';
import type { Layer } from '../../../lib/layer/layer';
import { type OrderName, parseOrder } from '../../../lib/layer/orders';
import type { TwinRecord } from '../../../lib/record/record';
import type { PostureLevel, Severity } from '../../../lib/record/words';
import { parseConfig } from '../../../nodes/response/config';
import { createResponse } from '../../../nodes/response/layer';
import { ATTACK } from '../../fixtures/attack';
import { type TestContext, testContext } from '../../fixtures/layer-context';

const ORDERS: OrderName[] = ['arm', 'approve'];

/** The attack, at a second, of a severity, while commands leave from another one on. */
function attack(second: number, severity: Severity, level: PostureLevel, commands: Severity): TwinRecord {
  const time = ATTACK.time + 1000 * second;
  return {
    ...ATTACK,
    time,
    decision: { ...ATTACK.decision!, severity },
    posture: { level, why: 'Two attacks today', since: ATTACK.time, commands },
  };
}

function armed(command: Record<string, unknown>): { layer: Layer; context: TestContext } {
  const context = testContext('plant');
  const commands = [{ name: 'close', topic: 'plant/valve', payload: 0, severity: 'low', ...command }];
  const layer = createResponse(parseConfig({ commands: JSON.stringify(commands) }), context);
  layer.order(parseOrder('arm', ORDERS), undefined);
  return { layer, context };
}

const events = (context: TestContext): string[] =>
  context.sent.map(({ event }) => String(event)).filter((event) => event.startsWith('command'));

describe('response: the posture of the asset', () => {
  it('holds a command until the alarm is severe enough for the posture, and says so once', () => {
    const { layer, context } = armed({});
    for (let second = 0; second < 5; second++) layer.step(attack(second, 'medium', 'normal', 'high'));
    assert.deepEqual(events(context), ['command-held']);
    const held = context.sent.find(({ event }) => event === 'command-held');
    assert.equal(
      held!['why'],
      'at posture normal commands leave from severity high on, and the cyber-attack is medium',
    );
    layer.step(attack(5, 'high', 'normal', 'high'));
    assert.deepEqual(events(context), ['command-held', 'command-sent']);
  });

  it('lets it out when the posture rises', () => {
    const { layer, context } = armed({});
    layer.step(attack(0, 'medium', 'normal', 'high'));
    layer.step(attack(1, 'medium', 'high', 'medium'));
    assert.deepEqual(events(context), ['command-held', 'command-sent']);
  });

  it('lets nothing out that a command itself does not: its own least severity holds all the same', () => {
    const { layer, context } = armed({ severity: 'high' });
    layer.step(attack(0, 'medium', 'lockdown', 'low'));
    assert.deepEqual(events(context), []);
  });

  it('holds for a command that a person approves, too', () => {
    const { layer, context } = armed({ approvals: 1 });
    layer.step(attack(0, 'medium', 'high', 'low'));
    layer.step(attack(1, 'medium', 'normal', 'high'));
    layer.order(parseOrder({ do: 'approve', command: 'close', by: 'Ada' }, ORDERS), undefined);
    assert.ok(!events(context).includes('command-sent'), String(events(context)));
    layer.step(attack(2, 'medium', 'high', 'medium'));
    assert.equal(events(context).at(-1), 'command-sent');
  });

  it('without a posture a command hangs on its own severity alone', () => {
    const { layer, context } = armed({});
    layer.step(ATTACK);
    assert.deepEqual(events(context), ['command-sent']);
  });

  it('is in alert and event', () => {
    const { layer, context } = armed({});
    layer.step(attack(0, 'high', 'lockdown', 'low'));
    const told = context.sent.filter(({ alert, event }) => alert === 'raised' || event === 'alert-raised');
    assert.deepEqual(
      told.map(({ posture, commands }) => [posture, commands]),
      [
        ['lockdown', undefined],
        ['lockdown', undefined],
      ],
    );
  });
});
