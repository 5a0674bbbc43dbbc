/** What a dialog can say of a setting that cannot be used: keys of the catalogue below 'error'. */
export const TOLD_KEYS = [
  'number',
  'whole',
  'list',
  'choice',
  'text',
  'flag',
  'empty',
  'json',
  'shape',
  'many',
  'notNumber',
  'short',
  'unknown',
  'twice',
  'rename',
  'noTag',
  'taken',
  'above',
  'limits',
  'lax',
  'notListed',
  'address',
  'form',
  'leaveOut',
  'needsValue',
  'none',
  'within',
  'line',
  'lineNumber',
  'lineNever',
  'expression',
  'quoted',
  'records',
  'zone',
  'path',
] as const;

/** What is wrong, for a dialog in the reader's language. */
export interface Told {
  readonly key: (typeof TOLD_KEYS)[number];
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Where in a table, a list or lines it is wrong. */
export interface Spot {
  readonly entry: 'tag' | 'rule' | 'command' | 'row' | 'level' | 'line' | 'feature';
  /** Its name, or its number from 1. */
  readonly at: string | number;
  readonly column?: string;
}
