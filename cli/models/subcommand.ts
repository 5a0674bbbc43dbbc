import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from '../command';

/** What comes behind `twin-guard models`. */
export interface Subcommand {
  /** One line for the list of them. */
  readonly summary: string;
  /** @throws UsageError for what the user can put right */
  run(argv: readonly string[]): void | Promise<void>;
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ args: string[]; options: O }>>['values'];

/**
 * @param usage printed for --help
 * @returns the values; undefined when help was asked for
 * @throws UsageError
 */
export function readArguments<O extends Options>(
  argv: readonly string[],
  options: O,
  usage: string,
): Values<O> | undefined {
  if (argv.includes('--help') || argv.includes('-h')) {
    console.log(usage);
    return undefined;
  }
  try {
    return parseArgs({ args: [...argv], options }).values as Values<O>;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
