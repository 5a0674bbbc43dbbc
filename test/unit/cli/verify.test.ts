import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAudit } from '../../../lib/store/audit';
import { ROOT } from '../../fixtures/shared';

describe('twin-guard verify', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-verify-'));
    file = join(folder, 'audit.jsonl');
    const log = openAudit(file);
    for (let i = 0; i < 9; i++) log.append({ event: 'e', i }, 'soon');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const verify = (...options: string[]): [number | null, string] => {
    const command = [join(ROOT, 'dist', 'cli', 'twin-guard.js'), 'verify', ...options, file];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    return [status, stdout + stderr];
  };

  it('a whole log is whole', () => {
    const [status, text] = verify();
    assert.equal(status, 0);
    assert.match(text, /whole: 9 entries/);
  });

  it('a log whose beginning was cut off is broken, in one clear line; asked for, it is whole', () => {
    writeFileSync(file, readFileSync(file, 'utf8').split('\n').slice(5).join('\n'));
    const [status, text] = verify();
    assert.equal(status, 1);
    assert.match(text, /begins with number 6: lines 1 to 5 are missing/);
    assert.match(text, /BROKEN: 4 entries/);
    assert.deepEqual(verify('--from', '6')[0], 0);
    assert.deepEqual(verify('--from', '5')[0], 1);
  });

  it('says what is wrong with --from', () => {
    for (const from of ['0', 'x', '1.5']) {
      const [status, text] = verify('--from', from);
      assert.notEqual(status, 0);
      assert.match(text, /--from is .*give the number of a line/);
    }
  });
});
