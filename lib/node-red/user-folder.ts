import { join } from 'node:path';
import type { NodeAPI } from 'node-red';

const NODE_ID = /^[A-Za-z0-9_.-]{1,64}$/;

/**
 * The folder in which a node keeps what it has learned: <userDir>/twin-guard/<node id>. Undefined where the host has no
 * userDir (an embedded runtime, a unit test) or the id could leave the folder: the node then learns in memory only.
 */
export function nodeFolder(RED: NodeAPI, nodeId: string): string | undefined {
  const userDir = RED.settings.userDir;
  if (typeof userDir !== 'string' || userDir === '' || !NODE_ID.test(nodeId) || /^\.+$/.test(nodeId)) return undefined;
  return join(userDir, 'twin-guard', nodeId);
}
