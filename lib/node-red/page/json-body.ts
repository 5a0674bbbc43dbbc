import type { Request } from './http';

/** Longest body of an order, bytes. */
const LIMIT = 64 * 1024;

/** What a request brings cannot be taken: status and sentence. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The JSON of a request. Only what a script of the page can send is taken: a form of another site cannot. @throws BodyError */
export async function readJson(request: Request): Promise<unknown> {
  const type = String(request.headers['content-type'] ?? '');
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new BodyError(400, 'send application/json');
  if (Number(request.headers['content-length'] ?? 0) > LIMIT) throw tooLong();
  // Under the admin root Node-RED has read it already.
  if (request.readableEnded || request.body !== undefined) {
    const body: unknown = request.body;
    if (JSON.stringify(body ?? null).length > LIMIT) throw tooLong();
    return body;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT) throw tooLong();
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new BodyError(400, 'is no JSON');
  }
}

function tooLong(): BodyError {
  return new BodyError(400, `an order has at most ${LIMIT / 1024} kB`);
}
