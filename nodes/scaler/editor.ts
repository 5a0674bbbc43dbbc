import { editorDefaults } from '../../lib/editor/defaults';
import { prepareDialog, showRow } from '../../lib/editor/dialog';
import type { LiveView } from '../../lib/editor/live-panel';
import { FIELDS, parseConfig } from './config';

const field = editorDefaults(FIELDS, parseConfig);

const LIVE: LiveView = {
  facts: ({ features, drifted, excess }) => ({
    features: (features as readonly string[]).length,
    drifted: names(drifted),
    outside: names(excess),
  }),
};

function names(of: unknown): string {
  return (Array.isArray(of) ? of : Object.keys(of ?? {})).join(', ');
}

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
  paletteLabel() {
    return this._('scaler.label');
  },
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
    prepareDialog(this, { fields: FIELDS, parse: parseConfig, live: LIVE });
    const drift = $('#node-input-drift');
    const showWindow = () => showRow('window', Number(drift.val()) !== 0);
    drift.on('change', showWindow);
    showWindow();
  },
});
