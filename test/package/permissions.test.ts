import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linkPack, type Runtime, startNodeRed } from '../fixtures/runtime';

/** Every route that the pack adds to Node-RED's admin side. */
const ROUTES = ['/twin-guard/engines', '/twin-guard/ingest/any/tags', '/twin-guard/ingest/any/waiting'];

describe('the admin routes of a Node-RED with users', () => {
  let userDir: string;
  let runtime: Runtime;
  before(async () => {
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-permissions-'));
    linkPack(userDir);
    const adminAuth = { type: 'credentials', users: [{ username: 'a', password: '$2b$08$x', permissions: '*' }] };
    runtime = await startNodeRed({ userDir, settings: { adminAuth } });
  });
  after(async () => {
    await runtime?.stop();
    rmSync(userDir, { recursive: true, force: true });
  });

  for (const route of ROUTES) {
    it(`${route} answers nobody without permission`, async () => {
      assert.equal((await runtime.get(route)).status, 401);
    });
  }
});
