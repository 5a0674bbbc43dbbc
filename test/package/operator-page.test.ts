import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  AlarmLine,
  AssetLine,
  AssetView,
  AuditLine,
  Fleet,
  OrderAnswer,
  OrderRequest,
  Rights,
} from '../../lib/page/api';
import { adminAuth, alarmChain, askPage, openStream, rawPage, scored, signIn } from '../fixtures/page';
import { seen, send, withProbe } from '../fixtures/probe';
import { linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';

const PEOPLE = ['anna', 'carl', 'tina', 'otto', 'rita', 'walt', 'root', undefined] as const;
/** Who may what: read, operate, tune, command. */
const MAY: Readonly<Record<string, string>> = {
  anna: 'rotc',
  carl: 'r--c',
  tina: 'r-t-',
  otto: 'ro--',
  rita: 'r---',
  walt: '----',
  root: 'rotc',
  nobody: '----',
};

describe('the operator page of a Node-RED with users', () => {
  let userDir: string;
  let runtime: Runtime;
  const tokens = new Map<string, string>();

  const tokenOf = (person: string | undefined): string | undefined => person && tokens.get(person);
  const audit = (): Record<string, unknown>[] =>
    readFileSync(join(userDir, 'twin-guard', 'audit.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const order = (person: string, request: OrderRequest): Promise<OrderAnswer> =>
    askPage(runtime, 'api/orders', tokens.get(person), request);
  /** Sends scores of an asset, and waits until they are through. */
  async function live(asset: string, scores: readonly number[], from?: number): Promise<void> {
    await send(runtime, 'threshold', scored(asset, scores, from));
    let records = 0;
    await seen<{ payload: Record<string, unknown> }>(runtime, (all) => {
      records = all.filter(({ payload }) => payload['asset'] === asset && payload['score'] !== undefined).length;
      return records >= scores.length;
    });
  }
  const lineOf = async (asset: string) => {
    const { assets } = await askPage<Fleet>(runtime, 'api/fleet', tokens.get('rita'));
    return assets.find((line) => line.asset === asset)!;
  };

  before(async () => {
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-page-'));
    linkPack(userDir);
    runtime = await startNodeRed({ userDir, settings: { adminAuth: adminAuth() } });
    for (const person of PEOPLE) if (person !== undefined) tokens.set(person, await signIn(runtime, person));
    await runtime.deploy(withProbe(alarmChain(), ['threshold']), 'full', tokens.get('root'));
  });
  after(async () => {
    await runtime?.stop();
    rmSync(userDir, { recursive: true, force: true });
  });

  for (const person of PEOPLE) {
    it(`tells ${person ?? 'nobody'} what is allowed, always with status 200`, async () => {
      const { may, name, signIn: how } = await askPage<Rights>(runtime, 'api/rights', tokenOf(person));
      const letters = [may.read && 'r', may.operate && 'o', may.tune && 't', may.command && 'c'];
      assert.equal(letters.map((letter) => letter || '-').join(''), MAY[person ?? 'nobody']);
      assert.equal(how, 'credentials');
      if (may.read) assert.equal(name, person);
    });
  }

  it('shows an asset from its first record, and its alarm with the sentence', async () => {
    await live('Tank 1', [0.1, 0.2, 0.1]);
    const calm = await lineOf('Tank 1');
    assert.equal(calm.state, 'watching');
    assert.equal(calm.guard, 'guard');
    assert.equal(calm.open, 0);
    await live('Tank 1', [5, 6, 7, 8], 1_790_000_010_000);
    const { state, text, alarm, open } = await lineOf('Tank 1');
    assert.deepEqual([state, open, alarm?.state], ['alarm', 1, 'unacknowledged']);
    assert.equal(text, alarm?.sentence);
    const [line] = await askPage<AlarmLine[]>(runtime, 'api/alarms', tokens.get('rita'));
    assert.deepEqual(line, alarm);
  });

  it('shows its tags and what each node of its chain answers', async () => {
    const { key } = await lineOf('Tank 1');
    const view = await askPage<AssetView>(runtime, `api/asset?key=${encodeURIComponent(key)}`, tokens.get('rita'));
    assert.deepEqual(
      view.layers.map(({ layer }) => layer),
      ['threshold', 'decision', 'response'],
    );
    assert.equal(view.layers[0]!.report['limit'], 1);
    assert.deepEqual(
      view.tags.map(({ tag, value }) => [tag, value]),
      [
        ['T1', 20.03],
        ['T2', 5],
      ],
    );
  });

  it('leaves an alarm alone that is not the one that was meant', async () => {
    const { key, alarm } = await lineOf('Tank 1');
    const about = (since: number): OrderRequest => ({
      keys: [key],
      layer: 'decision',
      do: 'acknowledge',
      since: { [key]: since },
    });
    const { done, refused } = await order('otto', about(alarm!.since - 1000));
    assert.deepEqual(done, []);
    assert.match(refused[0]!.error, /that alarm is over/);
    assert.equal((await lineOf('Tank 1')).alarm?.state, 'unacknowledged');
  });

  it('acknowledges in the name of who is signed in, whatever is sent, and the log says how', async () => {
    const { key, alarm: raised } = await lineOf('Tank 1');
    const options = { by: 'mallory', verified: true, via: 'flow', event: 'nothing', at: 'never' };
    const since = { [key]: raised!.since };
    const { done, refused } = await order('otto', {
      keys: [key],
      layer: 'decision',
      do: 'acknowledge',
      options,
      since,
    });
    assert.deepEqual([done.length, refused], [1, []]);
    const { alarm } = await lineOf('Tank 1');
    assert.equal(alarm?.state, 'acknowledged');
    assert.equal(alarm?.acknowledged?.by, 'otto');
    const entry = audit().findLast(({ event }) => event === 'order')!;
    assert.deepEqual(
      [entry['do'], entry['by'], entry['via'], entry['verified'], entry['asset'], entry['type']],
      ['acknowledge', 'otto', 'page', true, 'Tank 1', 'twin-decision'],
    );
    assert.match(String(entry['at']), /^20\d\d-/);
  });

  it('tells another site nothing, and takes no orders from it', async () => {
    for (const origin of ['https://evil.example', 'null', `${runtime.url}0`]) {
      const answer = await rawPage(runtime, 'api/fleet', tokens.get('anna'), undefined, { origin });
      assert.equal(answer.status, 403, origin);
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
      // Express takes it for the same route.
      const loud = await rawPage(runtime, 'API/fleet', tokens.get('anna'), undefined, { origin });
      assert.equal(loud.status, 403, origin);
    }
    const site = { 'sec-fetch-site': 'cross-site' };
    assert.equal((await rawPage(runtime, 'api/rights', tokens.get('anna'), undefined, site)).status, 403);
    const own = await rawPage(runtime, 'api/fleet', tokens.get('anna'), undefined, { origin: runtime.url });
    assert.equal(own.status, 200);
    assert.match(String(own.headers.get('content-security-policy')), /^default-src 'none'/);
  });

  it('takes an order only as JSON of the page, and one that it can read', async () => {
    const { key } = await lineOf('Tank 1');
    const good: OrderRequest = { keys: [key], layer: 'decision', do: 'acknowledge' };
    const ask = (body: string, type: string): Promise<Response> =>
      rawPage(runtime, 'api/orders', tokens.get('anna'), body, { 'content-type': type });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '']) {
      assert.equal((await ask(JSON.stringify(good), type)).status, 400, type);
    }
    const bad: unknown[] = [
      '[]',
      { ...good, keys: [] },
      { ...good, since: { [key]: 'now' } },
      { ...good, keys: [{}] },
      { ...good, layer: 'plant' },
      { ...good, do: 'explode' },
      { ...good, do: '__proto__' },
      { ...good, options: 'all' },
      { ...good, options: { text: 'x'.repeat(70_000) } },
    ];
    for (const body of bad) {
      const answer = await rawPage(runtime, 'api/orders', tokens.get('anna'), body);
      assert.equal(answer.status, 400, JSON.stringify(body).slice(0, 80));
      assert.match(((await answer.json()) as { error: string }).error, /\w{3}/);
    }
    assert.equal((await ask('{"keys":', 'application/json')).status, 400);
    const { refused } = await order('anna', { ...good, keys: ['threshold~nobody', key] });
    assert.deepEqual(refused, [{ key: 'threshold~nobody', error: 'this asset is not known any more' }]);
  });

  it('keeps names that somebody made up apart, and shows them as they are', async () => {
    const names = [
      '<img src=x onerror=alert(1)>',
      'a~b',
      '%x00',
      '\ud800',
      '\u202egnirts',
      '\u{1f4a7} 1',
      'x'.repeat(256),
    ];
    for (const name of names) await live(name, [0.1]);
    const { assets } = await askPage<Fleet>(runtime, 'api/fleet', tokens.get('rita'));
    const shown = assets.filter(({ asset }) => names.includes(asset));
    assert.deepEqual(new Set(shown.map(({ asset }) => asset)), new Set(names));
    assert.equal(new Set(assets.map(({ key }) => key)).size, assets.length);
    for (const { key, asset } of shown) {
      const view = await askPage<AssetView>(runtime, `api/asset?key=${encodeURIComponent(key)}`, tokens.get('rita'));
      assert.equal(view.line.asset, asset);
    }
  });

  it('gives alarms to a spreadsheet, in which a name is no formula', async () => {
    const name = '=HYPERLINK("https://evil.example")';
    await live(name, [5, 5, 5, 5]);
    const answer = await rawPage(runtime, 'api/alarms?as=csv', tokens.get('rita'));
    assert.match(String(answer.headers.get('content-type')), /^text\/csv/);
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    assert.match(bytes.toString(), /,"'=HYPERLINK\(""https/);
  });

  it('refuses who decided by what was there before somebody else changed it', async () => {
    const { key } = await lineOf('Tank 1');
    const set = (value: number, seenValue: number): Promise<Response> =>
      rawPage(runtime, 'api/orders', tokens.get('tina'), {
        keys: [key],
        layer: 'threshold',
        do: 'set',
        options: { limit: value },
        seen: { limit: seenValue },
      });
    assert.equal((await set(2, 1)).status, 200);
    const late = await set(3, 1);
    assert.equal(late.status, 409);
    assert.match(((await late.json()) as { error: string }).error, /somebody was faster: limit is 2 now/);
    assert.equal((await set(1, 2)).status, 200);
  });

  it('ends a shelf by the clock on the wall, though no record comes', async () => {
    const { key } = await lineOf('Tank 1');
    await order('otto', { keys: [key], layer: 'decision', do: 'shelve', options: { minutes: 0.05 } });
    const shelved = (await lineOf('Tank 1')).alarm;
    assert.equal(shelved?.state, 'shelved');
    assert.ok(shelved.aside!.until! > Date.now());
    while ((await lineOf('Tank 1')).alarm?.state === 'shelved')
      await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal((await lineOf('Tank 1')).alarm?.state, 'acknowledged');
  });

  it('tells over the stream what changes, alarms with a number to go on from', async () => {
    const stream = await openStream(runtime, tokens.get('rita')!);
    await live('Pump', [0.1, 5, 5, 5, 5]);
    const raised = await stream.until('alarm', ({ asset }) => asset === 'Pump');
    assert.equal(raised.data.state, 'unacknowledged');
    const lines = await stream.until('fleet', ({ assets }) => assets.some(isPumpInAlarm));
    assert.ok(lines.data.now > 0);
    stream.close();
    const { key } = await lineOf('Pump');
    await order('otto', { keys: [key], layer: 'decision', do: 'acknowledge' });
    const again = await openStream(runtime, tokens.get('rita')!, raised.id);
    const missed = await again.until('alarm');
    assert.deepEqual([missed.data.asset, missed.data.state], ['Pump', 'acknowledged']);
    again.close();
    const lost = await openStream(runtime, tokens.get('rita')!, 'another-1');
    await lost.until('resync');
    lost.close();
  });

  it('gives the audit log, the newest first, and that of one asset', async () => {
    const all = await askPage<AuditLine[]>(runtime, 'api/audit', tokens.get('rita'));
    assert.ok(all.length > 5);
    assert.ok(all.every((line, i) => i === 0 || line.at <= all[i - 1]!.at));
    const { key } = await lineOf('Pump');
    const path = `api/audit?key=${encodeURIComponent(key)}`;
    const own = await askPage<AuditLine[]>(runtime, path, tokens.get('rita'));
    assert.ok(own.length > 0 && own.every(({ asset }) => asset === 'Pump'));
    assert.deepEqual([own[0]!.event, own[0]!.by, own[0]!.text], ['order', 'otto', 'acknowledge']);
  });

  it('keeps what was set over a deploy, until the dialog says something else', async () => {
    const { key } = await lineOf('Pump');
    await order('tina', { keys: [key], layer: 'threshold', do: 'set', options: { needed: 2, among: 3, limit: 7 } });
    const report = async () => {
      const view = await askPage<AssetView>(runtime, `api/asset?key=${encodeURIComponent(key)}`, tokens.get('rita'));
      return view.layers.find(({ layer }) => layer === 'threshold')!.report;
    };
    await runtime.deploy(withProbe(alarmChain(), ['threshold']), 'full', tokens.get('root'));
    const kept = await report();
    assert.equal(kept['limit'], 7);
    const { needed } = kept['ordered'] as Record<string, { by: string; at: number; value: number; dialog: number }>;
    assert.deepEqual([needed!.value, needed!.by, needed!.dialog], [2, 'tina', 1]);
    assert.ok(Math.abs(Date.now() - needed!.at) < 600_000);
    const changed = alarmChain({ threshold: { needed: 5, among: 5 } });
    await runtime.deploy(withProbe(changed, ['threshold']), 'full', tokens.get('root'));
    await live('Pump', [0.1], 1_790_000_100_000);
    const all = await askPage<AuditLine[]>(runtime, 'api/audit', tokens.get('rita'));
    const ended = all.find(({ event, asset }) => event === 'setting-ended' && asset === 'Pump');
    assert.match(String(ended?.text), /needed, among: changed in the dialog/);
  });

  it('forgets an asset whose node is gone', async () => {
    const other = alarmChain().map((node) => (node.id === 'decision' ? { ...node, id: 'another' } : node));
    for (const node of other as unknown as { wires: string[][] }[]) {
      node.wires[0] = node.wires[0]!.map((id) => (id === 'decision' ? 'another' : id));
    }
    const { key } = await lineOf('Pump');
    await runtime.deploy(withProbe(other, ['threshold']), 'full', tokens.get('root'));
    assert.equal((await rawPage(runtime, `api/asset?key=${key}`, tokens.get('rita'))).status, 404);
  });
});

const isPumpInAlarm = ({ asset, state }: AssetLine): boolean => asset === 'Pump' && state === 'alarm';
