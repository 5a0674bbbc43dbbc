import type { Node, NodeAPI, NodeStatus } from 'node-red';
import { familiesOf } from '../../lib/fleet/families';
import { chainOf } from '../../lib/node-red/fleet/chain-of';
import { fleetOf } from '../../lib/node-red/fleet/connection';
import { RunningMember } from '../../lib/node-red/fleet/member-node';
import { monitorOf } from '../../lib/node-red/monitoring/monitor-of';
import { registerNode } from '../../lib/node-red/register-node';
import { createStatusLine } from '../../lib/node-red/status-line';
import { type FleetInConfig, parseConfig } from './config';

const TURN_MS = 1000;

function run(RED: NodeAPI, node: Node, config: FleetInConfig): void {
  const { connection, settings } = fleetOf(config.fleet);
  const status = createStatusLine(node, () => describeNode());
  const running = new RunningMember(
    RED,
    node,
    { ...settings, patience: 1000 * config.patience },
    connection,
    chainOf(RED),
    () => status.touch(),
  );
  const text = (key: string, values: Record<string, string | number> = {}): string =>
    RED._(`fleet-in.status.${key}`, values as Record<string, string>);
  function describeNode(): NodeStatus {
    const { member, members } = settings;
    const { problem } = connection;
    if (problem === 'connecting') return { fill: 'grey', shape: 'ring', text: text('connecting') };
    if (problem !== undefined) return { fill: 'red', shape: 'ring', text: text('offline', { text: problem }) };
    const shares = running.member?.shares ?? [];
    const owned = shares.filter(({ partition }) => partition.owned).length;
    const lag = shares.reduce((sum, share) => sum + (share.partition.owned ? share.lag : 0), 0);
    const values = { member, members, owned, of: shares.length, lag };
    if (owned === 0) return { fill: 'yellow', shape: 'ring', text: text('standby', values) };
    return { fill: 'green', shape: 'dot', text: text('running', values) };
  }
  const monitor = monitorOf(RED);
  const unwatch = [
    monitor?.source(node.id, () =>
      running.member === undefined ? [] : familiesOf(running.member, connection.broker?.clock.now() ?? Date.now()),
    ),
    monitor?.check(node.id, () => running.problem),
  ];
  const timer = setInterval(() => status.touch(), TURN_MS).unref();
  node.on('close', () => {
    clearInterval(timer);
    status.close();
    running.close();
    for (const stop of unwatch) stop?.();
  });
  status.touch();
}

/** twin-fleet-in: the records of this member's share of a fleet, key by key and in order. */
export = (RED: NodeAPI): void =>
  registerNode(RED, 'twin-fleet-in', parseConfig, (node, config) => run(RED, node, config));
