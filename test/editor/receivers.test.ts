import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { join } from 'node:path';
import { linkPackage, otherPackages } from '../fixtures/packages';
import type { FlowNode, Runtime } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';
import { openStage, type Stage } from '../fixtures/stage';

/** What the examples name in their global-config; the mail node brings the SMTP server along. */
const PACKAGES = { 'node-red-node-email': '5.2.5', '@flowfuse/node-red-dashboard': '1.31.0' };
/** What an asset may be called by whoever sends messages. */
const HOSTILE = '<b>tank</b>';

/** Colours of the chart's two lines, red, green and blue, and how many pixels are more than the legend's. */
const SERIES = [
  [0, 149, 255],
  [255, 0, 0],
] as const;
const LEAST_PIXELS = 600;

interface Mail {
  readonly to: string;
  readonly user: string;
  readonly source: string;
}
interface Posted {
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly authorization: string | undefined;
}
interface SmtpSession {
  readonly user?: string;
  readonly envelope: { readonly rcptTo: readonly { readonly address: string }[] };
}
interface SmtpServer {
  listen(port: number, host: string, done: () => void): void;
  close(done: () => void): void;
  readonly server: { address(): AddressInfo };
}

/** An example as shipped, faster and without its clock, so that its button is pressed when all have learned. */
function example(file: string, changes: Readonly<Record<string, object>>): FlowNode[] {
  const nodes = JSON.parse(readFileSync(join(ROOT, 'examples', 'flows', file), 'utf8')) as FlowNode[];
  for (const node of nodes) {
    if (node.type === 'twin-simulator') node['speed'] = 60;
    if (node.type === 'twin-autoencoder') Object.assign(node, { records: 400, grow: false });
    if (node.type === 'inject' && node.id.endsWith('-drill')) node['once'] = false;
    Object.assign(node, changes[node.id]);
  }
  return nodes;
}

describe('examples with the real nodes of others: mail, MQTT, HTTP, Dashboard 2', () => {
  let stage: Stage | undefined;
  let runtime: Runtime;
  let smtp: SmtpServer | undefined;
  let http: Server | undefined;
  let closeBroker: (() => Promise<void>) | undefined;
  const mails: Mail[] = [];
  const posted: Posted[] = [];

  async function startSmtp(folder: string): Promise<number> {
    const { SMTPServer } = require(
      require.resolve('smtp-server', { paths: [join(folder, 'node-red-node-email')] }),
    ) as {
      SMTPServer: new (options: object) => SmtpServer;
    };
    const server = new SMTPServer({
      onAuth(
        auth: { username: string; password: string },
        _session: object,
        done: (e: Error | null, a?: object) => void,
      ) {
        if (auth.password === 'secret') done(null, { user: auth.username });
        else done(new Error('wrong password'));
      },
      onData(stream: NodeJS.ReadableStream, { user = '', envelope }: SmtpSession, done: () => void) {
        let source = '';
        stream.on('data', (chunk: Buffer) => {
          source += chunk.toString();
        });
        stream.on('end', () => {
          mails.push({ to: envelope.rcptTo.map(({ address }) => address).join(), user, source });
          done();
        });
      },
    });
    smtp = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server.server.address().port;
  }

  async function startHttp(): Promise<string> {
    http = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      request.on('end', () => {
        const body = JSON.parse(text || '{}') as Record<string, unknown>;
        posted.push({ path: String(request.url), body, authorization: request.headers.authorization });
        response.end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(http, 'listening');
    return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  }

  async function startBroker(): Promise<number> {
    const { Aedes } = await import('aedes');
    const aedes = (await Aedes.createBroker()) as unknown as { handle: () => void; close(done: () => void): void };
    const server = createSocketServer(aedes.handle).listen(0, '127.0.0.1');
    closeBroker = async () => {
      await new Promise<void>((resolve) => aedes.close(resolve));
      await new Promise((resolve) => server.close(resolve));
    };
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  before(async function () {
    const folder = otherPackages(PACKAGES);
    if (folder === undefined) return this.skip();
    stage = await openStage({}, (userDir) => {
      for (const name of Object.keys(PACKAGES)) linkPackage(folder, name, userDir);
    });
    if (stage === undefined) return this.skip();
    ({ runtime } = stage);
    const [mailPort, base, mqttPort] = [await startSmtp(folder), await startHttp(), await startBroker()];
    const entity = example('alarm-to-home-assistant.json', {}).find(({ id }) => id === 'tgha-entity')!;
    await runtime.deploy([
      ...example('alerts-by-mail.json', {
        'tgam-simulator': { asset: HOSTILE, speed: 60 },
        'tgam-send': {
          server: '127.0.0.1',
          port: String(mailPort),
          tls: false,
          credentials: { userid: 'guard@example.com', password: 'secret' },
        },
      }),
      ...example('alerts-to-teams-and-telegram.json', {
        'tgat-toTeams': { d: false, url: `${base}/teams` },
        'tgat-toTelegram': { d: false, url: `${base}/telegram` },
      }),
      ...example('alarm-to-home-assistant.json', {
        'tgha-entity': { func: String(entity['func']).replace('http://homeassistant.local:8123', base) },
        'tgha-send': { d: false },
      }),
      ...example('ditto-over-mqtt.json', {
        'tgdm-shape': { wires: [['publish']] },
        'tgdm-mqtt': { d: false },
        'tgdm-broker': { broker: '127.0.0.1', port: String(mqttPort) },
      }),
      { id: 'publish', z: 'tgdm-tab', type: 'mqtt out', broker: 'tgdm-broker', x: 400, y: 160, wires: [] },
      ...example('dashboard.json', {}),
    ]);
    return undefined;
  });
  after(async () => {
    await stage?.close();
    await new Promise<void>((resolve) => (smtp === undefined ? resolve() : smtp.close(resolve)));
    http?.close();
    await closeBroker?.();
  });

  const state = async (id: string): Promise<unknown> =>
    ((await (await runtime.get(`/twin-guard/live/${id}`)).json()) as { state?: unknown }).state;
  /** Presses a drill once all have learned, so that nothing is told before. */
  const drill = async (prefix: string): Promise<void> => {
    for (const layer of ['threshold', 'decision'])
      await until(async () => ((await state(`${prefix}-${layer}`)) === 'watching' ? true : undefined));
    await press(`${prefix}-drill`);
  };
  const press = async (id: string): Promise<void> => {
    const pressed = await runtime.ask(`/inject/${id}`, { method: 'POST' });
    assert.ok(pressed.ok, `the button answered ${pressed.status}`);
  };

  it('a mail leaves whose subject is the reason, to the address, and one when it is over; no name becomes markup', async () => {
    await drill('tgam');
    const mail = await until(() => mails[0]);
    assert.deepEqual([mail.to, mail.user], ['shift@example.com', 'guard@example.com']);
    const source = unfolded(mail.source);
    assert.match(source, /^Subject: .*L2/m);
    assert.match(source, /tank.*: (cyber-attack|sensor-fault), (low|medium|high)/);
    assert.doesNotMatch(source, /text\/html|<b>/);
    await press('tgam-clear');
    await until(() => mails.find(({ source }) => /^Subject: Over: /m.test(unfolded(source))));
  });

  it('Teams gets a card and Telegram a text, the reason first', async () => {
    await drill('tgat');
    const teams = await until(() => posted.find(({ path }) => path === '/teams'));
    const [card] = teams.body['attachments'] as { content: { body: { text: string }[] } }[];
    assert.match(card!.content.body[0]!.text, /L2/);
    const telegram = await until(() => posted.find(({ path }) => path === '/telegram'));
    assert.match(String(telegram.body['text']), /^.*L2.*\ntwo-tank: /);
  });

  it('Home Assistant gets an entity that is on, and off when it is over', async () => {
    await drill('tgha');
    const isEntity = ({ path }: Posted): boolean => path === '/api/states/binary_sensor.twin_guard_two_tank';
    const on = await until(() => posted.find(isEntity));
    assert.deepEqual([on.body['state'], on.authorization], ['on', 'Bearer your long-lived access token']);
    await press('tgha-clear');
    await until(() => posted.find((one) => isEntity(one) && one.body['state'] === 'off'));
  });

  it('what Ditto publishes comes over a real broker, and is guarded', async () => {
    await drill('tgdm');
    await until(async () => ((await state('tgdm-decision')) === 'alarm' ? true : undefined));
  });

  it('Dashboard 2 draws score and limit, and says the alarm and that it is over', async () => {
    const page = await stage!.browser.newPage({ viewport: { width: 1200, height: 700 } });
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${runtime.url}/dashboard/twin-guard`);
    await drill('tgdb');
    await page.locator('#nrdb-ui-widget-tgdb-text', { hasText: 'L2' }).waitFor({ timeout: 240_000 });
    const canvas = page.locator('.nrdb-ui-chart canvas').first();
    for (const line of SERIES)
      await until(async () => ((await canvas.evaluate(pixelsOf, line)) > LEAST_PIXELS ? true : undefined));
    if (process.env['SCREENSHOT'] !== undefined) await page.screenshot({ path: process.env['SCREENSHOT'] });
    await press('tgdb-clear');
    await page.locator('#nrdb-ui-widget-tgdb-text', { hasText: /over|Over|cleared/ }).waitFor({ timeout: 240_000 });
    assert.deepEqual(problems, []);
  });
});

/** Runs in the page. */
function pixelsOf(element: SVGElement | HTMLElement, [red, green, blue]: readonly [number, number, number]): number {
  const canvas = element as HTMLCanvasElement;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] === red && data[i + 1] === green && data[i + 2] === blue && data[i + 3] === 255) found++;
  }
  return found;
}

/** A mail's long lines, as a reader shows them. */
function unfolded(source: string): string {
  return source
    .replace(/=\r?\n/g, '')
    .replace(/\r?\n[ \t]+/g, ' ')
    .replace(/\r/g, '');
}

async function until<T>(found: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const value = await found();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
