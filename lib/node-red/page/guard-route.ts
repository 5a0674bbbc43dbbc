import type { Request, Response } from './http';
import { refuse } from './http';

/** What the page may load and do: its own files and nothing else. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/**
 * Stands before every route of the page: sets its headers, and refuses what another site's page asks. Node-RED 4.1 lets any origin
 * read everything under its admin root; here that is taken back.
 * @param origins see PageSettings
 * @param data whether the route answers with data: by the address it cannot be told, as Express takes /API/ for /api/
 */
export function guardRoute(
  origins: readonly string[],
  data: boolean,
): (request: Request, response: Response, next: () => void) => unknown {
  return (request, response, next) => {
    for (const header of ['Access-Control-Allow-Origin', 'Access-Control-Allow-Credentials', 'X-Powered-By'])
      response.removeHeader(header);
    response.setHeader('Content-Security-Policy', POLICY);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    response.setHeader('Cache-Control', 'no-store');
    // Opening the page from a link elsewhere gives a shell without data.
    const opens = !data && request.method === 'GET' && request.headers['sec-fetch-dest'] !== 'iframe';
    if (!opens && isForeign(request, origins)) return refuse(response, 403, 'another site may not ask here');
    return next();
  };
}

function isForeign({ headers }: Request, origins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin !== undefined && origins.includes(origin)) return false;
  // Browsers say so themselves, but only where they trust the line: https, or this machine.
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin === undefined) return false;
  return hostOf(origin) !== host;
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
