import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlarmLine, AssetView, Fleet, OrderAnswer, OrderRequest, Rights } from '../../lib/page/api';
import { adminAuth, alarmChain, askPage, rawPage, scored, signIn } from '../fixtures/page';
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

  it('acknowledges in the name of who is signed in, whatever is sent, and the log says how', async () => {
    const { key } = await lineOf('Tank 1');
    const options = { by: 'mallory', verified: true, via: 'flow', event: 'nothing', at: 'never' };
    const { done, refused } = await order('otto', { keys: [key], layer: 'decision', do: 'acknowledge', options });
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
    }
    const site = { 'sec-fetch-site': 'cross-site' };
    assert.equal((await rawPage(runtime, 'api/rights', tokens.get('anna'), undefined, site)).status, 403);
    const own = await rawPage(runtime, 'api/fleet', tokens.get('anna'), undefined, { origin: runtime.url });
    assert.equal(own.status, 200);
    assert.match(String(own.headers.get('content-security-policy')), /^default-src 'none'/);
  });
});
