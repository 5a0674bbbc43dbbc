import { editorDefaults } from '../../lib/editor/defaults';
import { prepareDialog } from '../../lib/editor/dialog';
import { FIELDS, parseConfig } from './config';

const field = editorDefaults(FIELDS, parseConfig);

RED.nodes.registerType('twin-fleet-out', {
  category: 'twin guard',
  color: '#8fc1c9',
  icon: 'twin-fleet-out.svg',
  inputs: 1,
  outputs: 0,
  defaults: {
    name: field.name,
    fleet: { ...field.fleet, type: 'twin-fleet' },
    to: field.to,
  },
  paletteLabel() {
    return this._('fleet-out.label');
  },
  label() {
    return this.name || this._('fleet-out.label');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareDialog(this, { fields: FIELDS, parse: parseConfig });
  },
});
