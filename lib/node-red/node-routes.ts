import type { NodeAPI } from 'node-red';

/**
 * Routes of one node for its dialog: GET twin-guard/<kind>/<id of the node>/<what>, with the permission to read.
 * @param answers what to answer for the id of a node; undefined for one that does not run
 */
export function serveNode(
  RED: NodeAPI,
  kind: string,
  answers: Readonly<Record<string, (id: string) => unknown>>,
): void {
  for (const [what, answer] of Object.entries(answers)) {
    RED.httpAdmin?.get(
      `/twin-guard/${kind}/:id/${what}`,
      RED.auth.needsPermission('twin-guard.read'),
      (request, response) => response.json(answer(String(request.params['id'])) ?? []),
    );
  }
}
