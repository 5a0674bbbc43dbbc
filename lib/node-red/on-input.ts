import type { Node, NodeMessageInFlow } from 'node-red';
import { ConfigError } from '../config/fields';
import { InputError } from '../record';

/** A message in a flow, with what our nodes read of it. */
export type FlowMessage = NodeMessageInFlow & { control?: unknown };
export type Send = (message: FlowMessage | (FlowMessage | null)[]) => void;

/**
 * The only place that listens to 'input'. A handler that returns is done; one that throws reaches Catch once; nothing is
 * handled once the node closes. Handlers are synchronous: an async one that rejects would end the Node-RED process.
 * @returns whether the node is closing, for timers and promises that outlive a message
 */
export function onInput(
  node: Node,
  handler: (message: FlowMessage, send: Send) => void,
): { readonly closing: boolean } {
  const state = { closing: false };
  node.on('close', () => {
    state.closing = true;
  });
  node.on('input', (message, send, done) => {
    if (state.closing) return done();
    try {
      handler(message as FlowMessage, send as Send);
    } catch (error) {
      return done(reported(error));
    }
    return done();
  });
  return state;
}

/** A person's mistake is told in its own words; for one of ours the class and stack help to find it. */
function reported(error: unknown): Error {
  if (error instanceof InputError || error instanceof ConfigError) return error.message as unknown as Error;
  return error instanceof Error ? error : new Error(String(error));
}
