import path from 'node:path';
import { exportModel } from '../../lib/detector/models/portable';
import { exportDetector } from '../../lib/onnx/detector';
import { writeAtomicSync } from '../../lib/store/atomic';
import { UsageError } from '../command';
import { findPlace, PLACE_OPTIONS, PLACE_USAGE } from './place';
import { readVersion } from './read-version';
import { readArguments, type Subcommand } from './subcommand';

const USAGE = `twin-guard models export --model FOLDER --out FILE [--version N] [--asset NAME] [--mode NAME]

Writes one version of a stored model as one file.
  pump.onnx        ONNX, for a serving cluster: input x, float64 [rows, features], in engineering units (NaN = missing; a
                   record that did not come is a row of NaN), rows in order of time; outputs score [rows], NaN where the node
                   gives none, and contributions [rows, features]. Names of the features and calibration are in its metadata.
  any other name   all of the model, with hashes, for another node: see twin-guard models import, and the order import

${PLACE_USAGE}
  --out      the file to write
  --version  which version; default the one in force`;

const OPTIONS = { ...PLACE_OPTIONS, out: { type: 'string' }, version: { type: 'string' } } as const;

export const exporter: Subcommand = {
  summary: 'writes a version as one file: for another node, or (.onnx) with scaler and score for a serving cluster',

  run(argv) {
    const values = readArguments(argv, OPTIONS, USAGE);
    if (values === undefined) return;
    const { out, version } = values;
    if (!values.model) throw new UsageError('--model is missing; give the folder of a stored model');
    if (!out) throw new UsageError('--out is missing; give the file to write');
    const model = readVersion(findPlace(values), version);
    const bytes = out.toLowerCase().endsWith('.onnx') ? exportDetector(model) : exportModel(model);
    writeAtomicSync(path.resolve(out), bytes);
    const size = `${Math.ceil(bytes.length / 1024)} kB`;
    console.log(
      `${out}: ${model.node} ${model.id}, version ${model.version}, ${model.features.length} features, ${size}`,
    );
  },
};
