/**
 * Who is signed in. The editor's token is read, so that nobody signs in twice; a token of the page's own stands under another name,
 * since one with fewer rights in the editor's place would lock the editor.
 */

/** The page's own path, up to and with `twin-guard/`. */
export const base = location.pathname.replace(/[^/]*$/, '');
/** Where Node-RED's admin routes are: one folder up. */
export const admin = base.replace(/[^/]*\/$/, '');

const suffix = admin.replace(/\/$/, '').replace(/\//g, '-');
const EDITOR = `auth-tokens${suffix}`;
const OWN = `twin-guard-token${suffix}`;

/** Of this page where somebody signed in here, else of the editor. */
export function token(): string | undefined {
  return stored(OWN) ?? stored(EDITOR);
}

export function isOwn(): boolean {
  return stored(OWN) !== undefined;
}

function keep(text: string): void {
  localStorage.setItem(OWN, JSON.stringify({ access_token: text }));
}

export function forget(): void {
  localStorage.removeItem(OWN);
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
  const answer = await fetch(`${admin}auth/token`, {
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
  const mine = stored(OWN);
  forget();
  if (mine === undefined) return;
  await fetch(`${admin}auth/revoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${mine}` },
    body: JSON.stringify({ token: mine }),
  }).catch(() => undefined);
}
