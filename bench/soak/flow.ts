import { withProbe } from '../../test/fixtures/probe';
import type { FlowNode } from '../../test/fixtures/runtime';

export const CHAIN = ['ingest', 'scaler', 'autoencoder', 'threshold', 'decision', 'response'] as const;
export type Link = (typeof CHAIN)[number];

/** A command that any alarm gives, as soon as it is armed and was reset. */
const COMMAND = {
  name: 'close',
  kinds: ['cyber-attack', 'sensor-fault', 'data-drift', 'undetermined'],
  severity: 'low',
  topic: 'plant/valve',
  payload: 'close',
  interval: 0,
};

const SETTINGS: Readonly<Record<Link, Record<string, unknown>>> = {
  ingest: { orders: true },
  scaler: { warmup: 40 },
  autoencoder: { records: 200, epochs: 5 },
  threshold: {},
  decision: {},
  response: { commands: JSON.stringify([COMMAND]), stayArmed: true, maxAlerts: 1000 },
};
const OUTPUTS: Readonly<Partial<Record<Link, number>>> = { decision: 4, response: 5 };

/**
 * The chain of a user who wires orders and data alike, with what leaves it written down outside of Node-RED: commands, events
 * and errors a line each, records as a count. A line is with the operating system before the next message is handled, so
 * it outlives any kill.
 */
export function soakFlow(name: string): FlowNode[] {
  const last = CHAIN.length - 1;
  const nodes = CHAIN.map((link, i): FlowNode => {
    const outputs = OUTPUTS[link] ?? 2;
    const wires: string[][] = Array.from({ length: outputs }, () => ['told']);
    wires[0] = [i < last ? CHAIN[i + 1]! : 'judged'];
    if (link === 'response') wires[2] = ['plant'];
    return { id: link, type: `twin-${link}`, name, ...SETTINGS[link], wires };
  });
  const writer = (id: string, func: string): FlowNode => ({ id, type: 'function', outputs: 0, wires: [], func });
  return withProbe(
    [
      ...nodes,
      writer('plant', `global.get('write')({ command: msg.key });`),
      writer('told', `global.get('write')({ told: msg.payload });`),
      writer('judged', `global.get('count')(msg.payload.verdict);`),
      { id: 'caught', type: 'catch', scope: null, uncaught: false, wires: [['error']] },
      writer(
        'error',
        `global.get('write')({ error: String(msg.error.message).slice(0, 300), by: msg.error.source.id });`,
      ),
    ],
    [...CHAIN],
  );
}

/** What the writers call, as settings of Node-RED. @param file where the lines go */
export function soakSettings(file: string): string {
  return `functionGlobalContext: (() => {
    const fs = require('node:fs');
    const write = (line) => fs.appendFileSync(${JSON.stringify(file)}, JSON.stringify(line) + '\\n');
    let counts = {};
    setInterval(() => { if (Object.keys(counts).length > 0) write({ counts }); counts = {}; }, 500).unref();
    return { write, count: (verdict) => { counts[verdict] = (counts[verdict] ?? 0) + 1; } };
  })()`;
}
