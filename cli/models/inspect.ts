import type { Model } from '../../lib/detector/models/model';
import { UsageError } from '../command';
import { readModelFile } from './file';
import { summaryOf } from './list';
import { findPlace, PLACE_OPTIONS, PLACE_USAGE } from './place';
import { readVersion } from './read-version';
import { readArguments, type Subcommand } from './subcommand';

const USAGE = `twin-guard models inspect --model FOLDER [--version N] [--asset NAME] [--mode NAME] [--json]
twin-guard models inspect --in FILE [--json]

Says all that is to be known of one version, or of a file that twin-guard models export wrote: what it was learned from and with which
settings, its features with kind and scaling, the parts of its score with their weights, its normal scores, and what was left out.

${PLACE_USAGE}
  --version  which version; default the one in force
  --in       a file that twin-guard models export wrote
  --json     as data`;

const OPTIONS = {
  ...PLACE_OPTIONS,
  version: { type: 'string' },
  in: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const inspect: Subcommand = {
  summary: 'says all that is to be known of one version, or of a file',

  run(argv) {
    const values = readArguments(argv, OPTIONS, USAGE);
    if (values === undefined) return;
    if (values.in && values.model) throw new UsageError('--in and --model: give one of them');
    const model = values.in ? readModelFile(values.in) : readVersion(findPlace(values), values.version);
    console.log(values.json === true ? JSON.stringify(dataOf(model), undefined, 2) : textOf(model));
  },
};

function dataOf({ id, version, node, features, scaling, blueprint, fitted, training, notes }: Model) {
  return {
    model: id,
    ...(version > 0 && { version }),
    node,
    training,
    window: blueprint.window,
    features: features.map((name, i) => ({
      name,
      kind: blueprint.kinds?.[i] ?? 'measured',
      center: scaling.center[i],
      scale: scaling.scale[i],
    })),
    scaling: { method: scaling.method, version: scaling.version },
    parts: fitted.parts.map(({ plan, weight, combine, skill }) => ({
      name: plan.name,
      weight,
      combine,
      ...(skill !== undefined && { skill }),
    })),
    calibration: fitted.calibration,
    epochs: fitted.history.length,
    bestEpoch: fitted.bestEpoch,
    device: fitted.device,
    notes,
  };
}

function textOf(model: Model): string {
  const { features, parts, calibration, training, window, scaling } = dataOf(model);
  const settings = Object.entries(training.settings ?? {}).map(([name, value]) => `${name} ${String(value)}`);
  const middle = calibration[calibration.length >> 1] ?? Number.NaN;
  return [
    `${model.version > 0 ? `version ${model.version}: ` : ''}${summaryOf(model)}`,
    `  window of ${window}; made by version ${training.pack} with seed ${training.seed}`,
    `  settings: ${settings.join('; ') || 'not kept by the version that made it'}`,
    `  normal scores: half of them below ${round(middle)}, all below ${round(calibration.at(-1) ?? Number.NaN)}`,
    ...parts.map(({ name, weight, combine, skill }) => {
      const how =
        combine === 'maximum' ? 'where it is larger than the others' : `${Math.round(100 * weight)} % of the score`;
      return `  part ${name}: ${how}${skill === undefined ? '' : `, skill ${round(skill)}`}`;
    }),
    ...features.map(({ name, kind, center, scale }) => {
      return `  feature ${name}: ${kind}, ${scaling.method} scaling from ${round(center!)}, size ${round(scale!)}`;
    }),
    ...(training.outliers?.text ?? []).map((text) => `  left out: ${text}`),
  ].join('\n');
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
