import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measuredNow, writeDocs } from '../../../bench/docs/write';
import { type BenchRow, formatTable } from '../../../bench/report';

const row = (of: string, subject: string, metric: string, value: number): BenchRow => ({
  case: of,
  subject,
  metric,
  value,
});

describe('docs of the bench', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const paper = [
    row('paper-1/60:40', 'autoencoder', 'f1', 0.98),
    row('paper-1/80:20', 'autoencoder', 'f1', 0.99),
    row('paper-1/80:20', 'published:autoencoder', 'f1', 0.932),
  ];
  const page = (): string => readFileSync(join(folder, 'benchmarks.md'), 'utf8');

  it('writes a table with ours in bold and published rows marked, and a plot', () => {
    writeDocs(folder, { 'paper-1': measuredNow('The rules.', 3, paper) });
    assert.match(page(), /The rules\.\n\n\| case \| method \| f1 \|/);
    assert.match(page(), /\| paper-1\/80:20 \| \*\*autoencoder\*\* \| 0\.990 \|/);
    assert.match(page(), /\*autoencoder\* \(published\) \| 0\.932/);
    assert.match(readFileSync(join(folder, 'figures', 'paper-1.svg'), 'utf8'), /<polyline/);
  });

  it('keeps what was measured before when another part is measured anew', () => {
    writeDocs(folder, { ai4i: measuredNow('Other rules.', 1, [row('ai4i', 'autoencoder', 'auc', 0.861)]) });
    assert.match(page(), /AI4I.*0\.861.*Paper 1/s);
    assert.ok(existsSync(join(folder, 'benchmarks.json')));
  });

  it('shows what another part measured on the same cases beside it, and where that was measured', () => {
    writeDocs(folder, {
      'smap-msl/P-1': measuredNow('The protocol.', 1, [row('smap-msl/P-1', 'random', 'pa_f1', 0.95)]),
      'rivals/P-1': measuredNow('Not shown.', 9, [
        row('smap-msl/P-1', 'tranad', 'pa_f1', 0.94),
        row('elsewhere', 'usad', 'pa_f1', 0.9),
      ]),
    });
    assert.match(page(), /\| random \| 0\.950 \|\n\| tranad \| 0\.940 \|/);
    assert.match(page(), /`--only rivals\/P-1`, 9 s/);
    assert.doesNotMatch(page(), /\| usad|Not shown/);
  });

  it('prints rows of one case together, a column per metric', () => {
    const text = formatTable([row('a', 'x', 'f1', 0.5), row('b', 'x', 'f1', 1234.5), row('a', 'y', 'f1', 0.25)]);
    assert.equal(text, 'case  subject    f1\na     x         0.5\na     y        0.25\nb     x        1235');
  });
});
