import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditLines } from '../../../lib/page/audit-lines';

describe('the lines of the audit log on the page', () => {
  it('what a clock that was wrong has written hides nothing of what came before it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twin-guard-audit-'));
    const file = join(folder, 'audit.jsonl');
    const times = [
      '2026-11-27T10',
      '2026-11-29T10',
      '2026-11-29T11',
      '2020-01-01T00',
      '2099-01-01T00',
      '2026-11-29T12',
    ];
    const lines = times.map((at, seq) => JSON.stringify({ seq, at: `${at}:00:00Z`, event: 'order', do: `${seq}` }));
    writeFileSync(file, `${lines.join('\n')}\n`);
    const asked: unknown[] = [];
    const [from, to] = [Date.parse('2026-11-28T00:00:00Z'), Date.parse('2026-11-30T00:00:00Z')];
    const undo = (entry: Readonly<Record<string, unknown>>): undefined => void asked.push(entry['seq']);
    const found = await auditLines(file, { from, to, undo });
    assert.deepEqual(
      found.map(({ text }) => text),
      ['5', '2', '1'],
    );
    assert.deepEqual(
      found.map(({ seq }) => seq),
      [5, 2, 1],
    );
    // The newest order about something is the newest, whatever its clock said.
    assert.deepEqual(asked.slice(0, 5), [5, 4, 3, 2, 1]);
    rmSync(folder, { recursive: true });
  });
});
