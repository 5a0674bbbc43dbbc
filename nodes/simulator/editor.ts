import { editorDefaults } from '../../lib/editor/defaults';
import { prepareDialog } from '../../lib/editor/dialog';
import type { LiveView } from '../../lib/editor/live-panel';
import { FIELDS, parseConfig } from './config';

const field = editorDefaults(FIELDS, parseConfig);

const LIVE: LiveView = {
  facts: ({ running, speed, drills }, text) => ({
    running: text(running === true ? 'live.on' : 'live.off'),
    speed: speed as number,
    drills: (drills as readonly string[]).join(', '),
  }),
};

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
    prepareDialog(this, { fields: FIELDS, parse: parseConfig, live: LIVE });
  },
  paletteLabel() {
    return this._('simulator.label');
  },
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
