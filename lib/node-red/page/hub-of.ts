import type { NodeAPI } from 'node-red';
import { Hub } from '../../page/hub';
import { createWires } from './wires';

/** One for each runtime: tests start several in one process. */
const hubs = new WeakMap<object, Hub>();

/** The hub of this Node-RED. */
export function hubOf(RED: NodeAPI): Hub {
  const { events } = RED;
  let hub = hubs.get(events);
  if (hub === undefined) {
    const wires = createWires(RED);
    const fail = (error: Error): void => RED.log.error(`twin-guard-page: ${error.stack}`);
    const made = new Hub({ now: Date.now, soon: setImmediate, behind: wires.behind, fail });
    hub = made;
    hubs.set(events, made);
    events.on('flows:started', () => {
      wires.forget();
      made.rewire();
    });
  }
  return hub;
}
