import type { Node, NodeAPI, NodeDef } from 'node-red';
import { onInput } from './on-input';

/**
 * Registers a node type. A node whose settings are wrong says so and answers every message with the same error; the rest
 * of the flow runs on.
 * @param parseConfig throws ConfigError
 */
export function registerNode<Config>(
  RED: NodeAPI,
  type: string,
  parseConfig: (raw: Readonly<Record<string, unknown>>) => Config,
  run: (node: Node, config: Config) => void,
): void {
  RED.nodes.registerType(type, function (this: Node, definition: NodeDef) {
    RED.nodes.createNode(this, definition);
    try {
      run(this, parseConfig(definition as unknown as Record<string, unknown>));
    } catch (error) {
      refuse(this, error as Error);
    }
  });
}

function refuse(node: Node, error: Error): void {
  node.status({ fill: 'red', shape: 'ring', text: error.message });
  node.error(error.message);
  onInput(node, () => {
    throw error;
  });
}
