import type { Fields } from '../config/fields';
import { type Parse, problemsOf } from '../config/problems';
import { readerOf } from './reader';

/** One entry of a node's `defaults` in the editor: the value, and a validator that says what is wrong. */
export interface EditorDefault {
  value: string | number | boolean;
  validate(this: EditorNode, value: unknown, options: unknown): true | string;
}

/**
 * The editor's defaults and validators, from the same declaration that the runtime parses.
 * @param parse the room's parseConfig: it knows which settings do not go together
 */
export function editorDefaults<F extends Fields>(fields: F, parse: Parse): { readonly [K in keyof F]: EditorDefault } {
  const defaults: Record<string, EditorDefault> = {};
  for (const name of Object.keys(fields)) {
    defaults[name] = {
      value: fields[name]!.default,
      // Two declared arguments tell the editor that a text as answer means: invalid, for this reason.
      validate(value, _options) {
        const problems = problemsOf(fields, parse, { ...this, [name]: value }, readerOf(this));
        const own = problems.filter(({ field }) => field === name).map(({ place, says }) => `${place}: ${says}`);
        return own.length === 0 ? true : own.join('\n');
      },
    };
  }
  return defaults as { readonly [K in keyof F]: EditorDefault };
}
