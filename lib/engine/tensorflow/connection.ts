import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import path from 'node:path';
import type { Progress } from '../engine';
import type { Backend } from './backends';
import { type Answer, fromFailure, type Message, type Request } from './protocol';
import { resolvePackages } from './resolve';

/** The engine's process ended by itself: a crash of a driver or library, no memory, or somebody ended it. */
export class EngineCrashError extends Error {
  override readonly name = 'EngineCrashError';
}

/** Time in ms for the process to put its device away before it is ended. */
const CLOSE_TIME = 2000;
/** Time in ms for a driver to start, and for a training to stop: longer, and the process is taken to hang and ended. */
const OPEN_TIME = 30_000;
const CANCEL_TIME = 4000;
/** Characters of its error output that are kept for the error text. */
const KEPT_OUTPUT = 4000;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

/** @throws Refusal when the back end cannot run here; EngineCrashError when the process did not survive the attempt */
export async function connect(backend: Backend, folders: readonly string[]): Promise<Connection> {
  // What is not installed needs no process to say so.
  resolvePackages(backend, folders);
  const connection = new Connection(backend.id);
  const { id, answer } = connection.request({ kind: 'open', backend: backend.id, folders });
  connection.endUnlessAnswered(id, OPEN_TIME);
  try {
    connection.device = (await answer) as string;
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** One process of one back end. It answers until it is closed or has ended; then a new one must be made. */
export class Connection {
  /** What really runs, as the process told. */
  device = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private readonly pending = new Map<number, Pending>();
  private output = '';
  /** Noticed before the system tells that the process has ended. */
  private broken = false;
  private next = 0;

  constructor(private readonly name: string) {
    // A plain Node: no debugger port, no hooks of the parent's.
    this.child = fork(path.join(__dirname, 'child.js'), [], {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.output = (this.output + chunk.toString()).slice(-KEPT_OUTPUT);
    });
    this.child.on('message', (answer: Answer) => this.receive(answer));
    this.ended = new Promise((resolve) => {
      const end = (why: string): void => {
        this.failAll(why);
        resolve();
      };
      this.child.on('error', (error) => end(error.message));
      // Not 'close': it does not come when the channel was closed from this side. The last output still is read first.
      this.child.on('exit', (code, signal) => setImmediate(end, signal ?? `exit code ${code}`));
    });
  }

  get alive(): boolean {
    return this.child.connected && !this.broken;
  }

  request(
    request: Request,
    onProgress?: (progress: Progress) => void,
  ): { readonly id: number; readonly answer: Promise<unknown> } {
    const id = this.next++;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.pending.set(id, { resolve, reject, onProgress });
      this.send({ kind: 'request', id, request });
    });
    return { id, answer };
  }

  /** Ends a training at its next step; nothing when it is over already. A process that does not get there is ended. */
  cancel(id: number): void {
    if (!this.pending.has(id)) return;
    this.send({ kind: 'cancel', id });
    this.endUnlessAnswered(id, CANCEL_TIME);
  }

  endUnlessAnswered(id: number, milliseconds: number): void {
    const end = (): void => {
      if (!this.pending.has(id)) return;
      this.output += `\nfailed to answer within ${milliseconds / 1000} s`;
      this.child.kill('SIGKILL');
    };
    setTimeout(end, milliseconds).unref();
  }

  /** Resolves when the process has ended. */
  async close(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    const end = setTimeout(() => this.child.kill('SIGKILL'), CLOSE_TIME);
    await this.ended;
    clearTimeout(end);
  }

  private send(message: Message): void {
    this.holdOrLetGo();
    if (this.child.connected) this.child.send(message, (error) => error && this.failAll(error.message));
    else this.failAll('it is closed');
  }

  private receive(answer: Answer): void {
    const waiting = this.pending.get(answer.id);
    if (!waiting) return;
    if (answer.kind === 'progress') {
      waiting.onProgress?.(answer.progress);
      return;
    }
    this.pending.delete(answer.id);
    this.holdOrLetGo();
    if (answer.kind === 'done') waiting.resolve(answer.value);
    else waiting.reject(fromFailure(answer.failure));
  }

  private failAll(why: string): void {
    this.broken = true;
    const lines = this.output.split('\n');
    const said =
      lines.find((line) => line.startsWith('FATAL ERROR')) ?? lines.findLast((line) => /error|fail/i.test(line));
    const error = new EngineCrashError(
      `the process of engine '${this.name}' ended (${why})${said ? `: ${said.trim().slice(0, 300)}` : ''}`,
    );
    for (const waiting of this.pending.values()) waiting.reject(error);
    this.pending.clear();
  }

  /** An engine at work keeps the program running; an idle one keeps nobody from ending. */
  private holdOrLetGo(): void {
    const streams = [this.child, this.child.channel, this.child.stderr as Socket | null];
    for (const stream of streams) {
      if (this.pending.size > 0) stream?.ref();
      else stream?.unref();
    }
  }
}
