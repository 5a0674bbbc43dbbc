import path from 'node:path';
import { parseArgs } from 'node:util';
import { readModel } from '../lib/detector/models/model';
import { exportDetector } from '../lib/onnx/detector';
import { writeAtomicSync } from '../lib/store/atomic';
import { createModelStore } from '../lib/store/models';
import { UsageError } from './command';
import { modelFolder } from './model-folder';

export const summary = 'writes a trained model as ONNX, with its scaler and score';

const USAGE = `twin-guard export --model FOLDER --out model.onnx [--version N]

Writes a stored model as ONNX for a serving cluster: input x, float64 [rows, features], in engineering units (NaN =
missing; a record that did not come is a row of NaN), rows in order of time; outputs score [rows], NaN where the node gives
none, and contributions [rows, features]. The names of the features and the calibration are in the file's metadata.

  --model    the folder that holds the model's versions (CURRENT, v1, v2, ...), or that of its node:
             <userDir>/twin-guard/<id of the node>
  --out      the file to write
  --version  which version; default the current one`;

export async function run(argv: readonly string[]): Promise<number> {
  const values = parse(argv);
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { model: folder, out } = values;
  if (!folder) throw new UsageError('--model is missing; give the folder of a stored model');
  if (!out) throw new UsageError('--out is missing; give the file to write');
  const version = values.version === undefined ? undefined : Number(values.version);
  const stored = createModelStore(modelFolder(folder)).get(version);
  if (!stored || (version !== undefined && stored.version !== version)) {
    throw new UsageError(
      `--model ${folder} holds no model${version === undefined ? '' : ` of version ${values.version}`}`,
    );
  }
  for (const note of stored.notes) console.error(`twin-guard: ${note}`);
  const model = readModel(stored);
  const bytes = exportDetector(model);
  writeAtomicSync(path.resolve(out), bytes);
  const size = `${Math.ceil(bytes.length / 1024)} kB`;
  console.log(
    `${out}: ${model.node} ${model.id}, version ${model.version}, ${model.features.length} features, ${size}`,
  );
  return 0;
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { model: text, out: text, version: text, help: { type: 'boolean', short: 'h' } } as const;
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
