import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Express, Request, Response } from 'express';

export type { Express, Request, Response };

const zip = promisify(gzip);
/** Smaller answers are not worth packing, bytes. */
const WORTH_PACKING = 1400;

/** A refusal: one sentence. */
export function refuse(response: Response, status: number, error: string): void {
  response.status(status).json({ error });
}

/** Sends data, packed where the browser takes it: Node-RED packs nothing. */
export async function answer(
  request: Request,
  response: Response,
  text: string,
  type = 'application/json; charset=utf-8',
): Promise<unknown> {
  response.setHeader('Content-Type', type);
  response.setHeader('Vary', 'Accept-Encoding');
  const packs = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  if (!packs || text.length < WORTH_PACKING) return response.end(text);
  const packed = await zip(text, { level: 1 });
  response.setHeader('Content-Encoding', 'gzip');
  return response.end(packed);
}
