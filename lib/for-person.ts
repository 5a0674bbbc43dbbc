import { ConfigError } from './config/fields';
import { InputError } from './input';
import { UnsavedError } from './store/unsaved';

/** An error whose sentence is for the person who asked, with what to do: it needs no class name, no stack, and no look at the log. */
export type ForPerson = InputError | ConfigError | UnsavedError;

/** Tells such an error from a mistake of ours. */
export function isForPerson(error: unknown): error is ForPerson {
  return error instanceof InputError || error instanceof ConfigError || error instanceof UnsavedError;
}
