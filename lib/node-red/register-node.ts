import type { Node, NodeAPI, NodeDef } from 'node-red';
import { serveLive } from './live-route';
import { monitorOf } from './monitoring/monitor-of';
import { onInput } from './on-input';
import { hubOf } from './page/hub-of';

/**
 * Registers a node type. A node whose settings are wrong says so and answers every message with the same error; the rest
 * of the flow runs on.
 * @param parseConfig throws ConfigError
 * @param credentials what Node-RED keeps apart from the flow, encrypted
 */
export function registerNode<Config>(
  RED: NodeAPI,
  type: string,
  parseConfig: (raw: Readonly<Record<string, unknown>>) => Config,
  run: (node: Node, config: Config) => void,
  credentials?: Readonly<Record<string, { type: 'text' | 'password' }>>,
): void {
  // Also before the first deploy: a dialog may be open by then.
  serveLive(RED, (id) => hubOf(RED).member(id));
  monitorOf(RED);
  const create = function (this: Node, definition: NodeDef): void {
    RED.nodes.createNode(this, definition);
    try {
      run(this, parseConfig(definition as unknown as Record<string, unknown>));
    } catch (error) {
      refuse(this, error as Error);
    }
  };
  RED.nodes.registerType(type, create, ...((credentials === undefined ? [] : [{ credentials }]) as [never]));
}

function refuse(node: Node, error: Error): void {
  node.status({ fill: 'red', shape: 'ring', text: error.message });
  node.error(error.message);
  onInput(node, () => {
    throw error;
  });
}
