import { editorDefaults } from '../../lib/editor/defaults';
import { prepareDialog } from '../../lib/editor/dialog';
import { language } from '../../lib/editor/language';
import type { LiveView } from '../../lib/editor/live-panel';
import type { Text } from '../../lib/editor/text';
import { FIELDS, parseConfig } from './config';
import { showPostures } from './posture/table-editor';
import { showRules } from './rules-editor';

const field = editorDefaults(FIELDS, parseConfig);

const LIVE: LiveView = {
  facts({ alarm, decision, posture, shelvedUntil }, text) {
    const { sentence, confidence } = (decision ?? {}) as { sentence?: string; confidence?: number };
    return {
      alarm: text(`word.${String(alarm)}`),
      sentence,
      confidence: confidence === undefined ? undefined : `${Math.round(100 * confidence)} %`,
      posture: text(`word.${(posture as { level: string }).level}`),
      shelvedUntil: typeof shelvedUntil === 'number' ? new Date(shelvedUntil).toLocaleString(language()) : undefined,
    };
  },
};

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
    rules: field.rules,
    language: field.language,
    trust: field.trust,
    orders: field.orders,
    orderBy: field.orderBy,
  },
  oneditprepare() {
    const own = (text: Text): void => {
      showRules(text);
      showPostures(text);
    };
    prepareDialog(this, { fields: FIELDS, parse: parseConfig, live: LIVE, own });
  },
  paletteLabel() {
    return this._('decision.label');
  },
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
