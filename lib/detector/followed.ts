import { alike } from '../alike';
import { WIRE_FIELDS } from '../config/wire-fields';
import type { DetectorConfig } from './settings';

/** Settings that hold at once: no model depends on them. What trains makes no other model, either. */
const LIVE = new Set([
  'name',
  'missing',
  'modes',
  'off',
  'grow',
  'learnFor',
  'exam',
  'shadow',
  'quarantine',
  'relearn',
  'relearnFrom',
  'relearnUntil',
  'engine',
  'judge',
  'batchSize',
  'batchWait',
  'batchQueue',
  ...Object.keys(WIRE_FIELDS),
]);

/** The settings that a model depends on: they are kept with it. */
export function learnedSettings(config: DetectorConfig): Readonly<Record<string, unknown>> {
  return alike(Object.fromEntries(Object.entries(config).filter(([name]) => !LIVE.has(name))));
}

/**
 * Which settings a model does not follow, because they were changed after it had learned.
 * @param learned of the model; undefined where an older version did not keep them, of which nothing can be said
 * @returns text for a person; undefined when it follows all of them
 */
export function unfollowed(
  learned: Readonly<Record<string, unknown>> | undefined,
  config: DetectorConfig,
): string | undefined {
  if (learned === undefined) return undefined;
  const now = learnedSettings(config);
  const changed = Object.keys(now).filter(
    (name) => Object.hasOwn(learned, name) && JSON.stringify(learned[name]) !== JSON.stringify(now[name]),
  );
  if (changed.length === 0) return undefined;
  const list = changed.map((name) => `${name} ${show(learned[name])}, now ${show(now[name])}`).join('; ');
  return `the model in force was made with other settings (${list}); order retrain or train to follow them`;
}

function show(value: unknown): string {
  return Array.isArray(value) ? value.join('-') : String(value);
}
