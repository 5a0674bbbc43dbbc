import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type EngineEntry, listEngines } from '../lib/engine/catalogue';
import { UsageError } from './command';

export const summary = 'lists the engines that can train and score here, and what the others lack';

const USAGE = `twin-guard engines [--user-dir DIR] [--json]

Tries every engine on this machine. For those that cannot run it gives the reason and the command that would change it.

  --user-dir  Node-RED's user directory, where optional packages are looked for as well (default ~/.node-red)
  --json      the same as JSON`;

export async function run(argv: readonly string[]): Promise<number> {
  const values = parse(argv);
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const entries = await listEngines([values['user-dir'] ?? path.join(homedir(), '.node-red')]);
  console.log(values.json ? JSON.stringify(entries, null, 2) : entries.map(text).join('\n'));
  return 0;
}

function parse(argv: readonly string[]) {
  const options = {
    'user-dir': { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function text(entry: EngineEntry): string {
  const head = `${entry.id.padEnd(16)} ${entry.label}`;
  if (entry.available)
    return `${head}\n  runs on: ${entry.device}${entry.byNameOnly ? ' (only when chosen by name)' : ''}`;
  return `${head}\n  cannot run: ${entry.reason}\n  fix: ${entry.fix}`;
}
