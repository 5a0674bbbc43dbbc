import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { auditFileOf } from '../audit';
import { PageFiles } from './files';
import { hubOf } from './hub-of';
import { openHistoryOf } from './open-history';
import { addRoutes } from './routes';
import { pageSettings } from './settings';
import { Streams } from './streams';
import { createWho } from './who';

const TURN_MS = 1000;
/** Where the build puts the page's own files. */
const FILES = join(__dirname, '..', '..', '..', 'page');
/** Runtimes that serve the page already. */
const served = new WeakSet<object>();

/** The operator page: twin-guard/ under Node-RED's admin root. */
export = (RED: NodeAPI): void => {
  const settings = pageSettings(RED);
  const { httpAdmin } = RED;
  // Without an admin root there is nobody to sign in, and nothing is mounted.
  const off = (RED.settings as { httpAdminRoot?: unknown }).httpAdminRoot === false;
  if (settings === undefined || !httpAdmin || off || served.has(httpAdmin)) return;
  served.add(httpAdmin);
  const hub = hubOf(RED);
  const who = createWho(RED);
  const streams = new Streams(
    hub,
    async (request) => (await who.may(request, 'read')).ok,
    1000 * settings.recheck,
    Date.now,
  );
  hub.history = openHistoryOf(RED, settings, hub);
  hub.served = true;
  setInterval(() => {
    hub.turn();
    streams.turn();
  }, TURN_MS).unref();
  addRoutes(httpAdmin as never, {
    hub,
    who,
    streams,
    files: new PageFiles(FILES),
    settings,
    auditFile: auditFileOf(RED),
    now: Date.now,
    fail: (error) => RED.log.error(`twin-guard-page: ${error.stack}`),
  });
};
