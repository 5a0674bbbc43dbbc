import { isAbsolute, join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { describe, isPlainObject } from '../../input';

/** settings.js: twinGuard: { page: false } or { page: { ... } }. */
export interface PageSettings {
  /**
   * Origins from which the page may be used although they are not the host that Node-RED is asked for: that of a proxy which
   * does not pass the host on, for example 'https://plant.example'. None by default.
   */
  readonly origins: readonly string[];
  /**
   * What the past may take on the disk, bytes: 1e9 by default, at least 1e7. Undefined with history: false: none is kept.
   */
  readonly history: { readonly bytes?: number } | undefined;
  /** The page is also below the http node root, where who may not reach the editor can open it. False by default. */
  readonly nodeRoot: boolean;
  /**
   * Folders of the server whose files a person with twin-guard.tune may learn from, absolute: <userDir>/twin-guard/recordings by default.
   * Empty with recordings: false.
   */
  readonly recordings: readonly string[];
  /** How often an open page is asked again whether who opened it may still read, s: 60 by default, 1 to 3600. */
  readonly recheck: number;
}

const LEAST_BYTES = 1e7;
const RECHECK_S = 60;
const MOST_RECHECK_S = 3600;

/** @returns undefined where no page is wanted @throws Error naming the setting and the fix */
export function pageSettings(RED: NodeAPI): PageSettings | undefined {
  const page = (RED.settings as { twinGuard?: { page?: unknown } }).twinGuard?.page;
  if (page === false) return undefined;
  const { userDir } = RED.settings;
  const usual = typeof userDir === 'string' && userDir !== '' ? [join(userDir, 'twin-guard', 'recordings')] : [];
  if (page === undefined || page === true)
    return { origins: [], history: {}, recheck: RECHECK_S, nodeRoot: false, recordings: usual };
  if (!isPlainObject(page))
    throw new Error(`twinGuard.page in settings.js is ${describe(page)}; give false or an object`);
  const { origins = [], history = {}, recheck = RECHECK_S, nodeRoot = false } = page;
  if (typeof nodeRoot !== 'boolean')
    throw new Error('twinGuard.page.nodeRoot in settings.js is neither true nor false');
  if (!Array.isArray(origins) || !origins.every((origin) => typeof origin === 'string'))
    throw new Error('twinGuard.page.origins in settings.js is no list of texts like "https://plant.example"');
  if (!(typeof recheck === 'number' && recheck >= 1 && recheck <= MOST_RECHECK_S))
    throw new Error(`twinGuard.page.recheck in settings.js is no number of seconds from 1 to ${MOST_RECHECK_S}`);
  const recordings = page['recordings'] === false ? [] : (page['recordings'] ?? usual);
  if (!Array.isArray(recordings) || !recordings.every((folder) => typeof folder === 'string' && isAbsolute(folder)))
    throw new Error('twinGuard.page.recordings in settings.js is neither false nor a list of absolute folders');
  const common = { origins, recheck, nodeRoot, recordings };
  if (history === false) return { ...common, history: undefined };
  const bytes = isPlainObject(history) ? history['bytes'] : Number.NaN;
  if (bytes !== undefined && !(typeof bytes === 'number' && bytes >= LEAST_BYTES))
    throw new Error(`twinGuard.page.history in settings.js is false, or { bytes: at least ${LEAST_BYTES} }`);
  return { ...common, history: bytes === undefined ? {} : { bytes } };
}
