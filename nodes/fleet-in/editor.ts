import { editorDefaults } from '../../lib/editor/defaults';
import { prepareDialog } from '../../lib/editor/dialog';
import { FIELDS, parseConfig } from './config';

const field = editorDefaults(FIELDS, parseConfig);

RED.nodes.registerType('twin-fleet-in', {
  category: 'twin guard',
  color: '#8fc1c9',
  icon: 'twin-fleet-in.svg',
  inputs: 0,
  outputs: 3,
  defaults: {
    name: field.name,
    fleet: { ...field.fleet, type: 'twin-fleet' },
    patience: field.patience,
  },
  paletteLabel() {
    return this._('fleet-in.label');
  },
  label() {
    return this.name || this._('fleet-in.label');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels(index) {
    return this._(`fleet-in.output.${index}`);
  },
  oneditprepare() {
    prepareDialog(this, { fields: FIELDS, parse: parseConfig });
  },
});
