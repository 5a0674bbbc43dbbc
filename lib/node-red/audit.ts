import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { type AuditLog, openAudit } from '../store/audit';

/** One log for all nodes, so that one chain tells who changed what in which order. Node-RED loads this module once. */
const logs = new Map<string, AuditLog>();

/** The audit log of this Node-RED: <userDir>/twin-guard/audit.jsonl. Undefined where the host has no userDir. */
export function auditOf(RED: NodeAPI): AuditLog | undefined {
  const { userDir } = RED.settings;
  if (typeof userDir !== 'string' || userDir === '') return undefined;
  const file = join(userDir, 'twin-guard', 'audit.jsonl');
  let log = logs.get(file);
  if (log === undefined) {
    log = openAudit(file);
    logs.set(file, log);
  }
  return log;
}

/**
 * Writes an entry and tells when that fails: protection goes on, but never silently without its log.
 * @param tell sends an event
 */
export function audit(
  log: AuditLog | undefined,
  entry: Readonly<Record<string, unknown>>,
  urgency: 'now' | 'soon',
  tell: (event: Record<string, unknown>) => void,
): void {
  try {
    log?.append(entry, urgency);
  } catch (error) {
    const text = `the audit log could not be written: ${(error as Error).message}; free some space or check the rights of Node-RED's user folder`;
    tell({ event: 'audit-failed', text });
  }
}
