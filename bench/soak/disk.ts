import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Room of the disk, so that it can be filled. */
const SIZE = '24m';

/** Where the guard's state lies, on a disk of its own where one can be mounted, and what was damaged there on purpose. */
export class StateDisk {
  readonly folder: string;
  /** Whether it can be filled and made read-only. */
  readonly own: boolean;
  /** Files that are gone, and contents, wherever the guard has moved them. */
  readonly #gone = new Set<string>();
  readonly #damaged = new Set<string>();

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.own = ran('mount', '-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder);
    if (!this.own) console.log('soak: no disk can be mounted here; it runs without full and read-only disks');
  }

  files(): string[] {
    return readdirSync(this.folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(this.folder, name))
      .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  }

  /** Remembers a file that was damaged on purpose. */
  damaged(file: string): void {
    if (existsSync(file)) this.#damaged.add(readFileSync(file, 'latin1'));
    else this.#gone.add(file);
  }

  /** Whether what was damaged still lies there, so that the guard may complain of it. */
  harmed(): boolean {
    for (const file of this.#gone) if (existsSync(file)) this.#gone.delete(file);
    return this.#gone.size > 0 || this.files().some((file) => this.#damaged.has(contentOf(file) ?? ''));
  }

  /** Fills it, or gives its place back. */
  fill(full: boolean): void {
    const file = join(this.folder, 'ballast');
    rmSync(file, { force: true });
    if (full) ran('dd', 'if=/dev/zero', `of=${file}`, 'bs=64k');
  }

  /** @returns whether it could be made so */
  writable(yes: boolean): boolean {
    return ran('mount', '-o', `remount,${yes ? 'rw' : 'ro'}`, this.folder);
  }

  release(): void {
    if (this.own) ran('umount', this.folder);
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // Written anew or moved at this very moment.
    return undefined;
  }
}

function ran(...[program, ...args]: readonly [string, ...string[]]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
