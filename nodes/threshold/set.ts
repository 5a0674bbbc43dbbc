import { parseField } from '../../lib/config/fields';
import { describe, InputError } from '../../lib/input';
import { FIELDS, type ThresholdConfig } from './config';

/** What the order set may change, beside the limit itself. */
const SETTABLE = ['budget', 'per', 'needed', 'among', 'adapt', 'room'] as const;

/** What an order { do: 'set', ... } asks for. */
export interface Changes {
  readonly config: Partial<ThresholdConfig>;
  /** A limit in place of the calibrated one, null to return to that; undefined: leave as it is. */
  readonly limit: number | null | undefined;
}

/** @throws InputError or ConfigError naming what cannot be set */
export function readChanges(options: Readonly<Record<string, unknown>>): Changes {
  const config: Record<string, unknown> = {};
  let limit: number | null | undefined;
  for (const name of Object.keys(options)) {
    if (name === 'do' || name === 'asset' || name === 'by') continue;
    if (name === 'limit') limit = readLimit(options[name]);
    else if (isSettable(name)) config[name] = parseField(name, FIELDS[name], options[name]);
    else throw new InputError(`control.${name}`, `cannot be set; settable: limit, ${SETTABLE.join(', ')}`);
  }
  return { config, limit };
}

/** Options with which the order set would bring back what is in force now. */
export function presentOf(
  options: Readonly<Record<string, unknown>>,
  config: ThresholdConfig,
  limit: number | undefined,
): Record<string, unknown> {
  const names = SETTABLE.filter((name) => name in options);
  return {
    ...Object.fromEntries(names.map((name) => [name, config[name]])),
    // A budget takes the place of a limit that was set.
    ...(('limit' in options || (limit !== undefined && ('budget' in options || 'per' in options))) && {
      limit: limit ?? null,
    }),
  };
}

function isSettable(name: string): name is (typeof SETTABLE)[number] {
  return (SETTABLE as readonly string[]).includes(name);
}

function readLimit(value: unknown): number | null {
  if (value === null || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw new InputError(
    'control.limit',
    `is ${describe(value)}; give a number, or null to return to the calibrated limit`,
  );
}
