import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AssetView, AuditLine, FileLearningLine, Fleet, Recordings } from '../../lib/page/api';
import { historianChain, historianCsv, historianLive, START } from '../fixtures/historian';
import { adminAuth, askPage, rawPage, signIn } from '../fixtures/page';
import { seen, send, withProbe } from '../fixtures/probe';
import { linkPack, type Runtime, SLOW_MS, startNodeRed } from '../fixtures/runtime';

describe('learning an asset from a recording on the server', () => {
  let userDir: string;
  let folder: string;
  let runtime: Runtime;
  let key: string;
  const tokens = new Map<string, string>();

  const view = (): Promise<AssetView> =>
    askPage(runtime, `api/asset?key=${encodeURIComponent(key)}`, tokens.get('tina'));
  const learn = (file: object): Promise<FileLearningLine> =>
    askPage(runtime, 'api/learn', tokens.get('tina'), { key, file });
  /** Waits for what becomes of the file that is being read. */
  async function settled(): Promise<FileLearningLine> {
    for (const end = performance.now() + SLOW_MS; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
      const line = (await view()).fileLearning!;
      if (line.state !== 'opening' && line.state !== 'reading') return line;
      assert.ok(performance.now() < end, JSON.stringify(line));
    }
  }
  const detector = async (): Promise<Record<string, unknown>> =>
    (await view()).layers.find(({ layer }) => layer === 'detector')!.report;
  const told = async (name: string): Promise<Record<string, unknown>> => {
    const all = await seen<{ payload: Record<string, unknown> }>(runtime, (all) =>
      all.some(({ payload }) => payload['event'] === name),
    );
    return all.findLast(({ payload }) => payload['event'] === name)!.payload;
  };

  before(async () => {
    userDir = mkdtempSync(join(tmpdir(), 'twin-guard-learn-'));
    folder = join(userDir, 'twin-guard', 'recordings');
    linkPack(userDir);
    runtime = await startNodeRed({ userDir, settings: { adminAuth: adminAuth() } });
    for (const person of ['root', 'tina', 'otto']) tokens.set(person, await signIn(runtime, person));
    await runtime.deploy(withProbe(historianChain, ['ingest']), 'full', tokens.get('root'));
    await send(runtime, 'ingest', historianLive);
    await seen<{ payload: object }>(runtime, (all) => all.filter(({ payload }) => 'values' in payload).length >= 10);
    const { assets } = await askPage<Fleet>(runtime, 'api/fleet', tokens.get('tina'));
    ({ key } = assets[0]!);
  });
  after(async () => {
    await runtime?.stop();
    rmSync(userDir, { recursive: true, force: true });
  });

  it('says where recordings are to be put, and lists them then', async () => {
    const before = await askPage<Recordings>(runtime, 'api/recordings', tokens.get('tina'));
    assert.deepEqual(before, { folders: [{ path: folder, there: false }], files: [], more: 0 });
    mkdirSync(join(folder, '2026'), { recursive: true });
    mkdirSync(join(folder, '.hidden'));
    writeFileSync(join(folder, '2026', 'march.csv'), historianCsv(600));
    writeFileSync(join(folder, '.hidden', 'march.csv'), historianCsv(600));
    writeFileSync(join(folder, 'readme.md'), 'no recording');
    const { folders, files } = await askPage<Recordings>(runtime, 'api/recordings', tokens.get('tina'));
    assert.deepEqual(folders, [{ path: folder, there: true }]);
    assert.deepEqual(
      files.map(({ name }) => name),
      ['2026/march.csv'],
    );
  });

  it('only who may tune sees them and learns from them', async () => {
    assert.equal((await rawPage(runtime, 'api/recordings', tokens.get('otto'))).status, 401);
    const body = { key, file: { folder: 0, name: '2026/march.csv' } };
    assert.equal((await rawPage(runtime, 'api/learn', tokens.get('otto'), body)).status, 401);
    assert.equal((await rawPage(runtime, 'api/learn', undefined, body)).status, 401);
    const site = { 'sec-fetch-site': 'cross-site' };
    assert.equal((await rawPage(runtime, 'api/learn', tokens.get('tina'), body, site)).status, 403);
  });

  it('no name leads out of the folders, and nothing tells what lies there', async () => {
    writeFileSync(join(userDir, 'secret.csv'), historianCsv(100));
    symlinkSync(join(userDir, 'secret.csv'), join(folder, 'link.csv'));
    symlinkSync(userDir, join(folder, 'up'));
    const names = ['../../secret.csv', 'up/secret.csv', 'link.csv', join(userDir, 'secret.csv'), '..\\..\\secret.csv'];
    const refusals = new Set<string>();
    for (const name of [...names, 'gone.csv', '../../gone.csv', 'readme.md', '2026', '', 'a\0.csv']) {
      const answer = await rawPage(runtime, 'api/learn', tokens.get('tina'), { key, file: { folder: 0, name } });
      assert.equal(answer.status, 400, name);
      const { error } = (await answer.json()) as { error: string };
      refusals.add(error.replace(/the text ".*"/s, 'NAME'));
    }
    assert.deepEqual([...refusals], ['file: NAME is no recording below an allowed folder']);
    for (const file of [{ folder: 1, name: '2026/march.csv' }, { folder: -1, name: 'x.csv' }, 'x.csv', undefined]) {
      assert.equal((await rawPage(runtime, 'api/learn', tokens.get('tina'), { key, file })).status, 400);
    }
    assert.equal((await view()).fileLearning, undefined);
  });

  it('learns a first version from it, with its own times, and the log says who wanted that', async () => {
    await learn({ folder: 0, name: '2026/march.csv' });
    const line = await settled();
    assert.deepEqual([line.state, line.rows, line.records, line.by], ['learning', 600, 600, 'tina'], line.text);
    assert.ok(
      line.notes.some((note) => note.includes('Bemerkung')),
      line.notes.join('; '),
    );
    const { version, text } = await told('trained');
    assert.equal(version, 1, String(text));
    const report = await detector();
    const { from, to, rows } = report['training'] as Record<string, number>;
    assert.deepEqual([from, to], [START, START + 10_000 * 599]);
    assert.equal(rows, 600, JSON.stringify(report['training']).slice(0, 300));
    const [entry] = (await askPage<AuditLine[]>(runtime, 'api/audit', tokens.get('tina'))).filter(
      ({ facts }) => facts['do'] === 'train',
    );
    assert.deepEqual([entry?.by, entry?.asset, entry?.facts['file']], ['tina', 'pump', '2026/march.csv']);
  });

  it('a version of another file sits the exam like every other: one that would not see a fault any more does not judge', async () => {
    writeFileSync(join(folder, 'faulty.csv'), historianCsv(600, { fault: 15, seed: 2 }));
    await learn({ folder: 0, name: 'faulty.csv' });
    assert.equal((await settled()).state, 'learning');
    const { text } = await told('model-refused');
    assert.match(String(text), /did not pass its exam/);
    assert.equal((await detector())['version'], 1);
  });

  it('a file without a tag of the asset is refused by its name, and one that is no table too', async () => {
    writeFileSync(join(folder, 'other.csv'), historianCsv(100, { names: ['F', 'T'] }));
    await learn({ folder: 0, name: 'other.csv' });
    const other = await settled();
    assert.equal(other.state, 'refused');
    assert.match(other.text!, /no column for P; /);
    writeFileSync(join(folder, 'text.csv'), 'this is\nno table\n');
    await learn({ folder: 0, name: 'text.csv' });
    const { state, text } = await settled();
    assert.equal(state, 'refused');
    assert.ok(!text!.includes(userDir), text);
  });

  it('one at a time, and it can be stopped', async () => {
    writeFileSync(join(folder, 'long.csv'), historianCsv(100_000));
    await learn({ folder: 0, name: 'long.csv' });
    const second = await rawPage(runtime, 'api/learn', tokens.get('tina'), {
      key,
      file: { folder: 0, name: 'other.csv' },
    });
    assert.equal(second.status, 400);
    assert.match(await second.text(), /long\.csv is being read/);
    await askPage(runtime, 'api/learn', tokens.get('tina'), { key, cancel: true });
    assert.equal((await settled()).state, 'cancelled');
    assert.equal((await rawPage(runtime, 'api/learn', tokens.get('tina'), { key, cancel: true })).status, 400);
  });
});
