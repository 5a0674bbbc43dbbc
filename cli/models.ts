import { parseArgs } from 'node:util';
import { type Model, readModel } from '../lib/detector/models/model';
import { duration } from '../lib/duration';
import { createModelStore, type ModelStore } from '../lib/store/models';
import { UsageError } from './command';
import { modelFolder } from './model-folder';

export const summary = 'lists the versions of a trained model, and what each was made of';

const USAGE = `twin-guard models --model FOLDER

Lists the versions of a stored model, the newest first: which is current, what it was learned from, what its score is made of, and
what is to be known of it. A version that cannot be read says why.

  --model    the folder that holds the model's versions (CURRENT, v1, v2, ...), or that of its node:
             <userDir>/twin-guard/<id of the node>`;

export async function run(argv: readonly string[]): Promise<number> {
  const { model: folder, help } = parse(argv);
  if (help) {
    console.log(USAGE);
    return 0;
  }
  if (!folder) throw new UsageError('--model is missing; give the folder of a stored model');
  const store = createModelStore(modelFolder(folder));
  const versions = [...store.versions()].reverse();
  if (versions.length === 0) throw new UsageError(`--model ${folder} holds no model`);
  const current = store.get()?.version;
  for (const version of versions) {
    const mark = version === current ? ' (current)' : '';
    console.log(`version ${version}${mark}: ${described(store, version)}`);
  }
  return 0;
}

/** What a person wants to know of a version, or why it cannot be used. */
function described(store: ModelStore, version: number): string {
  const { model, passedOver } = store.find(version);
  if (model?.version !== version) return passedOver.find((one) => one.version === version)?.text ?? 'cannot be read';
  try {
    return sentences(readModel(model));
  } catch (error) {
    return `cannot be used: ${(error as Error).message}`;
  }
}

function sentences({ id, node, features, fitted, training, notes }: Model): string {
  const { rows, from, to, data } = training;
  const span = from === null || to === null ? '' : `, ${dateOf(from)} to ${dateOf(to)} (${duration(to - from)})`;
  const parts = fitted.parts.filter(({ weight }) => weight > 0).map(({ plan }) => plan.name);
  return [
    `${node} ${id}`,
    `  learned from ${rows} records${span}, hash ${data}`,
    `  ${features.length} features; score of ${parts.join(', ')}; trained on ${fitted.device}`,
    ...notes.map((note) => `  note: ${note}`),
  ].join('\n');
}

function dateOf(time: number): string {
  return new Date(time).toISOString();
}

function parse(argv: readonly string[]) {
  const options = { model: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
