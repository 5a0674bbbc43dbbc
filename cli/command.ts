/** A command of twin-guard: a module of this shape in cli/. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /**
   * @param argv what follows the command's name
   * @returns the exit code
   * @throws UsageError for what the user can put right
   */
  run(argv: readonly string[]): Promise<number>;
}

/** A mistake of the user: printed as one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
