import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAudit } from '../../../lib/store/audit';
import { verifyAudit } from '../../../lib/store/audit-check';

describe('audit log', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-audit-'));
    file = join(folder, 'deep', 'audit.jsonl');
  });
  afterEach(() => {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true, force: true });
  });
  const lines = (): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');
  const fill = (count: number): void => {
    const log = openAudit(file);
    for (let i = 0; i < count; i++) log.append({ event: 'e', i }, i % 2 === 0 ? 'now' : 'soon');
  };

  it('numbers its lines and chains them, also over a restart', async () => {
    fill(3);
    fill(2);
    const report = await verifyAudit(file);
    assert.deepEqual([report.entries, report.torn, report.problems], [5, 0, []]);
    assert.deepEqual(
      lines().map((line) => JSON.parse(line).seq),
      [1, 2, 3, 4, 5],
    );
    assert.deepEqual(openAudit(file).head(), report.head);
  });

  it('finds a line that was changed', async () => {
    fill(4);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"i":1', '"i":7'));
    const { problems } = await verifyAudit(file);
    assert.equal(problems.length, 1);
    assert.match(problems[0]!, /audit\.jsonl:3 does not follow/);
  });

  it('finds a line that was removed or put in', async () => {
    fill(4);
    const all = lines();
    writeFileSync(file, `${[all[0], all[2], all[3]].join('\n')}\n`);
    assert.ok((await verifyAudit(file)).problems.length > 0);
    writeFileSync(file, `${[all[0], all[1], all[1], all[2], all[3]].join('\n')}\n`);
    assert.ok((await verifyAudit(file)).problems.length > 0);
    writeFileSync(file, `${[...all.slice(0, 2), 'hello', ...all.slice(2)].join('\n')}\n`);
    assert.match((await verifyAudit(file)).problems[0]!, /no entry/);
  });

  it('shows by its head when the end was cut off', async () => {
    fill(4);
    const before = (await verifyAudit(file)).head;
    writeFileSync(file, `${lines().slice(0, 3).join('\n')}\n`);
    const after = await verifyAudit(file);
    assert.deepEqual(after.problems, []);
    assert.notDeepEqual(after.head, before);
  });

  it('closes a line that a crash has torn, and goes on', async () => {
    fill(2);
    appendFileSync(file, '{"seq":3,"prev');
    fill(1);
    const report = await verifyAudit(file);
    assert.deepEqual([report.entries, report.torn, report.problems], [4, 1, []]);
  });

  it('closes two crashes in a row, the second while it closed the first', async () => {
    fill(2);
    appendFileSync(file, '{"seq":3,"prev\n{"seq":3,"previous":"0');
    fill(1);
    const report = await verifyAudit(file);
    assert.deepEqual([report.entries, report.torn, report.problems], [4, 1, []]);
  });

  it('does not take what somebody put in for a torn line', async () => {
    fill(2);
    appendFileSync(file, '{"seq":3,"prev');
    fill(1);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"prev\n', '"prevx\n'));
    assert.equal((await verifyAudit(file)).problems.length, 1);
  });

  it('goes on in a new file after one that was put aside', async () => {
    fill(3);
    renameSync(file, `${file}.3`);
    fill(2);
    const report = await verifyAudit(file);
    assert.deepEqual([report.files.length, report.entries, report.problems], [2, 5, []]);
  });

  it('never lets an entry set its own number or hash', () => {
    openAudit(file).append({ event: 'e', seq: 99, previous: 'x' }, 'now');
    assert.equal(JSON.parse(lines()[0]!).seq, 1);
  });

  it('writes a huge entry without its details rather than not at all', async () => {
    openAudit(file).append({ event: 'e', asset: 'a', time: 5, text: 'x'.repeat(100_000) }, 'now');
    const entry = JSON.parse(lines()[0]!);
    assert.deepEqual([entry.event, entry.asset, entry.time, entry.text], ['e', 'a', 5, undefined]);
    assert.deepEqual((await verifyAudit(file)).problems, []);
  });

  it('says when it cannot write, and goes on when it can again', async () => {
    writeFileSync(join(folder, 'deep'), 'in the way');
    const log = openAudit(file);
    assert.throws(() => log.append({ event: 'lost' }, 'now'));
    rmSync(join(folder, 'deep'));
    log.append({ event: 'kept' }, 'now');
    assert.deepEqual((await verifyAudit(file)).entries, 1);
  });

  it('says when there is no log', async () => {
    await assert.rejects(verifyAudit(file), /there is no audit log/);
  });

  describe('whose beginning is missing', () => {
    it('is broken, with one line that says what is missing, unless that is asked for', async () => {
      fill(6);
      writeFileSync(file, `${lines().slice(3).join('\n')}\n`);
      const { problems } = await verifyAudit(file);
      assert.equal(problems.length, 1);
      assert.match(problems[0]!, /begins with number 4: lines 1 to 3 are missing; .*--from 4/);
      assert.deepEqual((await verifyAudit(file, { from: 4 })).problems, []);
      assert.match((await verifyAudit(file, { from: 3 })).problems[0]!, /begins with number 4: 3 was expected/);
    });

    it('as an older file was deleted, is broken; so is one that lacks a file in the middle', async () => {
      fill(3);
      renameSync(file, `${file}.3`);
      fill(2);
      renameSync(file, `${file}.5`);
      fill(2);
      assert.deepEqual((await verifyAudit(file)).problems, []);
      const middle = readFileSync(`${file}.5`);
      rmSync(`${file}.5`);
      assert.ok((await verifyAudit(file)).problems.length > 0);
      writeFileSync(`${file}.5`, middle);
      rmSync(`${file}.3`);
      assert.match((await verifyAudit(file)).problems[0]!, /lines 1 to 3 are missing/);
    });

    it('as it was emptied, is broken', async () => {
      fill(2);
      writeFileSync(file, '');
      assert.match((await verifyAudit(file)).problems[0]!, /holds no entry/);
    });
  });

  describe('that two processes write', () => {
    it('goes on from what is there, and says so to who comes second', async () => {
      const [one, other] = [openAudit(file), openAudit(file)];
      assert.equal(one.append({ event: 'a' }, 'now'), false);
      assert.equal(other.append({ event: 'b' }, 'now'), false);
      assert.equal(one.append({ event: 'c' }, 'now'), true);
      assert.equal(one.append({ event: 'd' }, 'soon'), false);
      assert.equal(other.append({ event: 'e' }, 'now'), true);
      const report = await verifyAudit(file);
      assert.deepEqual([report.entries, report.problems], [5, []]);
    });

    it('at the very same time: whatever becomes of the chain, it is told by a process or found by verify', async () => {
      const script = `
        const { openAudit } = require(${JSON.stringify(require.resolve('../../../lib/store/audit'))});
        const log = openAudit(${JSON.stringify(file)});
        let shared = 0;
        for (let i = 0; i < 300; i++) if (log.append({ event: 'e', i }, 'soon')) shared++;
        process.stdout.write(String(shared)); process.exit(0);`;
      const run = async (): Promise<number> => {
        const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
        let out = '';
        child.stdout.on('data', (chunk: Buffer) => (out += chunk));
        await once(child, 'close');
        return Number(out);
      };
      const shared = await Promise.all([run(), run()]);
      const { entries, problems } = await verifyAudit(file);
      assert.equal(entries, 600);
      if (problems.length > 0) assert.ok(shared[0]! + shared[1]! > 0, problems.join());
    });
  });

  it('is not waited for where a pipe stands in its place', function () {
    if (process.platform === 'win32') this.skip();
    mkdirSync(join(folder, 'deep'));
    execFileSync('mkfifo', [file]);
    assert.throws(() => openAudit(file).append({ event: 'e' }, 'now'), /no regular file|ENXIO/);
  });
});
