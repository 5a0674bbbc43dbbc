import { editorDefaults } from '../../lib/editor/defaults';
import { DETECTOR_VIEW, showDetector } from '../../lib/editor/detector-view';
import { prepareDialog } from '../../lib/editor/dialog';
import { FIELDS, parseConfig } from './config';

const field = editorDefaults(FIELDS, parseConfig);

RED.nodes.registerType('twin-dual-branch', {
  category: 'twin guard',
  color: '#8fc1c9',
  icon: 'twin-dual-branch.svg',
  inputs: 1,
  outputs: 2,
  defaults: {
    name: field.name,
    score: field.score,
    records: field.records,
    missing: field.missing,
    learnTwin: field.learnTwin,
    grow: field.grow,
    learnFor: field.learnFor,
    exam: field.exam,
    shadow: field.shadow,
    quarantine: field.quarantine,
    relearn: field.relearn,
    relearnFrom: field.relearnFrom,
    relearnUntil: field.relearnUntil,
    modes: field.modes,
    off: field.off,
    window: field.window,
    alpha: field.alpha,
    contrast: field.contrast,
    position: field.position,
    envelope: field.envelope,
    prototypes: field.prototypes,
    attention: field.attention,
    width: field.width,
    depth: field.depth,
    kernels: field.kernels,
    bottleneck: field.bottleneck,
    epochs: field.epochs,
    patience: field.patience,
    validation: field.validation,
    folds: field.folds,
    batch: field.batch,
    optimizer: field.optimizer,
    rate: field.rate,
    l2: field.l2,
    engine: field.engine,
    judge: field.judge,
    batchSize: field.batchSize,
    batchWait: field.batchWait,
    batchQueue: field.batchQueue,
    seed: field.seed,
    without: field.without,
    trust: field.trust,
    orders: field.orders,
    orderBy: field.orderBy,
  },
  oneditprepare() {
    prepareDialog(this, { fields: FIELDS, parse: parseConfig, live: DETECTOR_VIEW, own: showDetector });
  },
  paletteLabel() {
    return this._('dual-branch.label');
  },
  label() {
    return this.name || this._('dual-branch.label');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels(index) {
    return this._(`dual-branch.output.${index}`);
  },
});
