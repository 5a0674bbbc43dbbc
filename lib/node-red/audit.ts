import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import type { Order } from '../layer/orders';
import { type AuditLog, openAudit } from '../store/audit';
import { unsaved } from '../store/unsaved';

/** One log for all nodes, so that one chain tells who changed what in which order. Node-RED loads this module once. */
const logs = new Map<string, AuditLog>();

/** The audit log of this Node-RED: <userDir>/twin-guard/audit.jsonl. Undefined where the host has no userDir. */
export function auditFileOf(RED: NodeAPI): string | undefined {
  const { userDir } = RED.settings;
  return typeof userDir !== 'string' || userDir === '' ? undefined : join(userDir, 'twin-guard', 'audit.jsonl');
}

function auditOf(RED: NodeAPI): AuditLog | undefined {
  const file = auditFileOf(RED);
  if (file === undefined) return undefined;
  let log = logs.get(file);
  if (log === undefined) {
    log = openAudit(file);
    logs.set(file, log);
  }
  return log;
}

/** Events that must be on disk before anything that follows from them leaves; a flood of alarms may wait for its sync. */
const AT_ONCE: readonly unknown[] = ['order', 'command-sent'];

const SHARED =
  'another process writes to the same audit log; give each Node-RED a user folder of its own, and verify the log';

/** What the log says of an order: nothing that it brings can pass for who gave it, nor for how. */
export function orderEntry({ options, do: name, by, via, verified }: Order): Readonly<Record<string, unknown>> {
  return { ...options, event: 'order', do: name, by, via: via ?? 'flow', verified: verified === true };
}

/**
 * How a node writes to the audit log. A failed write is told: protection goes on, but never silently without its log.
 * @param tell sends an event about the asset
 * @returns writes one entry: the asset ('*' for all) and what happened, with its `event`; what may be there already (again) only
 *   where it is not. Says whether it was there
 */
export function auditor(
  RED: NodeAPI,
  node: Node,
  tell: (asset: string, event: { event: string; text: string }) => void,
): (asset: string, facts: Readonly<Record<string, unknown>>, again?: boolean) => boolean {
  const log = auditOf(RED);
  return (asset, facts, again = false) => {
    const ours = { at: new Date().toISOString(), node: node.id, type: node.type, asset };
    // First, and not to be overwritten by what an order brings.
    const entry = { ...ours, ...facts, ...ours };
    try {
      const { event, time, text, mode } = facts;
      const known = { node: node.id, asset, event, time, text, ...(mode !== undefined && { mode }) };
      if (again && log?.holds(known) === true) return true;
      const shared = log?.append(entry, AT_ONCE.includes(facts['event']) ? 'now' : 'soon') === true;
      if (shared) tell(asset, { event: 'audit-shared', text: SHARED });
    } catch (error) {
      tell(asset, { event: 'audit-failed', text: unsaved('the audit log', error).message });
    }
    return false;
  };
}
