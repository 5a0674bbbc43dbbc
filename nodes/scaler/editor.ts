import { editorDefaults } from '../../lib/editor/defaults';
import { showDefaults } from '../../lib/editor/show-defaults';
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
    span: field.span,
    modes: field.modes,
    outside: field.outside,
    ranges: field.ranges,
    drift: field.drift,
    window: field.window,
    trust: field.trust,
    orders: field.orders,
    orderBy: field.orderBy,
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
    showDefaults(this, FIELDS);
    const drift = $('#node-input-drift');
    const showWindow = () =>
      $('#node-input-window')
        .closest('.form-row')
        .toggle(Number(drift.val()) !== 0);
    drift.on('change', showWindow);
    showWindow();
  },
});
