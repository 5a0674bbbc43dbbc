import type { Node, NodeAPI } from 'node-red';
import { Results, sendOrder, sendRecord } from '../../lib/fleet/outgoing';
import { InputError } from '../../lib/input';
import { chainOf } from '../../lib/node-red/fleet/chain-of';
import { fleetOf } from '../../lib/node-red/fleet/connection';
import { onInput } from '../../lib/node-red/on-input';
import { registerNode } from '../../lib/node-red/register-node';
import { createStatusLine } from '../../lib/node-red/status-line';
import { type FleetOutConfig, parseConfig } from './config';

function run(RED: NodeAPI, node: Node, config: FleetOutConfig): void {
  const { connection } = fleetOf(config.fleet);
  const results = new Results(node.id);
  const chain = chainOf(RED);
  let sent = 0;
  const text = (key: string, values: Record<string, string> = {}): string => RED._(`fleet-out.status.${key}`, values);
  const status = createStatusLine(node, () => {
    const { problem } = connection;
    if (problem === undefined) return { fill: 'green', shape: 'dot', text: text('sent', { sent: String(sent) }) };
    if (problem === 'connecting') return { fill: 'grey', shape: 'ring', text: text('connecting') };
    return { fill: 'red', shape: 'ring', text: text('offline', { text: problem }) };
  });
  const leave = connection.watch({ ready: status.touch, back: status.touch, changed: status.touch });
  onInput(node, (message) => {
    const { broker, outputs } = connection;
    if (broker === undefined || outputs === undefined)
      throw new InputError('fleet', `cannot send: ${connection.problem}; see the twin-fleet node`);
    const { topic, payload, control } = message;
    const outgoing = { topic, payload, control, token: chain.tokenOf(message), message };
    sent++;
    status.touch();
    if (config.to === 'records') return sendRecord(broker, outgoing);
    if (config.to === 'orders') return sendOrder(broker, outgoing);
    return results.send(outgoing, outputs);
  });
  node.on('close', () => {
    leave();
    status.close();
  });
  status.touch();
}

/** twin-fleet-out: results leave a fleet, each once; or records and orders go into one. */
export = (RED: NodeAPI): void =>
  registerNode(RED, 'twin-fleet-out', parseConfig, (node, config) => run(RED, node, config));
