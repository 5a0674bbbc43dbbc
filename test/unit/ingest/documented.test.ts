import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFormats } from '../../../nodes/ingest/formats/index';
import { FORMAT_NAMES } from '../../../nodes/ingest/formats/names';
import { ROOT } from '../../fixtures/shared';

const HEADER = '| format | what | asset | tag | time | quality |\n|---|---|---|---|---|---|\n';

describe('the table of formats in docs/ingest.md', () => {
  const formats = createFormats();

  it('is what the formats say of themselves', () => {
    const rows = formats.map(({ title, reads: { what, asset, tag, time, quality } }) => {
      return `| ${[title, what, asset, tag, time, quality].map((cell) => cell || ' ').join(' | ')} |\n`;
    });
    const text = readFileSync(join(ROOT, 'docs', 'ingest.md'), 'utf8');
    const start = text.indexOf('| format |');
    assert.equal(text.slice(start, text.indexOf('\n\n', start) + 1), HEADER + rows.join(''));
  });

  it('has a row for each format of the settings', () => {
    assert.deepEqual(
      formats.map(({ name }) => name),
      [...FORMAT_NAMES],
    );
  });
});
