/** The two engines that a history may lie in, with one face: what Node.js brings, where it does, else the one made of WebAssembly. */

export type Value = number | string | Uint8Array | null;
export type Row = Record<string, Value>;

export interface Sql {
  readonly engine: EngineName;
  /** Several statements, no values. */
  exec(sql: string): void;
  /** @returns rowid of what was inserted last */
  run(sql: string, ...values: Value[]): number;
  all(sql: string, ...values: Value[]): Row[];
  get(sql: string, ...values: Value[]): Row | undefined;
  close(): void;
}

export const ENGINES = ['node:sqlite', 'node-sqlite3-wasm'] as const;
export type EngineName = (typeof ENGINES)[number];

interface Statement {
  run(values: Value[]): { lastInsertRowid: number | bigint };
  all(values: Value[]): Row[];
  finalize(): void;
}

interface Driver {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

interface Native {
  readonly DatabaseSync: new (
    path: string,
  ) => {
    exec(sql: string): void;
    prepare(sql: string): {
      run(...values: Value[]): { lastInsertRowid: number | bigint };
      all(...values: Value[]): Row[];
    };
    close(): void;
  };
}

interface Wasm {
  readonly Database: new (path: string) => Driver;
}

/** Which of them this runtime has, the best first. Found by asking for them: a version says nothing of a flag or a build. */
export function enginesHere(): EngineName[] {
  return ENGINES.filter((name) => {
    try {
      require(name);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Opens a file, or ':memory:'. Statements are kept, so that a text should come again and again.
 * Numbers that are computed with in SQL are to be cast: node:sqlite binds them all as REAL.
 */
export function openSql(engine: EngineName, path: string): Sql {
  const driver = engine === 'node:sqlite' ? native(path) : wasm(path);
  const statements = new Map<string, Statement>();
  const prepared = (sql: string): Statement => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = driver.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  return {
    engine,
    exec: (sql) => driver.exec(sql),
    run: (sql, ...values) => Number(prepared(sql).run(values).lastInsertRowid),
    all: (sql, ...values) => prepared(sql).all(values),
    get: (sql, ...values) => prepared(sql).all(values)[0],
    close() {
      for (const statement of statements.values()) statement.finalize();
      driver.close();
    },
  };
}

function native(path: string): Driver {
  const { DatabaseSync } = require('node:sqlite') as Native;
  const database = new DatabaseSync(path);
  return {
    exec: (sql) => database.exec(sql),
    prepare(sql) {
      const statement = database.prepare(sql);
      return {
        run: (values) => statement.run(...values),
        all: (values) => statement.all(...values),
        finalize: () => undefined,
      };
    },
    close: () => database.close(),
  };
}

function wasm(path: string): Driver {
  const { Database } = require('node-sqlite3-wasm') as Wasm;
  return new Database(path);
}
