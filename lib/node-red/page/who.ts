import type { NodeAPI } from 'node-red';
import { RIGHTS, type Right, type Rights } from '../../page/api';
import type { Request } from './http';

/** Who asks, by Node-RED's own users. */
export interface Who {
  /** @returns whether the asker has the right, and the name that is signed in */
  may(request: Request, right: Right): Promise<{ readonly ok: boolean; readonly name: string | undefined }>;
  rights(request: Request): Promise<Rights>;
}

type Middleware = (request: unknown, response: unknown, next: () => void) => void;

interface Asked {
  user?: { username?: unknown };
}

/** Nobody can be told from anybody else: everybody reads, as everything else below this root, and nobody orders. */
export function nobody(): Who {
  return {
    may: async (_request, right) => ({ ok: right === 'read', name: undefined }),
    rights: async () => ({
      may: { read: true, operate: false, tune: false, command: false },
      signIn: 'off',
      onlyReads: 'the editor is off (httpAdminRoot), so nobody can sign in, and the page only reads',
    }),
  };
}

/** @param admin the way from the page to the root below which one signs in, where that is not one folder up */
export function createWho(RED: NodeAPI, admin?: string): Who {
  const checks = Object.fromEntries(
    RIGHTS.map((right) => [right, RED.auth.needsPermission(`twin-guard.${right}`) as unknown as Middleware]),
  ) as Record<Right, Middleware>;
  const auth = (RED.settings as { adminAuth?: { type?: string; module?: { type?: string } } }).adminAuth;
  const type = auth?.module?.type ?? auth?.type;

  const may: Who['may'] = (request, right) =>
    new Promise((resolve) => {
      const asked = likeAsked(request);
      const no = (): void => resolve({ ok: false, name: undefined });
      // Stands in for the real response, which is answered once, and by us.
      const refusal = { end: no, json: no, send: no, status: () => refusal, setHeader: () => refusal, statusCode: 401 };
      checks[right](asked, refusal, () => {
        const name = (asked as Asked).user?.username;
        resolve({ ok: true, name: typeof name === 'string' && name !== '' ? name : undefined });
      });
    });

  return {
    may,
    async rights(request) {
      const answers = await Promise.all(RIGHTS.map((right) => may(request, right)));
      const name = answers.find((answer) => answer.name !== undefined)?.name;
      return {
        may: Object.fromEntries(RIGHTS.map((right, i) => [right, answers[i]!.ok])) as Record<Right, boolean>,
        ...(name !== undefined && { name }),
        signIn: auth === undefined ? 'off' : type === 'strategy' ? 'strategy' : 'credentials',
        ...(admin !== undefined && { admin }),
      };
    },
  };
}

/** The request with the token where Node-RED looks for it. One in the address or a form counts for nothing: it would stand in logs. */
function likeAsked(request: Request): object {
  const { authorization, ...headers } = request.headers;
  const token = headers['x-twin-guard-token'];
  const given = typeof token === 'string' ? `Bearer ${token}` : authorization;
  return Object.create(request, {
    headers: { value: { ...headers, ...(given !== undefined && { authorization: given }) } },
    query: { value: {} },
    body: { value: {} },
  });
}
