import type { Layer } from '../../../lib/layer/layer';
import { type OrderName, parseOrder } from '../../../lib/layer/orders';
import type { Decision, TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/response/config';
import { createResponse } from '../../../nodes/response/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';

const ORDERS: OrderName[] = ['arm', 'disarm', 'approve', 'reset', 'status'];
export const VALVE = {
  name: 'close',
  topic: 'plant/$asset/valve',
  payload: { set: '$value', why: 'a $kind' },
  value: 0,
  min: 0,
  max: 100,
};

export interface Setting {
  layer: Layer;
  context: TestContext;
}

export function response(raw: Record<string, unknown> = {}, snapshot?: unknown): Setting {
  const context = testContext('plant');
  return { layer: createResponse(parseConfig(raw), context, snapshot), context };
}

/** A response with one command, the valve's. */
export function withCommand(more: Record<string, unknown> = {}): Setting {
  return response({ commands: JSON.stringify([{ ...VALVE, ...more }]) });
}

/** A record at a second; with a decision when one is given. */
export function record(second: number, decision?: Partial<Decision>, more: Partial<TwinRecord> = {}): TwinRecord {
  const whole: Decision = {
    kind: 'cyber-attack',
    pattern: 'replay',
    severity: 'high',
    confidence: 0.9,
    evidence: ['L1 repeats.'],
    sentence: 'This looks like a cyber-attack (replay): L1 repeats.',
    tags: ['L1'],
    since: 0,
    alarm: 'unacknowledged',
    ...decision,
  };
  const base: TwinRecord = {
    asset: 'plant',
    time: second * 1000,
    values: { L1: 1 },
    verdict: decision ? 'anomaly' : 'normal',
  };
  return { ...base, ...(decision && { decision: whole }), ...more };
}

export function send(layer: Layer, ...records: TwinRecord[]): TwinRecord {
  for (const one of records) layer.step(one);
  return records.at(-1)!;
}

export function order(layer: Layer, control: string | Record<string, unknown>): Record<string, unknown> {
  return layer.order(parseOrder(control, ORDERS), undefined);
}

/** What left on an output. */
export function on(context: TestContext, output: string): Record<string, unknown>[] {
  return context.sent.filter((message) => message['output'] === output);
}

export const alerts = (context: TestContext): unknown[] => on(context, 'alert').map((message) => message['alert']);
export const commands = (context: TestContext): { topic: string; payload: unknown; key: string; expires: number }[] =>
  on(context, 'command').map((message) => message['message'] as never);
