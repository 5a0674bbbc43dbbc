import {
  ConfigError,
  choice,
  flag,
  integer,
  json,
  number,
  type Parsed,
  parseFields,
  text,
} from '../../lib/config/fields';
import { parseTagTable } from '../../lib/tags';
import { zoneOffset } from '../../lib/zone';
import { parseExpressions } from './expressions';
import { FORMAT_NAMES } from './formats/names';

/** Settings of twin-ingest. */
export const FIELDS = {
  name: text(''),
  /** The source's format; 'automatic' recognises it, 'mapping' reads the paths below. */
  format: choice('automatic', ['automatic', ...FORMAT_NAMES, 'mapping']),
  /** The asset of messages that name none; empty: their topic. */
  asset: text(''),
  assetPath: text(''),
  timePath: text(''),
  tagPath: text(''),
  valuePath: text(''),
  /** Assets that are let in, separated by commas, * for anything; empty: all. */
  assets: text(''),
  tags: json('{}', (value) => parseTagTable(value)),
  /** Roles and pairs are taken from the tags' names where the table says nothing. */
  pairs: flag(true),
  /** A twin's desired values become setpoints. */
  wishes: flag(false),
  emit: choice('message', ['message', 'complete', 'grid']),
  period: integer(1000, { min: 1, max: 86_400_000, unit: 'ms' }),
  resample: choice('last', ['last', 'mean', 'linear']),
  lateness: integer(0, { min: 0, max: 3_600_000, unit: 'ms' }),
  /** 0: learned from each tag's own pace. */
  maxAge: integer(0, { min: 0, max: 604_800_000, unit: 'ms' }),
  missing: choice('expected', ['expected', 'hold', 'interpolate', 'drop']),
  minTruth: number(0.5, { min: 0, max: 1 }),
  zone: text('UTC'),
  timing: choice('automatic', ['automatic', 'on', 'off']),
  rate: flag(false),
  mean: flag(false),
  spread: flag(false),
  window: integer(10, { min: 2, max: 10_000, unit: 'records' }),
  expressions: json('{}', (value) => parseExpressions(value)),
  /** 0: learned from the asset's pauses. */
  offlineAfter: integer(0, { min: 0, max: 604_800_000, unit: 'ms' }),
  /** Messages of an asset during which its tags are learned. */
  settle: integer(100, { min: 1, max: 1e6, unit: 'messages' }),
  maxAssets: integer(1000, { min: 1, max: 100_000, unit: 'assets' }),
  maxTags: integer(500, { min: 1, max: 2000, unit: 'tags' }),
  maxSize: integer(1_000_000, { min: 1000, max: 100_000_000, unit: 'bytes' }),
};

export type IngestConfig = Parsed<typeof FIELDS>;

/** @throws ConfigError naming the setting, what it is and what it may be */
export function parseConfig(raw: Readonly<Record<string, unknown>>): IngestConfig {
  const config = parseFields(FIELDS, raw);
  try {
    zoneOffset(config.zone);
  } catch {
    throw new ConfigError(
      'zone',
      `is ${JSON.stringify(config.zone)}; give UTC, local, +02:00 or a name such as Europe/Berlin`,
    );
  }
  return config;
}
