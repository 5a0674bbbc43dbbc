import { editorDefaults } from '../../lib/editor/defaults';
import { prepareDialog, showRow } from '../../lib/editor/dialog';
import { histogram } from '../../lib/editor/drawings';
import { figures, type LiveView } from '../../lib/editor/live-panel';
import type { Text } from '../../lib/editor/text';
import type { Sureness } from '../../lib/tail/sureness';
import { FIELDS, parseConfig } from './config';

const field = editorDefaults(FIELDS, parseConfig);

interface Bars {
  readonly to: number;
  readonly counts: readonly number[];
}
interface WhatIf {
  readonly days: number;
  readonly limit: number;
  readonly above: number;
  readonly of: number;
}

/** The stops that are listed of the slider's: one false alarm in a month, a week, a day. */
const LISTED_DAYS = [28, 7, 1];

const LIVE: LiveView = {
  facts: (report, text) => ({
    limit: report['limit'] as number | undefined,
    usual: report['typical'] as number | undefined,
    scores: report['scores'] as number,
    sureness: sureness(report['sureness'] as Sureness | undefined, text),
    other: otherLimits(report['whatIf'] as readonly WhatIf[], text),
  }),
  draw(report, text) {
    const { to, counts } = report['histogram'] as Bars;
    if (!counts.some((count) => count > 0)) return undefined;
    const limit = report['limit'] as number | undefined;
    return $('<div>').append(
      histogram(counts, to, limit, text('live.histogram')),
      $('<div>').text(text('live.histogram')),
    );
  },
};

function sureness(sure: Sureness | undefined, text: Text): string | undefined {
  return sure && text('live.within', { episodes: sure.episodes, factor: figures(sure.factor) });
}

function otherLimits(stops: readonly WhatIf[], text: Text): string {
  const listed = stops.filter(({ days }) => LISTED_DAYS.includes(days));
  return listed
    .map(({ days, limit, above, of }) => text('live.otherLimit', { days, limit: figures(limit), above, of }))
    .join('; ');
}

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
  paletteLabel() {
    return this._('threshold.label');
  },
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
    prepareDialog(this, { fields: FIELDS, parse: parseConfig, live: LIVE });
    const strategy = $('#node-input-strategy');
    const adapt = $('#node-input-adapt');
    const showWhatCounts = () => {
      const fixed = strategy.val() === 'static';
      const adapting = !fixed && strategy.val() !== 'ewma';
      showRow('value', fixed);
      for (const name of ['budget', 'scores', 'modes']) showRow(name, !fixed);
      showRow('adapt', adapting);
      showRow('room', adapting && adapt.is(':checked'));
    };
    strategy.on('change', showWhatCounts);
    adapt.on('change', showWhatCounts);
    showWhatCounts();
  },
});
