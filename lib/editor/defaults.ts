import { ConfigError, type Field, type Fields, parseField } from '../config/fields';

/** One entry of a node's `defaults` in the editor: the value, and a validator that says what is wrong. */
export interface EditorDefault {
  value: string | number | boolean;
  validate(value: unknown, options: unknown): true | string;
}

/** The editor's defaults and validators, from the same declaration that the runtime parses. */
export function editorDefaults<F extends Fields>(fields: F): { readonly [K in keyof F]: EditorDefault } {
  const defaults: Record<string, EditorDefault> = {};
  for (const name of Object.keys(fields)) defaults[name] = editorDefault(name, fields[name]!);
  return defaults as { readonly [K in keyof F]: EditorDefault };
}

function editorDefault(name: string, field: Field): EditorDefault {
  return {
    value: field.default,
    // Two declared arguments tell the editor that a text as answer means: invalid, for this reason.
    validate(value, _options) {
      try {
        parseField(name, field, value);
        return true;
      } catch (error) {
        return error instanceof ConfigError ? error.message : String(error);
      }
    },
  };
}
