import { type BackendId, backendOf } from './backends';
import { type Connection, connect } from './connection';

/** One back end's process for all its users: it starts with the first, ends with the last and is renewed after a crash. */
export interface SharedProcess {
  /** @throws Refusal or EngineCrashError when it cannot be started */
  connection(): Promise<Connection>;
  /** Once per user; resolves, for the last one, when the process has ended. */
  release(): Promise<void>;
}

interface Entry {
  users: number;
  current: Promise<Connection> | undefined;
}

const entries = new Map<string, Entry>();

/** The one process of a back end and a list of folders; whoever asks is a user and must release it. */
export function shareProcess(id: BackendId, folders: readonly string[]): SharedProcess {
  const key = JSON.stringify([id, folders]);
  const entry = entries.get(key) ?? { users: 0, current: undefined };
  entries.set(key, entry);
  entry.users++;
  return {
    async connection() {
      const known = entry.current;
      const connection = await known?.catch(() => undefined);
      if (connection?.alive) return connection;
      await connection?.close();
      // Whoever comes first starts it anew, the others wait for the same one.
      if (entry.current === known) entry.current = connect(backendOf(id), folders);
      return entry.current!;
    },
    async release() {
      entry.users--;
      if (entry.users > 0) return;
      if (entries.get(key) === entry) entries.delete(key);
      const current = await entry.current?.catch(() => undefined);
      await current?.close();
    },
  };
}
