import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyAudit } from '../../../lib/store/audit-check';
import { Guard, RECORDS, SHADOW, STEPS } from '../../fixtures/kill-detector';

const SCRIPT = require.resolve('../../fixtures/kill-detector');
/** Operations of a step at which the process is killed, spread over all of them; TWIN_GUARD_KILLS=1000 tries every one. */
const MOST = Number(process.env['TWIN_GUARD_KILLS'] ?? 8);

interface Checkpoint {
  readonly folder: string;
  readonly step: string;
  /** The next record. */
  readonly next: number;
}

/** What the log says of models, one line each. */
function logged(folder: string): string[] {
  return readFileSync(join(folder, 'twin-guard', 'audit.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { event: string; text?: string; version?: number })
    .filter(({ event }) => event.startsWith('model-') || event === 'new-normal')
    .map(({ event, version }) => `${event} ${version ?? ''}`);
}

describe('kill -9 in every state of a promotion', function () {
  this.timeout(300_000);
  let folder: string;
  const checkpoints: Checkpoint[] = [];

  before(async function () {
    if (process.platform === 'win32') this.skip();
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-killed-'));
    const live = join(folder, 'live');
    let guard = new Guard(live);
    let t = 0;
    const keep = async (step: string): Promise<void> => {
      await guard.close();
      cpSync(live, join(folder, step), { recursive: true });
      checkpoints.push({ folder: join(folder, step), step, next: t });
      guard = new Guard(live);
    };
    while (t < RECORDS + 20) await guard.feed(t++);
    guard.order({ do: 'retrain', by: 'Ada' });
    for (const until = t + RECORDS - 2; t < until; ) await guard.feed(t++);
    await keep('collecting, training, exam');
    while (guard.status['shadow'] === undefined) await guard.feed(t++);
    for (let k = 1; k < SHADOW; k++) await guard.feed(t++);
    await keep('shadow');
    await guard.feed(t++);
    guard.order({ do: 'accept', by: 'Ada' });
    while (guard.status['pending'] === undefined) await guard.feed(t++, 4);
    await keep('waiting');
    guard.order({ do: 'approve', by: 'Bo' });
    await keep('rollback');
    await guard.close();
  });

  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  /** @returns number of file operations of the step where it came to its end */
  const run = (copy: string, at: number | string, { step, next }: Checkpoint): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      execFile(process.execPath, [SCRIPT, copy, String(at), step, String(next)], (error, stdout, stderr) => {
        if (error !== null && error.signal !== 'SIGKILL') reject(new Error(stderr));
        else resolve(stdout === '' ? undefined : Number(stdout));
      });
    });

  /** The step, killed at an operation, and gone on with. @returns what the log says of models beyond what it said before, and what is in force */
  const killed = async (
    checkpoint: Checkpoint,
    at: number | string,
  ): Promise<{ told: string[]; now: object; operations: number | undefined }> => {
    const copy = join(folder, `${checkpoint.step} ${at}`);
    cpSync(checkpoint.folder, copy, { recursive: true });
    const operations = await run(copy, at, checkpoint);
    const guard = new Guard(copy);
    const { version: before } = guard.status;
    assert.equal((await guard.feed(checkpoint.next + 1)).detector?.version, before, 'it judges by what it says');
    await STEPS[checkpoint.step]!(guard, checkpoint.next + 2);
    const { version, golden, shadow, pending } = guard.status as { version: number; [name: string]: unknown };
    await guard.close();
    assert.deepEqual((await verifyAudit(join(copy, 'twin-guard', 'audit.jsonl'))).problems, []);
    const told = logged(copy).slice(logged(checkpoint.folder).length);
    rmSync(copy, { recursive: true, force: true });
    return { told, now: { version, golden, shadow: shadow !== undefined, pending }, operations };
  };

  for (const step of Object.keys(STEPS)) {
    it(`${step}: it is begun again or done, never half, and told once`, async () => {
      const checkpoint = checkpoints.find((one) => one.step === step)!;
      const whole = join(folder, `${step} whole`);
      cpSync(checkpoint.folder, whole, { recursive: true });
      const operations = (await run(whole, 0, checkpoint))!;
      const wanted = await killed(checkpoint, 0);
      const points: (number | string)[] = [];
      assert.ok(operations > 4, `${operations} operations`);
      if (step.includes('exam')) points.push('training', 'exam');
      const every = Math.max(1, Math.ceil(operations / MOST));
      for (let at = 1; at <= operations; at += every) points.push(at);
      let kills = 0;
      for (const at of points) {
        const { told, now, operations: done } = await killed(checkpoint, at);
        const where = `killed at ${at} of ${operations}`;
        // How often state is saved meanwhile is a matter of time, so another run may have fewer operations.
        if (done === undefined) kills++;
        else assert.ok(done < Number(at), `${where}: it went on after ${done}`);
        assert.deepEqual(now, wanted.now, where);
        // A model that was laid by twice has another number then.
        const names = (texts: string[]): string[] => texts.map((text) => text.replace(/ \d+$/, ''));
        assert.deepEqual(names(told), names(wanted.told), where);
      }
      assert.ok(kills > points.length / 2, `${kills} kills`);
    });
  }
});
