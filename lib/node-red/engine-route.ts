import type { NodeAPI } from 'node-red';
import { listEngines } from '../engine/catalogue';

/** Runtimes that have the route already: every detector asks for it. */
const served = new WeakSet<object>();

/** Tells the detectors' dialogs what runs on this machine: GET twin-guard/engines, `?again` to look anew. */
export function serveEngineList(RED: NodeAPI): void {
  const { httpAdmin } = RED;
  if (!httpAdmin || served.has(httpAdmin)) return;
  served.add(httpAdmin);
  httpAdmin.get('/twin-guard/engines', RED.auth.needsPermission('twin-guard.read'), (request, response) => {
    const folders = RED.settings.userDir ? [RED.settings.userDir] : [];
    listEngines(folders, request.query['again'] !== undefined).then(
      (entries) => response.json(entries),
      (error: Error) => response.status(500).json({ message: error.message }),
    );
  });
}
