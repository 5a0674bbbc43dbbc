import type { Fields } from '../config/fields';
import type { Parse } from '../config/problems';
import { countChanged } from './advanced';
import { showErrors } from './field-errors';
import { type LiveView, showLive } from './live-panel';
import { readerOf } from './reader';
import { showShares } from './shares';
import { showDefaults } from './show-defaults';
import type { Text } from './text';

/** What every dialog of ours shows beside its own settings. */
export interface Dialog {
  readonly fields: Fields;
  /** The room's parseConfig: it knows which settings do not go together. */
  readonly parse: Parse;
  /** What is shown of the running node's answer to the order status; absent where it has none. */
  readonly live?: LiveView;
  /** Draws what is more than an input: tables, and rows that hold only where others are on. */
  readonly own?: (text: Text) => void;
}

/**
 * Call in oneditprepare: shows defaults, per cent, what is wrong and where, how many of the advanced settings differ, and what the
 * running node knows.
 */
export function prepareDialog(node: EditorNode, { fields, parse, live, own }: Dialog): void {
  const reader = readerOf(node);
  const { text } = reader;
  showDefaults(node, fields);
  showShares(fields);
  own?.(text);
  showErrors(fields, parse, reader);
  countChanged(fields, text);
  if (live !== undefined) showLive(node.id, text, live);
}

/** Shows or hides the whole line of a setting. */
export function showRow(name: string, shown: boolean): void {
  $(`#node-input-${name}`).closest('.form-row').toggle(shown);
}
