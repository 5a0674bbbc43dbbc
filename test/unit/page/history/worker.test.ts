import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromThread, ThreadStart, ToThread } from '../../../../lib/page/history/messages';
import { START } from './records';
import { alarm } from './session';

describe('the thread of the history', () => {
  it('outlives what it cannot take in, says so once, and answers on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twin-history-'));
    const workerData: ThreadStart = { folder, bytes: 1e8, takeOver: false };
    const file = join(__dirname, '../../../../lib/page/history/worker.js');
    const worker = new Worker(file, { workerData });
    const said: FromThread[] = [];
    worker.on('message', (message: FromThread) => said.push(message));
    const send = (message: ToThread): void => worker.postMessage(message);
    try {
      send({ kind: 'tick', count: 1, now: START });
      // Rows of columns that it was never told.
      for (let i = 0; i < 3; i++) send({ kind: 'rows', columns: 77, rows: 1, data: new Float64Array(5) });
      send({ kind: 'alarm', line: alarm(START) });
      send({ kind: 'ask', id: 1, question: { what: 'alarms', query: { from: 0 } } });
      send({ kind: 'close', now: START });
      while (!said.some(({ kind }) => kind === 'closed')) await once(worker, 'message');
      const told = said.filter((message) => message.kind === 'tell').map(({ sentence }) => sentence);
      assert.deepEqual(told, ['The history could not take in what came (columns were not told).']);
      const answer = said.find((message) => message.kind === 'answer');
      assert.deepEqual(answer, { kind: 'answer', id: 1, result: [alarm(START)] });
    } finally {
      await worker.terminate();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
