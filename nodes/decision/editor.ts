import { editorDefaults } from '../../lib/editor/defaults';
import { showDefaults } from '../../lib/editor/show-defaults';
import { FIELDS } from './config';
import { showPostures } from './posture/editor-table';

const field = editorDefaults(FIELDS);

RED.nodes.registerType('twin-decision', {
  category: 'twin guard',
  color: '#8fc1c9',
  icon: 'twin-decision.svg',
  inputs: 1,
  outputs: 4,
  defaults: {
    name: field.name,
    confirm: field.confirm,
    onDelay: field.onDelay,
    release: field.release,
    offDelay: field.offDelay,
    clearBelow: field.clearBelow,
    reference: field.reference,
    charts: field.charts,
    consequence: field.consequence,
    critical: field.critical,
    least: field.least,
    settling: field.settling,
    suppress: field.suppress,
    latch: field.latch,
    calm: field.calm,
    postures: field.postures,
    trust: field.trust,
    orders: field.orders,
    orderBy: field.orderBy,
  },
  oneditprepare() {
    showDefaults(this, FIELDS);
    showPostures((key) => this._(key));
  },
  paletteLabel: 'decision',
  label() {
    return this.name || this._('decision.label');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels(index) {
    return this._(`decision.output.${index}`);
  },
});
