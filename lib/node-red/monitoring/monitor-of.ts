import type { NodeAPI } from 'node-red';
import { CONTENT_TYPE, type Family } from '../../monitoring/exposition';
import { Monitor } from '../../monitoring/monitor';
import { nodeRoot } from '../page/roots';
import { refusalCounts } from '../refusals';
import { processFamilies } from './process';

const refusalFamilies = (): readonly Family[] => [
  {
    name: 'refused_total',
    help: 'Messages that nodes have refused.',
    type: 'counter',
    samples: [...refusalCounts()].map(([type, value]) => ({ labels: { type }, value })),
  },
];

interface Response {
  set(name: string, value: string): Response;
  status(code: number): Response;
  end(body: string): void;
}
interface App {
  get(path: string, answer: (request: unknown, response: Response) => void): void;
}

const FLOWS = 'flows';
/** One for each runtime; undefined where none is wanted. */
const known = new WeakMap<object, Monitor | undefined>();

/**
 * What this Node-RED counts: with twinGuard: { metrics: true } in settings.js, at twin-guard/metrics and twin-guard/health/ under the
 * http node root. Without it nothing is counted, and there is no such address.
 */
export function monitorOf(RED: NodeAPI): Monitor | undefined {
  const { events } = RED;
  if (!known.has(events)) known.set(events, begin(RED));
  return known.get(events);
}

function begin(RED: NodeAPI): Monitor | undefined {
  const { twinGuard } = RED.settings as { twinGuard?: { metrics?: unknown } };
  const wanted = twinGuard?.metrics ?? false;
  if (typeof wanted !== 'boolean') throw new Error('twinGuard.metrics in settings.js is neither true nor false');
  if (!wanted || nodeRoot(RED.settings as never) === undefined || !RED.httpNode) return undefined;
  const monitor = new Monitor();
  monitor.source('process', processFamilies());
  monitor.source('refusals', refusalFamilies);
  let stands = false;
  RED.events.on('flows:started', () => {
    stands = true;
  });
  RED.events.on('flows:stopping' as never, () => {
    stands = false;
  });
  monitor.check(FLOWS, () => (stands ? undefined : 'the flows have not started'));
  serve(RED.httpNode as unknown as App, monitor);
  return monitor;
}

function serve(app: App, monitor: Monitor): void {
  const plain = (response: Response, code: number, body: string): void =>
    response.status(code).set('content-type', CONTENT_TYPE).set('cache-control', 'no-store').end(body);
  app.get('/twin-guard/metrics', (_request, response) => plain(response, 200, monitor.text()));
  // That it answers says all: an event loop that hangs does not.
  app.get('/twin-guard/health/live', (_request, response) => plain(response, 200, 'live\n'));
  app.get('/twin-guard/health/ready', (_request, response) => {
    const problems = monitor.problems();
    if (problems.length === 0) plain(response, 200, 'ready\n');
    else plain(response, 503, `${problems.join('\n')}\n`);
  });
}
