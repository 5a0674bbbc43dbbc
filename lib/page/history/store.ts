import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type EngineName, enginesHere, openSql, type Sql } from './engine';
import { makeFolder, type Ownership, own } from './owner';

/** Shape of the tables. A file of a newer one is not touched. */
const VERSION = 1;
const FILE = 'history.sqlite';
/** Bytes of a page of the file. */
export const PAGE = 4096;
/** Bytes that the log of what was just written may take on the disk. */
export const LOG = 2_048_000;

/** Files of the first days are without it. */
const INDEX = 'create index if not exists fresh_layout on fresh(layout);';

/**
 * chunk and raw: records as they came, by layout of columns; a column's row is chunk * COLUMNS + its place. envelope: see cells.ts.
 * fresh: what is in the other tables only once its key is settled. near, rules: for what-if.
 */
const SCHEMA = `
create table meta(k text primary key, v);
create table series(id integer primary key, key text, what text, tag text, unique(key, what, tag));
create table layout(id integer primary key, key text, series text, unique(key, series));
create table chunk(id integer primary key, layout int, key text, t0 real, t1 real, n int, clip int, bytes int, d blob);
create index chunk_key on chunk(key, t0);
create index chunk_clip on chunk(clip, id);
create table raw(id integer primary key, d blob);
create table envelope(id integer primary key, series int, width int, t0 real, d blob, unique(series, width, t0));
create index envelope_old on envelope(width, t0);
create table near(id integer primary key, key text, t0 real, t1 real, after int, times blob, rest blob);
create index near_key on near(key, t0);
create table rules(id integer primary key, key text, at real, d text);
create index rules_key on rules(key, at);
create table alarm(id text primary key, key text, since real, until real, open int, d text);
create index alarm_since on alarm(since);
create index alarm_open on alarm(open) where open = 1;
create index alarm_key on alarm(key, since);
create table mark(id integer primary key, key text, at real, what text, text text, by text);
create index mark_key on mark(key, at);
create table span(key text, since real, until real, why text, primary key(key, since));
create table fresh(id integer primary key, layout int, kind text, at real, ms int, n int, times blob, d blob);
${INDEX}
pragma user_version = ${VERSION};
`;

/** Columns of a layout at most; see SCHEMA. */
export const COLUMNS = 65_536;

export interface Store {
  readonly sql: Sql;
  /** False where all is in memory, because the file cannot be had. */
  readonly kept: boolean;
  /** Why, one sentence. */
  readonly trouble: string | undefined;
  /** Of the files. */
  bytes(): number;
  /** Another process on another machine may see that we are here. */
  touch(now: number): void;
  close(): void;
}

/**
 * Opens the history of a folder. What is damaged is put aside and told, and a new one begins; where no file can be had, it is
 * kept in memory.
 * @param takeOver see own
 * @param now ms since the epoch
 */
export function openStore(
  folder: string,
  takeOver: boolean,
  now: number,
  tell: (sentence: string) => void,
  engines: readonly EngineName[] = enginesHere(),
): Store {
  const engine = engines[0];
  if (engine === undefined) throw new Error('neither node:sqlite nor node-sqlite3-wasm is installed');
  const file = join(folder, FILE);
  let owned: Ownership | undefined;
  try {
    makeFolder(folder);
    owned = own(file, now, takeOver);
    const sql = openFile(engine, file, owned.unclean, now, tell);
    return fileStore(sql, file, owned);
  } catch (error) {
    owned?.release();
    const trouble = `The history is only kept in memory: ${file} cannot be opened (${(error as Error).message}).`;
    return memoryStore(engine, trouble);
  }
}

function fileStore(sql: Sql, file: string, owned: Ownership): Store {
  return {
    sql,
    kept: true,
    trouble: undefined,
    bytes: () => sizeOf(file) + sizeOf(`${file}-wal`),
    touch: (now) => owned.touch(now),
    close() {
      sql.close();
      owned.release();
    },
  };
}

function memoryStore(engine: EngineName, trouble: string): Store {
  const sql = openSql(engine, ':memory:');
  sql.exec(SCHEMA);
  const pages = (): number => Number(sql.get('pragma page_count')?.['page_count'] ?? 0);
  return { sql, kept: false, trouble, bytes: () => PAGE * pages(), touch: () => undefined, close: () => sql.close() };
}

function openFile(engine: EngineName, file: string, check: boolean, now: number, tell: (text: string) => void): Sql {
  let sql: Sql | undefined;
  try {
    sql = connect(engine, file);
    const version = Number(sql.get('pragma user_version')?.['user_version']);
    if (version > VERSION) throw new NewerError();
    if (version === 0) sql.exec(`begin; ${SCHEMA} commit;`);
    else {
      if (check) quickCheck(sql);
      sql.exec(INDEX);
    }
    return sql;
  } catch (error) {
    try {
      sql?.close();
    } catch {
      // Nothing more can be done with it.
    }
    if (error instanceof NewerError || !isDamage(error as Error)) throw error;
    const aside = `${file}.damaged-${new Date(now).toISOString().replaceAll(':', '-').slice(0, 19)}`;
    for (const end of ['', '-wal', '-shm', '-journal']) if (existsSync(file + end)) renameSync(file + end, aside + end);
    rmSync(`${file}.lock`, { recursive: true, force: true });
    tell(`The history was damaged (${(error as Error).message}); it is put aside as ${aside}, and a new one begins.`);
    const fresh = connect(engine, file);
    fresh.exec(`begin; ${SCHEMA} commit;`);
    return fresh;
  }
}

class NewerError extends Error {
  constructor() {
    super('a newer version of this pack made it');
  }
}

function connect(engine: EngineName, file: string): Sql {
  const sql = openSql(engine, file);
  try {
    // First of all: without it the WebAssembly engine cannot even read a file that has a write-ahead log.
    sql.exec('pragma locking_mode=exclusive;');
    sql.exec(`pragma page_size=${PAGE}; pragma auto_vacuum=incremental;`);
    sql.exec(
      `pragma journal_mode=wal; pragma synchronous=normal; pragma journal_size_limit=${LOG}; pragma wal_autocheckpoint=${LOG / PAGE / 2};`,
    );
    return sql;
  } catch (error) {
    sql.close();
    throw error;
  }
}

function quickCheck(sql: Sql): void {
  const said = Object.values(sql.get('pragma quick_check(1)') ?? {})[0];
  if (said !== 'ok') throw new Error(`malformed: ${String(said)}`);
}

/** Whether the file itself is at fault, not the disk or somebody's rights. */
function isDamage({ message }: Error): boolean {
  return /malformed|not a database|corrupt|encrypted/i.test(message);
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
