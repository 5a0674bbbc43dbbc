import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import type { Request, Response } from './http';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webmanifest': 'application/manifest+json',
  '.json': 'application/json; charset=utf-8',
};
/** Its content is in its name: app.3f9a1c2b.js. */
const HASHED = /[.-][0-9a-zA-Z]{8,}\.\w+$/;
const SHELL = 'index.html';

interface File {
  readonly type: string;
  readonly plain: Buffer;
  readonly packed: Buffer | undefined;
  readonly tag: string;
  readonly caching: string;
}

/** The page's own files, read once: what the build has put into a folder. The same for everybody, and no data. */
export class PageFiles {
  readonly #files = new Map<string, File>();

  constructor(folder: string) {
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const type = TYPES[extname(name)];
      if (type === undefined) continue;
      const plain = readFileSync(join(folder, name));
      const path = name.split(sep).join('/');
      this.#files.set(path, {
        type,
        plain,
        packed: existsSync(join(folder, `${name}.gz`)) ? readFileSync(join(folder, `${name}.gz`)) : undefined,
        tag: `"${createHash('sha256').update(plain).digest('hex').slice(0, 16)}"`,
        caching: HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      });
    }
  }

  /** @param path below twin-guard/; '' is the shell */
  has(path: string): boolean {
    return this.#files.has(path === '' ? SHELL : path);
  }

  send(path: string, request: Request, response: Response): unknown {
    const { caching, tag, type, packed, plain } = this.#files.get(path === '' ? SHELL : path)!;
    response.setHeader('Cache-Control', caching);
    response.setHeader('ETag', tag);
    response.setHeader('Content-Type', type);
    response.setHeader('Vary', 'Accept-Encoding');
    if (request.headers['if-none-match'] === tag) return response.status(304).end();
    const packs = packed !== undefined && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    if (packs) response.setHeader('Content-Encoding', 'gzip');
    return response.end(packs ? packed : plain);
  }
}
