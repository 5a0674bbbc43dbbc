import { InputError } from '../../input';
import { matching } from '../../page/alarm-filter';
import type { Right } from '../../page/api';
import { assetView } from '../../page/asset-view';
import { auditLines } from '../../page/audit-lines';
import { alarmsCsv } from '../../page/csv';
import type { HistorySink } from '../../page/history/history';
import type { Hub } from '../../page/hub';
import { FasterError, followRequest, readRequest, rightOf, WENT_WRONG } from '../../page/order-request';
import { marked } from '../../page/separated';
import type { Shown } from '../../page/sights';
import { Undo } from '../../page/undo';
import type { PageFiles } from './files';
import { guardRoute } from './guard-route';
import { answer, type Express, type Request, type Response, refuse } from './http';
import { BodyError, readJson } from './json-body';
import { Query } from './query';
import { listRecordings, readLearnRequest, recordingPath } from './recordings';
import type { PageSettings } from './settings';
import type { Streams } from './streams';
import type { Who } from './who';

export interface Served {
  readonly hub: Hub;
  readonly who: Who;
  readonly streams: Streams;
  readonly files: PageFiles;
  readonly settings: PageSettings;
  /** The audit log; undefined where the host keeps none. */
  readonly auditFile: string | undefined;
  readonly now: () => number;
  /** Something that is none of the asker's mistakes. */
  readonly fail: (error: Error) => void;
}

type Handler = (request: Request, response: Response) => unknown;

/** What was asked for is not there. */
class NotFound extends Error {}

/** Adds the page's routes to one of Node-RED's roots. See lib/page/api.ts for what they answer. */
export function addRoutes(app: Express, served: Served): void {
  const { hub, who, streams, files, settings, now } = served;
  const root = '/twin-guard';
  const guards = { data: guardRoute(settings.origins, true), shell: guardRoute(settings.origins, false) };
  const safely =
    (handler: Handler, kind: keyof typeof guards = 'data'): ((request: Request, response: Response) => void) =>
    (request, response) => {
      guards[kind](request, response, () => {
        Promise.resolve()
          .then(() => handler(request, response))
          .catch((error: Error) => tellError(error, response, served));
      });
    };
  const reads = (path: string, handler: Handler, right: Right = 'read'): void => {
    const asked: Handler = async (request, response) => {
      const { ok } = await who.may(request, right);
      return ok ? handler(request, response) : noRight(response, right);
    };
    app.get(`${root}/api/${path}`, safely(asked));
  };
  const gives = (path: string, make: (request: Request) => unknown, right?: Right): void =>
    reads(path, async (request, response) => answer(request, response, JSON.stringify(await make(request))), right);

  app.get(
    `${root}/api/rights`,
    safely(async (request, response) => answer(request, response, JSON.stringify(await who.rights(request)))),
  );
  gives('fleet', () => hub.fleet());
  reads('stream', (request, response) => streams.open(request, response));
  gives('asset', (request) => {
    const shown = shownOf(request, hub);
    return assetView(shown, now(), hub.fileLearning?.of(shown.sight.key));
  });
  gives('recordings', () => listRecordings(settings.recordings), 'tune');
  reads('alarms', async (request, response) => {
    const query = new Query(request);
    const wanted = query.alarms();
    const isFile = query.text('as') === 'csv';
    if (wanted.from === undefined) {
      const lines = matching(hub.alarms(), wanted);
      return isFile ? sendCsv(request, response, alarmsCsv(lines)) : answer(request, response, JSON.stringify(lines));
    }
    const past = pastOf(hub);
    if (isFile) return sendCsv(request, response, await past.alarmsCsv(wanted));
    return answer(request, response, JSON.stringify(await past.alarms(wanted)));
  });
  gives('history', (request) => pastOf(hub).history(new Query(request).history(now())));
  gives('kpis', (request) => pastOf(hub).kpis(new Query(request).span(now())));
  gives('whatif', (request) => pastOf(hub).whatIf({ key: shownOf(request, hub).sight.key, now: now() }));
  gives('audit', (request) => {
    const query = new Query(request);
    const only = query.text('key') === undefined ? undefined : shownOf(request, hub);
    const undo = new Undo(hub);
    return auditLines(served.auditFile, {
      from: query.number('from') ?? 0,
      to: query.number('to') ?? now(),
      only,
      undo: (entry) => undo.of(entry),
    });
  });
  app.post(
    `${root}/api/orders`,
    safely(async (request, response) => {
      // Who may not even read is told nothing of what is known here.
      if (!(await who.may(request, 'read')).ok) return noRight(response, 'read');
      const wanted = readRequest(await readJson(request));
      const right = rightOf(wanted, hub);
      const { ok, name } = await who.may(request, right);
      if (!ok) return noRight(response, right);
      return answer(request, response, JSON.stringify(followRequest(wanted, { by: name, fail: served.fail }, hub)));
    }),
  );
  app.post(
    `${root}/api/learn`,
    safely(async (request, response) => {
      const { ok, name } = await who.may(request, 'tune');
      if (!ok) return noRight(response, 'tune');
      const wanted = readLearnRequest(await readJson(request));
      const shown = hub.shown(wanted.key);
      const learning = hub.fileLearning;
      if (shown === undefined || learning === undefined) throw new NotFound('this asset is not known any more');
      if ('cancel' in wanted) learning.cancel(wanted.key);
      else {
        const path = recordingPath(settings.recordings, wanted.file);
        learning.start(shown, { name: wanted.file.name, path, by: name });
      }
      return answer(request, response, JSON.stringify(learning.of(wanted.key)));
    }),
  );
  app.all(
    `${root}/api/*`,
    safely((_request, response) => refuse(response, 404, 'there is no such question')),
  );
  app.get(
    root,
    safely((request, response) => {
      // Express takes both for one; the page's own addresses hang on the slash.
      if (!request.path.endsWith('/')) return response.redirect(308, 'twin-guard/');
      if (!files.has('')) return refuse(response, 404, 'the page is not built');
      return files.send('', request, response);
    }, 'shell'),
  );
  // Other routes of the pack lie beside the page's files.
  app.get(`${root}/*`, (request, response, next) => {
    const path = String((request.params as unknown as readonly string[])[0]);
    if (!files.has(path)) return next();
    safely(() => files.send(path, request, response), 'shell')(request, response);
  });
}

function sendCsv(request: Request, response: Response, text: string): unknown {
  response.setHeader('Content-Disposition', 'attachment; filename="alarms.csv"');
  return answer(request, response, marked(text), 'text/csv; charset=utf-8');
}

function pastOf({ history }: Hub): HistorySink {
  if (history !== undefined) return history;
  throw new NotFound('no history is kept');
}

function shownOf(request: Request, hub: Hub): Shown {
  const shown = hub.shown(new Query(request).key());
  if (shown === undefined) throw new NotFound('this asset is not known any more');
  return shown;
}

function noRight(response: Response, right: Right): void {
  refuse(response, 401, `needs the permission twin-guard.${right}`);
}

function tellError(error: Error, response: Response, { fail }: Served): unknown {
  if (response.headersSent) return response.end();
  if (error instanceof InputError) return refuse(response, 400, error.message);
  if (error instanceof BodyError) return refuse(response, error.status, error.message);
  if (error instanceof NotFound) return refuse(response, 404, error.message);
  if (error instanceof FasterError) return refuse(response, 409, error.message);
  fail(error);
  return refuse(response, 500, WENT_WRONG);
}
