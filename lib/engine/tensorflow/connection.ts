import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import path from 'node:path';
import type { Progress } from '../engine';
import type { Backend } from './backends';
import { type Answer, fromFailure, type Message, type Request } from './protocol';

/** The engine's process ended by itself: a crash of a driver or library, no memory, or somebody ended it. */
export class EngineCrashError extends Error {
  override readonly name = 'EngineCrashError';
}

/** Time in ms for the process to put its device away before it is ended. */
const CLOSE_TIME = 2000;
/** Characters of its error output that are kept for the error text. */
const KEPT_OUTPUT = 300;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

/** One process of one back end. It answers until it is closed or has ended; after that a new one is made. */
export interface Connection {
  readonly device: string;
  readonly alive: boolean;
  request(
    request: Request,
    onProgress?: (progress: Progress) => void,
  ): { readonly id: number; readonly answer: Promise<unknown> };
  cancel(id: number): void;
  /** Resolves when the process has ended. */
  close(): Promise<void>;
}

/** @throws Refusal when the back end cannot run here; EngineCrashError when the process did not survive the attempt */
export async function connect(backend: Backend, folders: readonly string[]): Promise<Connection> {
  // A plain Node: no debugger port, no hooks of the parent's.
  const child = fork(path.join(__dirname, 'child.js'), [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const { pending, send, ended } = converse(child, backend);
  let next = 0;
  function request(body: Request, onProgress?: (progress: Progress) => void): { id: number; answer: Promise<unknown> } {
    const id = next++;
    const answer = new Promise<unknown>((resolve, reject) => {
      pending.set(id, { resolve, reject, onProgress });
      send({ kind: 'request', id, request: body });
    });
    return { id, answer };
  }
  async function close(): Promise<void> {
    if (child.connected) child.disconnect();
    const end = setTimeout(() => child.kill('SIGKILL'), CLOSE_TIME);
    await ended;
    clearTimeout(end);
  }
  try {
    const device = (await request({ kind: 'open', backend: backend.id, folders }).answer) as string;
    return {
      device,
      get alive() {
        return child.connected;
      },
      request,
      cancel: (id) => pending.has(id) && send({ kind: 'cancel', id }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Wires a process up: answers reach their requests, its end reaches all that wait. */
function converse(
  child: ChildProcess,
  backend: Backend,
): { pending: Map<number, Pending>; send: (message: Message) => void; ended: Promise<void> } {
  const pending = new Map<number, Pending>();
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
  });
  child.on('message', (answer: Answer) => {
    const waiting = pending.get(answer.id);
    if (!waiting) return;
    if (answer.kind === 'progress') return waiting.onProgress?.(answer.progress);
    pending.delete(answer.id);
    rest();
    if (answer.kind === 'done') waiting.resolve(answer.value);
    else waiting.reject(fromFailure(answer.failure));
  });
  const fail = (why: string): void => {
    const said = output.trim() ? `: ${output.trim().split('\n').at(-1)}` : '';
    const error = new EngineCrashError(`the process of engine '${backend.id}' ended (${why})${said}`);
    for (const waiting of pending.values()) waiting.reject(error);
    pending.clear();
  };
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      fail(error.message);
      resolve();
    });
    // Not 'close': it does not come when the channel was closed from this side. The last output still is read first.
    child.on('exit', (code, signal) =>
      setImmediate(() => {
        fail(signal ?? `exit code ${code}`);
        resolve();
      }),
    );
  });
  /** An idle engine keeps nobody from ending; one at work does. */
  function rest(): void {
    if (pending.size > 0) {
      child.ref();
      child.channel?.ref();
    } else {
      child.unref();
      child.channel?.unref();
      (child.stderr as Socket | null)?.unref();
    }
  }
  function send(message: Message): void {
    rest();
    if (!child.connected) return fail('it is closed');
    child.send(message, (error) => error && fail(error.message));
  }
  return { pending, send, ended };
}
