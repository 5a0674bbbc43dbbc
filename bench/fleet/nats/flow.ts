import type { FlowNode } from '../../../test/fixtures/runtime';

/** What Node-RED replaces by a variable of the environment. */
const environment = (name: string): string => `\${${name}}`;

/** How much a chain learns from before it watches. */
export const LEARN = { scaler: 20, detector: 60 };

const KINDS = ['cyber-attack', 'sensor-fault', 'data-drift', 'undetermined'];
const COMMANDS = JSON.stringify([
  { name: 'close', severity: 'low', kinds: KINDS, topic: 'plant/valve', payload: 0, interval: 1 },
]);

/** What is wired besides records: orders, feedback, and what leaves. */
const MORE: Readonly<Record<string, readonly string[][]>> = {
  'fleet-in': [['to-response'], ['log']],
  autoencoder: [['out']],
  decision: [[], ['autoencoder'], ['out']],
  response: [['out'], ['out'], [], ['out']],
};

/** The node with the connection; the environment says where the broker is, and which member the process is. */
export function connection(partitions: number, checkpoint: number): FlowNode {
  return {
    id: 'fleet',
    type: 'twin-fleet',
    servers: environment('TWIN_GUARD_NATS'),
    member: environment('TWIN_GUARD_MEMBER'),
    members: environment('TWIN_GUARD_MEMBERS'),
    partitions,
    checkpoint,
  };
}

/** Puts events into Node-RED's log. */
export const LOG: FlowNode = {
  id: 'log',
  z: 'tab',
  type: 'function',
  func: "node.warn(msg.payload.event + ': ' + msg.payload.text);",
  outputs: 0,
  wires: [],
};

/**
 * The whole chain between twin-fleet-in and twin-fleet-out, as it runs in every process of the fleet. What it learns later is left out:
 * when a training ends is no matter of the records, so that two runs would not be the same.
 */
export function fleetFlow(partitions: number, checkpoint: number): FlowNode[] {
  const settings: Record<string, Record<string, unknown>> = {
    'fleet-in': { fleet: 'fleet' },
    // A single process has all of them.
    ingest: { maxAssets: 100_000 },
    scaler: { warmup: LEARN.scaler },
    autoencoder: { records: LEARN.detector, epochs: 5, folds: 2, grow: false, relearn: 0 },
    threshold: { adapt: true },
    response: { commands: COMMANDS, stayArmed: true, retrain: false, remind: 0, maxAlerts: 1000 },
  };
  const chain = ['fleet-in', 'ingest', 'scaler', 'autoencoder', 'threshold', 'decision', 'response'];
  const nodes = chain.map((name, i): FlowNode => {
    const next = chain[i + 1];
    const wires = [next === undefined ? [] : [next], ...(MORE[name] ?? [])];
    return { id: name, z: 'tab', type: `twin-${name}`, ...settings[name], wires };
  });
  return [
    { id: 'tab', type: 'tab', label: 'fleet' },
    connection(partitions, checkpoint),
    ...nodes,
    { id: 'out', z: 'tab', type: 'twin-fleet-out', fleet: 'fleet', wires: [] },
    {
      id: 'to-response',
      z: 'tab',
      type: 'switch',
      property: 'control.do',
      rules: [{ t: 'eq', v: 'arm', vt: 'str' }],
      outputs: 1,
      wires: [['response']],
    },
    LOG,
    { id: 'problems', z: 'tab', type: 'catch', scope: null, wires: [['problem']] },
    {
      id: 'problem',
      z: 'tab',
      type: 'function',
      func: "node.warn('caught: ' + msg.error.message);",
      outputs: 0,
      wires: [],
    },
    // Holds up the event loop, as a function node of a user might.
    { id: 'busy', z: 'tab', type: 'http in', url: '/busy/:ms', method: 'get', wires: [['hold']] },
    {
      id: 'hold',
      z: 'tab',
      type: 'function',
      func: 'const end = Date.now() + Number(msg.req.params.ms); while (Date.now() < end); return msg;',
      outputs: 1,
      wires: [['answer']],
    },
    { id: 'answer', z: 'tab', type: 'http response', wires: [] },
  ];
}
