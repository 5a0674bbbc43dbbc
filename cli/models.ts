import { UsageError } from './command';
import { compare } from './models/compare';
import { exporter } from './models/export';
import { importer } from './models/import';
import { inspect } from './models/inspect';
import { list } from './models/list';
import type { Subcommand } from './models/subcommand';

export const summary = 'lists, inspects, compares, exports and imports the versions of a trained model';

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  list,
  inspect,
  compare,
  export: exporter,
  import: importer,
};

export async function run([name, ...argv]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    console.log(help());
    return name === undefined ? 2 : 0;
  }
  const known = Object.keys(SUBCOMMANDS).join(', ');
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (subcommand === undefined) throw new UsageError(`models ${name}: give one of ${known}`);
  await subcommand.run(argv);
  return 0;
}

function help(): string {
  const lines = Object.entries(SUBCOMMANDS).map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`);
  return [
    'twin-guard models <what> [options]',
    '',
    ...lines,
    '',
    'twin-guard models <what> --help tells its options.',
  ].join('\n');
}
