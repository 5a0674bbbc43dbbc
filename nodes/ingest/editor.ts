import { editorDefaults } from '../../lib/editor/defaults';
import { prepareDialog, showRow } from '../../lib/editor/dialog';
import type { LiveView } from '../../lib/editor/live-panel';
import { offerMapping } from '../../lib/editor/mapping-proposal';
import { showTagTable } from '../../lib/editor/tag-table';
import type { Text } from '../../lib/editor/text';
import { FIELDS, parseConfig } from './config';

const field = editorDefaults(FIELDS, parseConfig);

const LIVE: LiveView = {
  facts: ({ format, tags, features, refused }) => ({
    format: format as string | undefined,
    tags: Object.keys((tags ?? {}) as object).length,
    features: (features as readonly string[]).length,
    refusedMessages: refused === 0 ? undefined : (refused as number | undefined),
  }),
};

RED.nodes.registerType('twin-ingest', {
  category: 'twin guard',
  color: '#8fc1c9',
  icon: 'twin-ingest.svg',
  inputs: 1,
  outputs: 2,
  defaults: {
    name: field.name,
    format: field.format,
    asset: field.asset,
    assetPath: field.assetPath,
    timePath: field.timePath,
    tagPath: field.tagPath,
    valuePath: field.valuePath,
    assets: field.assets,
    tags: field.tags,
    pairs: field.pairs,
    wishes: field.wishes,
    emit: field.emit,
    period: field.period,
    resample: field.resample,
    lateness: field.lateness,
    maxAge: field.maxAge,
    missing: field.missing,
    minTruth: field.minTruth,
    zone: field.zone,
    timing: field.timing,
    rate: field.rate,
    mean: field.mean,
    spread: field.spread,
    window: field.window,
    expressions: field.expressions,
    offlineAfter: field.offlineAfter,
    settle: field.settle,
    orders: field.orders,
    orderBy: field.orderBy,
    maxAssets: field.maxAssets,
    maxTags: field.maxTags,
    maxSize: field.maxSize,
  },
  paletteLabel() {
    return this._('ingest.label');
  },
  label() {
    return this.name || this._('ingest.label');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels(index) {
    return this._(`ingest.output.${index}`);
  },
  oneditprepare() {
    const own = (text: Text): void => {
      offerMapping(this.id, text);
      showTagTable(this.id, text);
    };
    prepareDialog(this, { fields: FIELDS, parse: parseConfig, live: LIVE, own });
    const format = $('#node-input-format');
    const emit = $('#node-input-emit');
    const rolling = $('#node-input-mean, #node-input-spread');
    const show = () => {
      $('#twin-mapping').toggle(format.val() === 'mapping');
      showRow('period', emit.val() === 'grid');
      showRow('window', rolling.is(':checked'));
    };
    format.add(emit).add(rolling).on('change', show);
    show();
  },
});
