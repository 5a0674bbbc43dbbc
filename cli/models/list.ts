import { activationText } from '../../lib/detector/models/activations';
import { type Model, readModel } from '../../lib/detector/models/model';
import { duration } from '../../lib/time/duration';
import { findPlace, PLACE_OPTIONS, PLACE_USAGE, type Place } from './place';
import { readArguments, type Subcommand } from './subcommand';

const USAGE = `twin-guard models list --model FOLDER [--asset NAME] [--mode NAME]

Lists the versions of a stored model, the newest first: which is in force, pinned, or waits for a person, what it was learned from, what
its score is made of, and what is to be known of it; then which version came into force when, why and by whom. A version that
cannot be read says why.

${PLACE_USAGE}`;

export const list: Subcommand = {
  summary: 'lists the versions of a trained model, and which came into force when',

  run(argv) {
    const values = readArguments(argv, PLACE_OPTIONS, USAGE);
    if (values === undefined) return;
    const place = findPlace(values);
    for (const version of [...place.store.versions()].reverse()) {
      const marks = marksOf(place, version).join(', ');
      console.log(`version ${version}${marks === '' ? '' : ` (${marks})`}: ${described(place, version)}`);
    }
    const activations = place.beside?.activations ?? [];
    if (activations.length > 0) console.log('came into force:');
    for (const one of activations)
      console.log(`  ${one.at === null ? 'at an unknown time' : dateOf(one.at)} ${activationText(one)}`);
  },
};

function marksOf({ store, beside }: Place, version: number): string[] {
  if (beside === undefined) return version === store.get()?.version ? ['current'] : [];
  const pin = beside.pins.find((one) => one.version === version);
  return [
    ...(version === beside.inForce ? ['in force'] : []),
    ...(version === beside.waiting ? ['waits for a person'] : []),
    ...(pin ? [`pinned by ${pin.by}`] : []),
  ];
}

/** What a person wants to know of a version, or why it cannot be used. */
function described({ store }: Place, version: number): string {
  const { model, passedOver } = store.find(version);
  if (model?.version !== version) return passedOver.find((one) => one.version === version)?.text ?? 'cannot be read';
  try {
    return summaryOf(readModel(model));
  } catch (error) {
    return `cannot be used: ${(error as Error).message}`;
  }
}

/** A model in a few lines. */
export function summaryOf({ id, node, features, fitted, training, notes }: Model): string {
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
