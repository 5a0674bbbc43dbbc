import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, requireShared, sharedFolder } from '../../fixtures/shared';

const runFile = promisify(execFile);
const PROGRAM = join(ROOT, 'dist', 'cli', 'twin-guard.js');

/** A recording as a plant exports it, and what is right; the README of the cases explains. */
interface Case {
  readonly about: string;
  readonly right: string;
  readonly recording: string;
  readonly tables: readonly object[];
  readonly expected: {
    readonly rows: number;
    readonly first: number;
    readonly last: number;
    readonly tags: readonly string[];
    readonly never?: string;
    readonly or?: { readonly says: string };
  };
}

/** A name is met by itself, or by a longer one that ends in it. */
function meets(name: string, tag: string): boolean {
  return name === tag || ['.', '/', ':'].some((mark) => name.endsWith(mark + tag));
}

describe('recordings as plants export them, through twin-guard backtest', () => {
  const shared = sharedFolder('cases');
  const names = shared === undefined ? [] : readdirSync(shared).filter((name) => /^csv_.*\.json$/.test(name));
  let folder: string;

  before(function () {
    requireShared(this, 'cases');
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-'));
  });
  after(() => folder !== undefined && rmSync(folder, { recursive: true }));

  async function judge(
    recording: string,
    table: object,
  ): Promise<{ scores: string[][]; alarms: string; said: string }> {
    const at = (name: string): string => join(folder, name);
    const files = ['--train', recording, '--test', recording, '--out', at('scores.csv'), '--alarms', at('alarms.csv')];
    writeFileSync(at('tags.json'), JSON.stringify(table));
    const tags = Object.keys(table).length > 0 ? ['--tags', at('tags.json')] : [];
    const argv = [PROGRAM, 'backtest', '--detector', 'autoencoder', ...files, ...tags];
    const { stdout, stderr } = await runFile(process.execPath, argv);
    const scores = readFileSync(at('scores.csv'), 'utf8').trimEnd().split('\n').slice(1);
    return {
      scores: scores.map((line) => line.split(',')),
      alarms: readFileSync(at('alarms.csv'), 'utf8'),
      said: stdout + stderr,
    };
  }

  for (const name of names) {
    const { about, right, recording, tables, expected } = JSON.parse(readFileSync(join(shared!, name), 'utf8')) as Case;
    it(`${name}: ${about}: ${right}`, async () => {
      const reasons: string[] = [];
      for (const table of tables) {
        try {
          const { scores, alarms } = await judge(join(shared!, recording), table);
          const tags = new Set(scores.flatMap((line) => line.slice(7, 10).map((share) => share.replace(/=.*/, ''))));
          tags.delete('');
          assert.equal(scores.length, expected.rows);
          assert.equal(Date.parse(scores[0]![1]!), expected.first);
          assert.equal(Date.parse(scores.at(-1)![1]!), expected.last);
          for (const tag of expected.tags)
            assert.ok(
              [...tags].some((one) => meets(one, tag)),
              `${tag} is scored`,
            );
          for (const one of tags)
            assert.ok(
              expected.tags.some((tag) => meets(one, tag)),
              `${one} is no tag`,
            );
          if (expected.never !== undefined) assert.doesNotMatch(alarms, new RegExp(expected.never, 'i'));
          return;
        } catch (error) {
          reasons.push((error as Error).message);
        }
      }
      assert.fail(reasons.join('\n'));
    });
  }
});
