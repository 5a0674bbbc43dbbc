import type { Fields } from '../config/fields';

/**
 * Call first in oneditprepare: shows the defaults of settings that the node lacks, because it was made by hand or by an
 * earlier version. Otherwise they would look empty, and Done would store a switch that is on by default as off.
 */
export function showDefaults(node: EditorNode, fields: Fields): void {
  for (const [name, field] of Object.entries(fields)) {
    if (node[name] !== undefined) continue;
    const input = $(`#node-input-${name}`);
    if (field.kind === 'flag') input.prop('checked', field.default);
    else input.val(field.default);
    input.trigger('change');
  }
}
