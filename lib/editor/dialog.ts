import type { Fields } from '../config/fields';
import { countChanged } from './advanced';
import { showErrors } from './field-errors';
import { type LiveView, showLive } from './live-panel';
import { showShares } from './shares';
import { showDefaults } from './show-defaults';
import type { Text } from './text';

/**
 * Call first in oneditprepare: shows defaults, per cent, what is wrong beside each setting, how many of the advanced ones differ, and
 * what the running node knows.
 * @param live what is shown of the running node's answer to the order status
 */
export function prepareDialog(node: EditorNode, fields: Fields, live: LiveView): Text {
  const room = node.type.replace(/^twin-/, '');
  const text: Text = (key, values) => node._(`${room}.${key}`, values);
  showDefaults(node, fields);
  showShares(fields);
  showErrors(fields, text);
  countChanged(fields, text);
  showLive(node.id, text, live);
  return text;
}

/** Shows or hides the whole line of a setting. */
export function showRow(name: string, shown: boolean): void {
  $(`#node-input-${name}`).closest('.form-row').toggle(shown);
}
