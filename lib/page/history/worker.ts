import { parentPort, workerData } from 'node:worker_threads';
import { Keeper } from './keeper';
import type { FromThread, ThreadStart, ToThread } from './messages';

/** The thread of the history. It waits for the first tick, which brings the time, and then for messages, one after the other. */
const port = parentPort!;
const send = (message: FromThread): void => port.postMessage(message);
let keeper: Keeper | undefined;
let early: ToThread[] = [];
/** Why a message was not taken in, as it was told last. */
let refused: string | undefined;

port.on('message', (message: ToThread) => {
  if (keeper !== undefined) handle(keeper, message);
  else if (message.kind !== 'tick' && message.kind !== 'close') early.push(message);
  else {
    const opened = new Keeper(workerData as ThreadStart, message.now, (sentence) => send({ kind: 'tell', sentence }));
    keeper = opened;
    for (const one of early) handle(opened, one);
    early = [];
    handle(opened, message);
  }
});

function handle(history: Keeper, message: ToThread): void {
  if (message.kind === 'ask') {
    const { id, question } = message;
    try {
      send({ kind: 'answer', id, result: history.answer(question) });
    } catch (error) {
      send({ kind: 'answer', id, error: (error as Error).message });
    }
    return;
  }
  if (message.kind === 'close') {
    history.close(message.now);
    send({ kind: 'closed' });
    return;
  }
  try {
    history.take(message);
    if (message.kind === 'alarm') history.commit();
  } catch (error) {
    // What cannot be taken in is one message; the thread has all the others in memory.
    const why = (error as Error).message;
    if (why !== refused) send({ kind: 'tell', sentence: `The history could not take in what came (${why}).` });
    refused = why;
  }
  if (message.kind === 'tick') send({ kind: 'ticked', count: message.count, ...history.state });
}
