import { editorDefaults } from '../../lib/editor/defaults';
import { showDefaults } from '../../lib/editor/show-defaults';
import { FIELDS } from './config';
import { showTwins } from './write-back/picker';

const field = editorDefaults(FIELDS);

RED.nodes.registerType('twin-response', {
  category: 'twin guard',
  color: '#8fc1c9',
  icon: 'twin-response.svg',
  inputs: 1,
  outputs: 5,
  defaults: {
    name: field.name,
    minSeverity: field.minSeverity,
    maxAlerts: field.maxAlerts,
    alertForm: field.alertForm,
    remind: field.remind,
    retrain: field.retrain,
    retrainDelay: field.retrainDelay,
    retrainInterval: field.retrainInterval,
    onFault: field.onFault,
    commands: field.commands,
    signedIn: field.signedIn,
    stayArmed: field.stayArmed,
    trust: field.trust,
    orders: field.orders,
    orderBy: field.orderBy,
  },
  paletteLabel: 'response',
  label() {
    return this.name || this._('response.label');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels(index) {
    return this._(`response.output.${index}`);
  },
  oneditprepare() {
    showDefaults(this, FIELDS);
    showTwins(this._('response.write.named'));
    const retrain = $('#node-input-retrain');
    const showTimes = () =>
      $('#node-input-retrainDelay, #node-input-retrainInterval').closest('.form-row').toggle(retrain.is(':checked'));
    retrain.on('change', showTimes);
    showTimes();
  },
});
