#!/usr/bin/env node
import { DataError } from '../lib/data/errors';
import { InputError } from '../lib/input';
import { PACK_VERSION } from '../lib/pack';
import * as backtest from './backtest';
import { type Command, UsageError } from './command';
import * as engines from './engines';
import * as models from './models';
import * as verify from './verify';

const COMMANDS: Readonly<Record<string, Command>> = { backtest, engines, models, verify };

async function main([name, ...argv]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(help());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    console.log(PACK_VERSION);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined)
    throw new UsageError(`there is no command ${name}; one of ${Object.keys(COMMANDS).join(', ')}`);
  return command.run(argv);
}

function help(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return [
    'twin-guard <command> [options]',
    '',
    ...lines,
    '',
    'twin-guard <command> --help tells its options, twin-guard --version the version of the pack.',
  ].join('\n');
}

/** What the user can put right gets one clear line; anything else is a defect of ours and shows where. */
function explain(error: Error): string {
  const known = error instanceof UsageError || error instanceof DataError || error instanceof InputError;
  return known || error.name === 'ConfigError' ? `twin-guard: ${error.message}` : (error.stack ?? String(error));
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(explain(error));
    process.exitCode = error.stack === explain(error) ? 1 : 2;
  },
);
