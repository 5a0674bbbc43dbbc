import { editorDefaults } from '../../lib/editor/defaults';
import { FIELDS } from './config';

const field = editorDefaults(FIELDS);

RED.nodes.registerType('twin-scaler', {
  category: 'twin guard',
  color: '#8fc1c9',
  icon: 'twin-scaler.svg',
  inputs: 1,
  outputs: 2,
  defaults: {
    name: field.name,
    method: field.method,
    warmup: field.warmup,
    outside: field.outside,
    ranges: field.ranges,
  },
  paletteLabel: 'scaler',
  label() {
    return this.name || this._('scaler.label');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels(index) {
    return this._(`scaler.output.${index}`);
  },
  oneditprepare() {
    const outside = $('#node-input-outside');
    const showRanges = () =>
      $('#node-input-ranges')
        .closest('.form-row')
        .toggle(outside.val() === 'clip');
    outside.on('change', showRanges);
    showRanges();
  },
});
