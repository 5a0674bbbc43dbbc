import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Where a nats-server is, or why there is none. */
export type Program = { readonly path: string } | { readonly why: string };

const LEAST = [2, 14] as const;
const DOWNLOAD_MS = 120_000;

/**
 * A nats-server that is new enough: TWIN_GUARD_NATS_SERVER, the system's own, or Debian's newest package, unpacked into a temporary
 * folder that later runs find again. Nothing is installed.
 */
export function natsServer(): Program {
  const given = process.env['TWIN_GUARD_NATS_SERVER'];
  if (given !== undefined)
    return isNewEnough(given) ? { path: given } : { why: `${given} is no nats-server from ${LEAST.join('.')} on` };
  if (isNewEnough('nats-server')) return { path: 'nats-server' };
  const folder = join(tmpdir(), `twin-guard-nats-${userInfo().uid}`);
  const unpacked = ['usr/sbin/nats-server', 'usr/bin/nats-server'].map((path) => join(folder, path));
  const there = (): string | undefined => unpacked.find((path) => existsSync(path) && isNewEnough(path));
  const known = there();
  if (known !== undefined) return { path: known };
  try {
    download(folder);
  } catch (error) {
    return {
      why: `no nats-server from ${LEAST.join('.')} on here, and none could be downloaded: ${(error as Error).message.split('\n')[0]}`,
    };
  }
  const path = there();
  return path === undefined
    ? { why: `Debian has no nats-server from ${LEAST.join('.')} on for this machine` }
    : { path };
}

function isNewEnough(path: string): boolean {
  try {
    const [, major, minor] = /v(\d+)\.(\d+)\./.exec(execFileSync(path, ['--version'], { encoding: 'utf8' })) ?? [];
    return Number(major) > LEAST[0] || (Number(major) === LEAST[0] && Number(minor) >= LEAST[1]);
  } catch {
    return false;
  }
}

/** An apt of its own: its lists, its cache and its one source lie in the folder, and the system's stay as they are. */
function download(target: string): void {
  const folder = `${target}.${process.pid}`;
  rmSync(folder, { recursive: true, force: true });
  for (const path of ['apt/lists/partial', 'apt/cache/archives/partial', 'apt/etc'])
    mkdirSync(join(folder, path), { recursive: true });
  const apt = join(folder, 'apt');
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const mirror = /^URIs:\s*(\S+)/m.exec(readSystemSource())?.[1] ?? 'http://deb.debian.org/debian';
  writeFileSync(join(apt, 'sources.list'), `deb [signed-by=${keys}] ${mirror} sid main\n`);
  writeFileSync(join(apt, 'status'), '');
  const settings = [
    `Dir::Etc "${join(apt, 'etc')}"`,
    `Dir::Etc::sourcelist "${join(apt, 'sources.list')}"`,
    'Dir::Etc::sourceparts "/dev/null"',
    `Dir::State "${apt}"`,
    `Dir::State::status "${join(apt, 'status')}"`,
    `Dir::State::lists "${join(apt, 'lists')}"`,
    `Dir::Cache "${join(apt, 'cache')}"`,
    'Acquire::Languages "none"',
    // A mirror that is a few weeks behind is good enough; what it holds is signed all the same.
    'Acquire::Check-Valid-Until "false"',
    'APT::Sandbox::User "root"',
  ];
  writeFileSync(join(apt, 'apt.conf'), settings.map((line) => `${line};\n`).join(''));
  const options = {
    cwd: folder,
    env: { ...process.env, APT_CONFIG: join(apt, 'apt.conf') },
    timeout: DOWNLOAD_MS,
    stdio: 'pipe' as const,
  };
  try {
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['download', '-qq', 'nats-server'], options);
    const deb = readdirSync(folder).find((name) => name.endsWith('.deb'));
    if (deb === undefined) throw new Error('apt-get brought no package');
    execFileSync('dpkg-deb', ['-x', join(folder, deb), folder], options);
    rmSync(apt, { recursive: true });
    rmSync(target, { recursive: true, force: true });
    renameSync(folder, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readSystemSource(): string {
  try {
    return execFileSync('cat', ['/etc/apt/sources.list.d/debian.sources'], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
}

/** A nats-server with JetStream, with its files in a folder. */
export class NatsServer {
  #child: ChildProcess | undefined;

  private constructor(
    private readonly program: string,
    readonly folder: string,
    readonly port: number,
    private readonly more: readonly string[],
  ) {}

  /** @param more further arguments of the program */
  static async start(program: string, folder: string, more: readonly string[] = []): Promise<NatsServer> {
    const server = new NatsServer(program, folder, await freePort(), more);
    await server.start();
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#child!.pid!;
  }

  async start(): Promise<void> {
    const own = ['-js', '-sd', this.folder, '-a', '127.0.0.1', '-p', String(this.port)];
    const child = spawn(this.program, [...own, ...this.more], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4000);
        if (said.includes('Server is ready')) resolve();
      });
      child.once('exit', () => reject(new Error(`nats-server ended: ${said}`)));
    });
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
