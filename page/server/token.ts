/**
 * Who is signed in. The editor's token is read, so that nobody signs in twice; a token of the page's own stands under another name,
 * since one with fewer rights in the editor's place would lock the editor.
 */

/** The page's own path, up to and with `twin-guard/`. */
export const base = location.pathname.replace(/[^/]*$/, '');
let adminPath = base.replace(/[^/]*\/$/, '');

/** Where Node-RED's admin routes are: one folder up, unless the server says something else. */
export function admin(): string {
  return adminPath;
}

/** @param way from the page's own folder @returns whether that is news */
export function adminIsAt(way: string): boolean {
  const { pathname } = new URL(way, new URL(base, location.href));
  const isNews = pathname !== adminPath;
  adminPath = pathname;
  return isNews;
}

/** Under which the editor keeps its token, and the page its own beside it. */
function nameOf(kind: 'auth-tokens' | 'twin-guard-token'): string {
  return kind + adminPath.replace(/\/$/, '').replace(/\//g, '-');
}

/** Of this page where somebody signed in here, else of the editor. */
export function token(): string | undefined {
  return stored(nameOf('twin-guard-token')) ?? stored(nameOf('auth-tokens'));
}

export function isOwn(): boolean {
  return stored(nameOf('twin-guard-token')) !== undefined;
}

function keep(text: string): void {
  localStorage.setItem(nameOf('twin-guard-token'), JSON.stringify({ access_token: text }));
}

export function forget(): void {
  localStorage.removeItem(nameOf('twin-guard-token'));
}

function stored(name: string): string | undefined {
  try {
    const text: unknown = (JSON.parse(localStorage.getItem(name) ?? 'null') as { access_token?: unknown })
      ?.access_token;
    return typeof text === 'string' && text !== '' ? text : undefined;
  } catch {
    return undefined;
  }
}

/** @returns whether name and password were right; @throws Error when nobody answers */
export async function signIn(username: string, password: string): Promise<boolean> {
  const answer = await fetch(`${adminPath}auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    // An empty scope: without one Node-RED hands out a token that it refuses itself.
    body: JSON.stringify({ client_id: 'node-red-editor', grant_type: 'password', scope: '', username, password }),
  });
  if (!answer.ok) return false;
  const { access_token } = (await answer.json()) as { access_token?: unknown };
  if (typeof access_token !== 'string') return false;
  keep(access_token);
  return true;
}

/** Ends the session here and in Node-RED. */
export async function signOut(): Promise<void> {
  const mine = stored(nameOf('twin-guard-token'));
  forget();
  if (mine === undefined) return;
  await fetch(`${adminPath}auth/revoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${mine}` },
    body: JSON.stringify({ token: mine }),
  }).catch(() => undefined);
}
