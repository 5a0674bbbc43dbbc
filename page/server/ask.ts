import type { OrderAnswer, OrderRequest } from '../../lib/page/api';
import { spoken } from '../texts/texts';
import { base, token } from './token';

/** Requests to the page's own routes. */

/** What the server refused, in its own sentence. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export function headers(): Record<string, string> {
  const text = token();
  return text === undefined ? {} : { 'x-twin-guard-token': text };
}

export async function get<T>(path: string): Promise<T> {
  return (await (await ask(path, { headers: headers() })).json()) as T;
}

export async function text(path: string): Promise<string> {
  return (await ask(path, { headers: headers() })).text();
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  const answer = await ask(path, {
    method: 'POST',
    headers: { ...headers(), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as T;
}

/** Gives an order. Why it was refused is told in the reader's language. */
export async function give(request: OrderRequest): Promise<OrderAnswer> {
  const { done, refused } = await post<OrderAnswer>('api/orders', request);
  return { done, refused: refused.map(({ key, error }) => ({ key, error: spoken(error) })) };
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(`${base}${path}`, { ...init, cache: 'no-store' });
  if (answer.ok) return answer;
  const said = (await answer.json().catch(() => undefined)) as { error?: unknown } | undefined;
  throw new Refused(
    answer.status,
    typeof said?.error === 'string' ? spoken(said.error) : `${answer.status} ${answer.statusText}`,
  );
}
