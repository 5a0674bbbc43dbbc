import { existsSync } from 'node:fs';
import path from 'node:path';
import { modelFiles, readModel } from '../../lib/detector/models/model';
import { UsageError } from '../command';
import { readModelFile } from './file';
import { findPlace, PLACE_OPTIONS, PLACE_USAGE, type Place } from './place';
import { readArguments, type Subcommand } from './subcommand';

const USAGE = `twin-guard models import --in FILE --model FOLDER [--asset NAME] [--mode NAME]

Puts a model that twin-guard models export wrote beside the versions of a stored model, as the newest one. Nothing is
replaced, and what is in force stays so: order { do: "rollback", version, by } puts it in force. Where there is no model yet it judges
from the next start on. A file that is damaged, was changed, or is of a newer version is refused. A node that runs takes it
without this: order { do: "import", by } with the file as payload.

  --in       the file
${PLACE_USAGE}`;

const OPTIONS = { ...PLACE_OPTIONS, in: { type: 'string' } } as const;

export const importer: Subcommand = {
  summary: 'puts a model from such a file beside the versions of a node',

  async run(argv) {
    const values = readArguments(argv, OPTIONS, USAGE);
    if (values === undefined) return;
    if (!values.in) throw new UsageError('--in is missing; give the file that twin-guard models export wrote');
    const { model: folder } = values;
    if (folder && !existsSync(folder) && !existsSync(path.dirname(path.resolve(folder)))) {
      throw new UsageError(`--model ${folder}: there is no such folder`);
    }
    const place = findPlace(values, true);
    const model = readModelFile(values.in);
    const before = versionBefore(place, model.node);
    // What the node needs of the older ones is its own to say.
    const version = await place.store.put(modelFiles(model).files, place.store.versions());
    if (before !== undefined) place.store.activate(before);
    const next =
      before === undefined
        ? 'it judges from the next start on'
        : `version ${before} stays in force; order { do: "rollback", version: ${version}, by } to change that`;
    console.log(`${model.node} ${model.id} is on disk as version ${version}; ${next}`);
  },
};

/** @returns the current version; undefined where there is none @throws UsageError where it is a model of another node */
function versionBefore({ folder, store, beside }: Place, node: string): number | undefined {
  const found = store.find(beside?.inForce).model;
  if (found === undefined) return store.versions().at(-1);
  try {
    const own = readModel(found).node;
    if (own !== node) throw new UsageError(`--model ${folder} holds models of ${own}, and this is one of ${node}`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // What it is cannot be told: the node will say so.
  }
  return found.version;
}
