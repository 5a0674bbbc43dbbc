import { compareModels } from '../../lib/detector/comparing';
import { UsageError } from '../command';
import { findPlace, PLACE_OPTIONS, PLACE_USAGE } from './place';
import { readVersion } from './read-version';
import { readArguments, type Subcommand } from './subcommand';

const USAGE = `twin-guard models compare --model FOLDER --versions 1,2 [--asset NAME] [--mode NAME] [--json]

Measures two versions on the asset's golden rows: how many of them each calls abnormal, which drills it finds, how high its limit is, and
where it has the level and range of each feature.

${PLACE_USAGE}
  --versions two versions
  --json     as data`;

const OPTIONS = { ...PLACE_OPTIONS, versions: { type: 'string' }, json: { type: 'boolean' } } as const;

export const compare: Subcommand = {
  summary: 'measures two versions side by side',

  async run(argv) {
    const values = readArguments(argv, OPTIONS, USAGE);
    if (values === undefined) return;
    const place = findPlace(values);
    const [a, b, ...more] = (values.versions ?? '').split(',').map((version) => version.trim());
    if (!a || !b || a === b || more.length > 0)
      throw new UsageError('--versions: give two versions, as in --versions 1,2');
    const golden = place.beside?.golden;
    if (golden === undefined) {
      throw new UsageError(
        `--model ${place.folder}: there are no golden rows beside the models; a node with the setting Exam keeps them`,
      );
    }
    if (golden === 'changed') {
      throw new UsageError(`--model ${place.folder}: the golden rows beside the models were changed or are damaged`);
    }
    const result = await compareModels(readVersion(place, a), readVersion(place, b), golden);
    console.log(values.json === true ? JSON.stringify(result, undefined, 2) : result.text.join('\n'));
  },
};
