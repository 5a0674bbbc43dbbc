import { redraw } from '../dom/redraw';

/**
 * Where the page is, in the hash: `#/asset/<key>?t=6h&tag=Fin`. View, selection, filters and ranges all stand there and nowhere else,
 * so that a link shows somebody else the same.
 */

export const VIEWS = ['fleet', 'asset', 'alarms', 'learning', 'commands', 'audit'] as const;
export type View = (typeof VIEWS)[number];

export interface Route {
  readonly view: View;
  /** Of the asset that is shown. */
  readonly key: string | undefined;
  readonly query: Readonly<Record<string, string>>;
}

let current = read();

export function route(): Route {
  return current;
}

/** The hash of a view. */
export function link(view: View, key?: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const path = view === 'fleet' ? '' : key === undefined ? view : `${view}/${encodeURIComponent(key)}`;
  const given = Object.entries(query).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  const search = new URLSearchParams(given).toString();
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}

export function go(view: View, key?: string, query: Readonly<Record<string, string | undefined>> = {}): void {
  location.hash = link(view, key, query);
}

/** Changes a part of the query in place: a filter that is typed must not fill the browser's history. */
export function refine(query: Readonly<Record<string, string | undefined>>): void {
  history.replaceState(null, '', link(current.view, current.key, { ...current.query, ...query }));
  follow();
}

export function watchRoute(): void {
  addEventListener('hashchange', follow);
}

function follow(): void {
  current = read();
  redraw();
}

function read(): Route {
  const [path = '', search = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [name = '', key] = path.split('/');
  const view = VIEWS.find((candidate) => candidate === name) ?? 'fleet';
  return { view, key: decoded(key), query: Object.fromEntries(new URLSearchParams(search)) };
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
