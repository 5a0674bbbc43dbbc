import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireShared, sharedFolder } from '../../fixtures/shared';
import { type Case, checkCase } from './case-check';

/** What real sources send, and what is right: shared/cases. */
describe('cases of real sources', () => {
  const folder = sharedFolder('cases');
  if (folder === undefined) {
    it('are right', function () {
      requireShared(this, 'cases');
    });
    return;
  }
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.json')) continue;
    const found = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Partial<Case> & { right?: string };
    if (found.messages === undefined) continue;
    it(`${file}: ${found.right}`, () => checkCase(found as Case));
  }
});
