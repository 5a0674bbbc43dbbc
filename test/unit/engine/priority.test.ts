import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os, { constants, getPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createHost } from '../../../lib/engine/host';
import { coresButOne, threadsToTake } from '../../../lib/engine/priority';

const MISBEHAVE = path.join(__dirname, '../../fixtures/tasks/misbehave.js');
const LINUX = existsSync('/proc/thread-self');

describe('threads that train', () => {
  before(function () {
    if (!LINUX) this.skip();
  });

  it('have a lower priority than the process', async () => {
    const priority = await createHost().startTask<number>({ module: MISBEHAVE, job: () => ({ job: 'priority' }) }).done;
    const own = getPriority();
    assert.ok(priority > own || own === constants.priority.PRIORITY_LOW, `${priority} beside ${own}`);
    assert.equal(getPriority(), own);
  });

  it('leave theirs to none of the threads that read files, even if they are the first to read one', async () => {
    const script = `const { host } = require(${JSON.stringify(require.resolve('../../../lib/engine/host'))});
      const stay = setTimeout(() => {}, 60_000);
      host.startTask({ module: ${JSON.stringify(MISBEHAVE)}, job: () => ({ job: 'files' }) }).done
        .then((all) => { console.log(JSON.stringify(all)); clearTimeout(stay); })`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { timeout: 120_000 });
    const all = JSON.parse(stdout) as number[];
    const usual = Math.min(...all);
    assert.ok(all.filter((priority) => priority > usual).length <= 1, stdout);
  });

  describe('on a machine of four cores', () => {
    const { availableParallelism, setPriority } = os;
    let groups: string;
    beforeEach(() => {
      os.availableParallelism = () => 4;
      groups = mkdtempSync(path.join(tmpdir(), 'twin-guard-groups-'));
      mkdirSync(path.join(groups, 'cpu'));
    });
    afterEach(() => {
      Object.assign(os, { availableParallelism, setPriority });
      rmSync(groups, { recursive: true });
    });

    const all = getPriority() < constants.priority.PRIORITY_LOW ? 4 : 3;
    for (const [what, files, threads] of [
      ['are as many', {}, all],
      ['are as many without a quota', { 'cpu.max': 'max 100000\n' }, all],
      [
        'are as many without a quota, version 1',
        { 'cpu/cpu.cfs_quota_us': '-1\n', 'cpu/cpu.cfs_period_us': '100000\n' },
        all,
      ],
      ['leave one free under a quota', { 'cpu.max': '400000 100000\n' }, 3],
      ['leave one of three that it may use', { 'cpu.max': '350000 100000\n' }, 2],
      ['are one at least', { 'cpu.max': '50000 100000\n' }, 1],
      [
        'leave one under a quota, version 1',
        { 'cpu/cpu.cfs_quota_us': '300000\n', 'cpu/cpu.cfs_period_us': '100000\n' },
        2,
      ],
    ] as const) {
      it(what, () => {
        for (const [name, text] of Object.entries(files)) writeFileSync(path.join(groups, name), text);
        assert.equal(threadsToTake(groups), threads);
        assert.equal(coresButOne(groups), Math.min(3, threads));
      });
    }

    it('leave one free where the system refuses them a priority', () => {
      os.setPriority = () => {
        throw new Error('EACCES');
      };
      assert.equal(threadsToTake(groups), 3);
    });
  });
});
