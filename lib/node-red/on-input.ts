import type { Node, NodeMessageInFlow } from 'node-red';
import { isForPerson } from '../for-person';
import { forgetRefusals, noteRefusal } from './refusals';

/** A message in a flow, with what our nodes read of it. */
export type FlowMessage = NodeMessageInFlow & { control?: unknown };
/** Sends on the first output, or one message (or null) for each output. */
export type Send = (message: FlowMessage | (FlowMessage | null)[]) => void;

/**
 * The only place that listens to 'input'. A handler that returns, or whose promise resolves, is done; one that throws or
 * rejects reaches Catch once; nothing is handled once the node closes. (An async listener of its own would end the
 * Node-RED process when it rejects.)
 * @returns whether the node is closing, for timers and promises that outlive a message
 */
export function onInput(
  node: Node,
  handler: (message: FlowMessage, send: Send) => void | Promise<void>,
): { readonly closing: boolean } {
  const state = { closing: false };
  const refused = (error: unknown): Error => {
    noteRefusal(node, error instanceof Error ? error.message : String(error), Date.now());
    return reported(error);
  };
  node.on('close', () => {
    state.closing = true;
    forgetRefusals(node.id);
  });
  node.on('input', (message, send, done) => {
    if (state.closing) return done();
    try {
      const later = handler(message as FlowMessage, send as Send);
      if (later === undefined) return done();
      later.then(
        () => done(),
        (error: unknown) => done(refused(error)),
      );
    } catch (error) {
      done(refused(error));
    }
  });
  return state;
}

/** A person's mistake is told in its own words; for one of ours the class and stack help to find it. */
function reported(error: unknown): Error {
  if (isForPerson(error)) return error.message as unknown as Error;
  return error instanceof Error ? error : new Error(String(error));
}
