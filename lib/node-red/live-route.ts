import type { NodeAPI } from 'node-red';
import type { Member } from '../page/member';
import { duration } from '../time/duration';
import { refusalsOf } from './refusals';

/** Names of assets that are listed; whoever has more finds them on the page. */
const MOST = 200;
/** Runtimes that have the route already: every node asks for it. */
const served = new WeakSet<object>();

/**
 * What a running node knows, for its dialog: GET twin-guard/live/<id of the node>?asset=, with the permission to read. Answers
 * { assets, more, asset, state, values, report, refusals }; nothing but refusals where it knows no asset yet, or does not run.
 * @param member finds a node that runs
 */
export function serveLive(RED: NodeAPI, member: (id: string) => Member | undefined): void {
  const { httpAdmin } = RED;
  if (!httpAdmin || served.has(httpAdmin)) return;
  served.add(httpAdmin);
  httpAdmin.get('/twin-guard/live/:id', RED.auth.needsPermission('twin-guard.read'), (request, response) => {
    const id = String(request.params['id']);
    response.json(liveOf(id, member(id), request.query['asset']));
  });
}

function liveOf(id: string, member: Member | undefined, wanted: unknown): object {
  const refusals = refusalsOf(id);
  if (member === undefined) return { assets: [], refusals };
  const all = member.assets();
  const asset = typeof wanted === 'string' && member.has(wanted) ? wanted : all[0];
  if (asset === undefined) return { assets: [], refusals };
  const { state, values, left } = member.status(asset) ?? {};
  return {
    assets: all.slice(0, MOST),
    more: Math.max(0, all.length - MOST),
    asset,
    state,
    values: { ...values, eta: left === undefined ? '?' : duration(left) },
    report: member.report(asset, { live: true }),
    refusals,
  };
}
