import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ORDERS, type OrderName } from '../../lib/layer/orders';
import type { Fleet, LayerName, OrderAnswer, Right } from '../../lib/page/api';
import { adminAuth, alarmChain, askPage, rawPage, scored, signIn, USERS } from '../fixtures/page';
import { seen, send, withProbe } from '../fixtures/probe';
import { linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';

/** What everybody who may read is told, by the address below the page's own. */
const READS = [
  'api/fleet',
  'api/asset?key=KEY',
  'api/history?key=KEY',
  'api/alarms',
  'api/alarms?from=0',
  'api/alarms?as=csv',
  'api/kpis',
  'api/whatif?key=KEY',
  'api/audit',
  'api/audit?key=KEY',
];

/** Which right an order of the page needs, in the words of docs/operator-page.md. Written here once more on purpose. */
const NEEDS: Readonly<Record<LayerName, Readonly<Partial<Record<OrderName, Right>>>>> = {
  ingest: { reset: 'tune' },
  scaler: { refit: 'tune', freeze: 'tune', unfreeze: 'tune', reset: 'tune' },
  threshold: { set: 'tune', calibrate: 'tune', reset: 'tune', freeze: 'tune', unfreeze: 'tune' },
  decision: {
    acknowledge: 'operate',
    shelve: 'operate',
    unshelve: 'operate',
    unlatch: 'operate',
    feedback: 'operate',
    'out-of-service': 'tune',
    'in-service': 'tune',
    set: 'tune',
    posture: 'tune',
    reset: 'tune',
  },
  response: {
    arm: 'command',
    disarm: 'command',
    approve: 'command',
    resend: 'command',
    drop: 'command',
    reset: 'command',
  },
  simulator: { drill: 'operate', clear: 'operate' },
  detector: {
    train: 'tune',
    retrain: 'tune',
    accept: 'tune',
    approve: 'tune',
    decline: 'tune',
    cancel: 'tune',
    reset: 'tune',
    freeze: 'tune',
    unfreeze: 'tune',
    rollback: 'tune',
    pin: 'tune',
    unpin: 'tune',
    import: 'tune',
    feedback: 'operate',
    hold: 'tune',
    resume: 'tune',
    compare: 'read',
  },
};
const PEOPLE = [...Object.keys(USERS), 'root', undefined] as const;

describe('every route of the operator page, asked by everybody', () => {
  let userDir: string;
  let runtime: Runtime;
  let key: string;
  const tokens = new Map<string | undefined, string>();

  const may = (person: string | undefined, right: Right): boolean => {
    if (person === undefined) return false;
    if (person === 'root') return true;
    const permissions = USERS[person]!;
    return permissions.includes(`twin-guard.${right}`) || (right === 'read' && permissions.includes('read'));
  };
  const addressed = (path: string): string => path.replace('KEY', encodeURIComponent(key));

  before(async () => {
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-rights-'));
    linkPack(userDir);
    runtime = await startNodeRed({ userDir, settings: { adminAuth: adminAuth() } });
    for (const person of PEOPLE) if (person !== undefined) tokens.set(person, await signIn(runtime, person));
    // Beside the chain stand nodes that take orders and get no records: who has no right is told so before anything is looked up.
    const others = [
      { id: 'detector', type: 'twin-autoencoder', wires: [[], []] },
      { id: 'simulator', type: 'twin-simulator', autostart: false, wires: [[], []] },
      { id: 'ingest', type: 'twin-ingest', wires: [[], []] },
      { id: 'scaler', type: 'twin-scaler', wires: [[], []] },
    ];
    await runtime.deploy(withProbe([...alarmChain(), ...others], ['threshold']), 'full', tokens.get('root'));
    await send(runtime, 'threshold', scored('Tank', [0.1, 0.2, 0.1]));
    await seen(runtime, (all) => all.length >= 3);
    key = (await askPage<Fleet>(runtime, 'api/fleet', tokens.get('root'))).assets[0]!.key;
  });
  after(async () => {
    await runtime?.stop();
    rmSync(userDir, { recursive: true, force: true });
  });

  for (const person of PEOPLE) {
    it(`${person ?? 'nobody'} reads all of it or nothing`, async () => {
      for (const path of READS) {
        const { status } = await rawPage(runtime, addressed(path), tokens.get(person));
        assert.equal(status, may(person, 'read') ? 200 : 401, path);
      }
      const stream = await fetch(`${runtime.url}/twin-guard/api/stream`, {
        headers: person === undefined ? {} : { 'x-twin-guard-token': tokens.get(person)! },
      });
      assert.equal(stream.status, may(person, 'read') ? 200 : 401);
      await stream.body?.cancel();
    });

    it(`${person ?? 'nobody'} learns from recordings or does not even see them`, async () => {
      const { status } = await rawPage(runtime, 'api/recordings', tokens.get(person));
      assert.equal(status, may(person, 'tune') ? 200 : 401);
      const learn = await rawPage(runtime, 'api/learn', tokens.get(person), { key, cancel: true });
      assert.equal(learn.status, may(person, 'tune') ? 400 : 401);
    });

    it(`${person ?? 'nobody'} orders what the permissions say, and nothing else`, async () => {
      for (const [layer, orders] of Object.entries(NEEDS)) {
        for (const [name, right] of Object.entries(orders)) {
          // Nobody knows this asset, so that what is allowed changes nothing.
          const body = { keys: ['decision~nobody'], layer, do: name };
          const answer = await rawPage(runtime, 'api/orders', tokens.get(person), body);
          const allowed = may(person, 'read') && may(person, right);
          assert.equal(answer.status, allowed ? 200 : 401, `${layer} ${name}`);
          const text = await answer.text();
          if (allowed) assert.equal((JSON.parse(text) as OrderAnswer).done.length, 0);
          else
            assert.match(text, new RegExp(`needs the permission twin-guard.${may(person, 'read') ? right : 'read'}`));
        }
      }
    });
  }

  it('no order of the page is left out here', async () => {
    for (const [layer, orders] of Object.entries(NEEDS)) {
      for (const name of Object.keys(ORDERS)) {
        if (name in orders || name === 'status') continue;
        const answer = await rawPage(runtime, 'api/orders', tokens.get('rita'), { keys: [key], layer, do: name });
        // Followed by no node of that kind (400), or by one that this table says nothing of.
        assert.equal(answer.status, 400, `${layer} ${name}`);
      }
    }
  });

  it('the new normal is learning, whichever node is told', async () => {
    const body = { keys: [key], layer: 'decision', do: 'feedback', options: { verdict: 'new-normal' } };
    assert.equal((await rawPage(runtime, 'api/orders', tokens.get('otto'), body)).status, 401);
    assert.equal((await rawPage(runtime, 'api/orders', tokens.get('tina'), body)).status, 200);
  });

  for (const [what, headers] of [
    ['another origin', { origin: 'https://evil.example' }],
    ['no origin', { origin: 'null' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['a browser that says so', { 'sec-fetch-site': 'cross-site' }],
    ['a browser that says same site', { 'sec-fetch-site': 'same-site' }],
  ] as const) {
    it(`is told nothing and followed in nothing: ${what}`, async () => {
      for (const path of [...READS, 'api/rights', 'api/stream']) {
        const answer = await rawPage(runtime, addressed(path), tokens.get('root'), undefined, headers);
        assert.equal(answer.status, 403, path);
        assert.equal(answer.headers.get('access-control-allow-origin'), null);
      }
      const order = { keys: [key], layer: 'decision', do: 'acknowledge' };
      assert.equal((await rawPage(runtime, 'api/orders', tokens.get('root'), order, headers)).status, 403);
    });
  }

  it('a token in the address counts for nothing', async () => {
    const path = `api/fleet?access_token=${tokens.get('root')}`;
    assert.equal((await rawPage(runtime, path)).status, 401);
  });
});
