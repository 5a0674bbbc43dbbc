import { posix } from 'node:path';

/** Node-RED's roots in settings.js. */
interface Roots {
  readonly httpAdminRoot?: unknown;
  readonly httpNodeRoot?: unknown;
  readonly httpRoot?: unknown;
}

/** Where the editor is; undefined without one. */
export function adminRoot({ httpAdminRoot, httpRoot }: Roots): string | undefined {
  return rootOf(httpAdminRoot ?? httpRoot);
}

/** Where flows answer over http; undefined where they do not. */
export function nodeRoot({ httpNodeRoot, httpRoot }: Roots): string | undefined {
  return rootOf(httpNodeRoot ?? httpRoot);
}

/**
 * The way from the page below one root to the other root: a proxy may put folders before both.
 * @returns '../admin/', ends with a slash
 */
export function wayTo(root: string, from: string): string {
  const way = posix.relative(posix.join(from, 'twin-guard'), root);
  return way === '' ? './' : `${way}/`;
}

function rootOf(root: unknown): string | undefined {
  if (root === false) return undefined;
  return posix.join('/', typeof root === 'string' ? root : '', '/');
}
