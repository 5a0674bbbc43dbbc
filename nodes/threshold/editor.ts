import { editorDefaults } from '../../lib/editor/defaults';
import { showDefaults } from '../../lib/editor/show-defaults';
import { FIELDS } from './config';

const field = editorDefaults(FIELDS);

RED.nodes.registerType('twin-threshold', {
  category: 'twin guard',
  color: '#8fc1c9',
  icon: 'twin-threshold.svg',
  inputs: 1,
  outputs: 2,
  defaults: {
    name: field.name,
    strategy: field.strategy,
    budget: field.budget,
    per: field.per,
    value: field.value,
    scores: field.scores,
    needed: field.needed,
    among: field.among,
    modes: field.modes,
    adapt: field.adapt,
    room: field.room,
    trust: field.trust,
    orders: field.orders,
    orderBy: field.orderBy,
  },
  paletteLabel: 'threshold',
  label() {
    return this.name || this._('threshold.label');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels(index) {
    return this._(`threshold.output.${index}`);
  },
  oneditprepare() {
    showDefaults(this, FIELDS);
    const strategy = $('#node-input-strategy');
    const adapt = $('#node-input-adapt');
    const show = (name: string, shown: boolean) => $(`#node-input-${name}`).closest('.form-row').toggle(shown);
    const showWhatCounts = () => {
      const fixed = strategy.val() === 'static';
      const adapting = !fixed && strategy.val() !== 'ewma';
      show('value', fixed);
      for (const name of ['budget', 'per', 'scores', 'modes']) show(name, !fixed);
      show('adapt', adapting);
      show('room', adapting && adapt.is(':checked'));
    };
    strategy.on('change', showWhatCounts);
    adapt.on('change', showWhatCounts);
    showWhatCounts();
  },
});
