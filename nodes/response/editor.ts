import { editorDefaults } from '../../lib/editor/defaults';
import { prepareDialog, showRow } from '../../lib/editor/dialog';
import type { LiveView } from '../../lib/editor/live-panel';
import type { Text } from '../../lib/editor/text';
import { showCommands } from './commands-editor';
import { FIELDS, parseConfig } from './config';
import { showPolicies } from './policies-editor';

const field = editorDefaults(FIELDS, parseConfig);

const LIVE: LiveView = {
  facts: ({ armed, waiting, latched, uncertain, values }, text) => ({
    armed: mode(values) === 'no commands' ? undefined : text(armed === true ? 'live.armedOn' : 'live.armedOff'),
    waiting: list(waiting),
    latched: list(latched),
    uncertain: list(uncertain),
  }),
};

function mode(values: unknown): unknown {
  return (values as { mode?: unknown } | undefined)?.mode;
}

function list(names: unknown): string {
  return Array.isArray(names) ? names.join(', ') : '';
}

/** Policies name commands: they follow when one is renamed. */
function showTables(text: Text): void {
  let names = '';
  const commands = showCommands(text, () => {
    const now = commands.names().join('\n');
    if (now !== names) policies.refresh();
    names = now;
  });
  const policies = showPolicies(text, commands.names);
  names = commands.names().join('\n');
}

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
    policies: field.policies,
    signedIn: field.signedIn,
    stayArmed: field.stayArmed,
    trust: field.trust,
    orders: field.orders,
    orderBy: field.orderBy,
  },
  paletteLabel() {
    return this._('response.label');
  },
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
    prepareDialog(this, { fields: FIELDS, parse: parseConfig, live: LIVE, own: showTables });
    const retrain = $('#node-input-retrain');
    const showTimes = () => showRow('retrainDelay', retrain.is(':checked'));
    retrain.on('change', showTimes);
    showTimes();
  },
});
