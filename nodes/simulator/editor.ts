import { editorDefaults } from '../../lib/editor/defaults';
import { showDefaults } from '../../lib/editor/show-defaults';
import { FIELDS } from './config';

const field = editorDefaults(FIELDS);

RED.nodes.registerType('twin-simulator', {
  category: 'twin guard',
  color: '#8fc1c9',
  icon: 'twin-simulator.svg',
  inputs: 1,
  outputs: 2,
  defaults: {
    name: field.name,
    asset: field.asset,
    speed: field.speed,
    running: field.running,
    seed: field.seed,
    noise: field.noise,
    mismatch: field.mismatch,
    label: field.label,
  },
  oneditprepare() {
    showDefaults(this, FIELDS);
  },
  paletteLabel: 'simulator',
  label() {
    return this.name || this._('simulator.label');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels(index) {
    return this._(`simulator.output.${index}`);
  },
});
