import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { FileLearning } from '../../page/file-learning/file-learning';
import { auditFileOf } from '../audit';
import { PageFiles } from './files';
import { hubOf } from './hub-of';
import { openHistoryOf } from './open-history';
import { readInThread } from './recording-thread';
import { adminRoot, nodeRoot, wayTo } from './roots';
import { addRoutes } from './routes';
import { pageSettings } from './settings';
import { Streams } from './streams';
import { createWho, nobody, type Who } from './who';

const TURN_MS = 1000;
/** Where the build puts the page's own files. */
const FILES = join(__dirname, '..', '..', '..', 'page');
/** Runtimes that serve the page already. */
const served = new WeakSet<object>();

/** The operator page: twin-guard/ under Node-RED's admin root, and under its http node root where that is set. */
export = (RED: NodeAPI): void => {
  const settings = pageSettings(RED);
  if (settings === undefined || served.has(RED.events)) return;
  const places = placesOf(RED, settings.nodeRoot);
  if (places.length === 0) return;
  served.add(RED.events);
  const hub = hubOf(RED);
  hub.history = openHistoryOf(RED, settings, hub);
  hub.fileLearning = new FileLearning({
    read: readInThread,
    shown: (key) => hub.shown(key),
    member: (id) => hub.member(id),
    now: Date.now,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    changed: (key) => hub.learns(key),
    fail: (error) => RED.log.error(`twin-guard-page: ${error.stack}`),
  });
  hub.served = true;
  const files = new PageFiles(FILES);
  const all = places.map(({ app, who }) => {
    const mayRead = async (request: Parameters<Who['may']>[0]): Promise<boolean> => (await who.may(request, 'read')).ok;
    const streams = new Streams(hub, mayRead, 1000 * settings.recheck, Date.now);
    addRoutes(app as never, {
      hub,
      who,
      streams,
      files,
      settings,
      auditFile: auditFileOf(RED),
      now: Date.now,
      fail: (error) => RED.log.error(`twin-guard-page: ${error.stack}`),
    });
    return streams;
  });
  setInterval(() => {
    hub.turn();
    for (const streams of all) streams.turn();
  }, TURN_MS).unref();
};

interface Place {
  readonly app: object;
  readonly who: Who;
}

function placesOf(RED: NodeAPI, wanted: boolean): Place[] {
  const { httpAdmin, httpNode, settings } = RED;
  const [admin, node] = [adminRoot(settings as never), nodeRoot(settings as never)];
  // Without an admin root there is nobody to sign in, and nothing is mounted.
  const places: Place[] = admin === undefined || !httpAdmin ? [] : [{ app: httpAdmin, who: createWho(RED) }];
  // Where both roots are one, the page is there already.
  if (!wanted || node === undefined || !httpNode || node === admin) return places;
  const who = admin === undefined ? nobody() : createWho(RED, wayTo(admin, node));
  return [...places, { app: httpNode, who }];
}
