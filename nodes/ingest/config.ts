import {
  ConfigError,
  choice,
  flag,
  integer,
  json,
  type Parsed,
  parseFields,
  share,
  text,
} from '../../lib/config/fields';
import { WIRE_FIELDS } from '../../lib/config/wire-fields';
import { parseTagTable } from '../../lib/record/tags';
import { zoneOffset } from '../../lib/time/zone';
import { parseExpressions } from './expressions';
import { FORMAT_NAMES } from './formats/names';
import { parsePath } from './formats/path';

/** Settings of twin-ingest. */
export const FIELDS = {
  name: text(''),
  /** The source's format; 'automatic' recognises it, 'mapping' reads the paths below. */
  format: choice('automatic', ['automatic', ...FORMAT_NAMES, 'mapping']),
  /** The asset of messages that name none; empty: their topic. */
  asset: text(''),
  /** Own mapping: where asset, time, tag and value stand, see formats/mapping.ts. */
  assetPath: text(''),
  timePath: text(''),
  tagPath: text(''),
  valuePath: text(''),
  /** Assets that are let in, separated by commas, * for anything; empty: all. */
  assets: text(''),
  /** The tag table, as in tags.json. */
  tags: json('{}', (value) => parseTagTable(value)),
  /** Roles and pairs are taken from the tags' names where the table says nothing. */
  pairs: flag(true),
  /** A twin's desired values become setpoints. */
  wishes: flag(false),
  /** When a record leaves: with every message, when every live tag is new, or at fixed times. */
  emit: choice('message', ['message', 'complete', 'grid']),
  /** Of the grid. */
  period: integer(1000, { min: 1, max: 86_400_000, unit: 'ms' }),
  /** What several values in one period of the grid become. */
  resample: choice('last', ['last', 'mean', 'linear']),
  /** Messages are put in order within this time; 0: nothing waits. */
  lateness: integer(0, { min: 0, max: 3_600_000, unit: 'ms' }),
  /** 0: learned from each tag's own pace. */
  maxAge: integer(0, { min: 0, max: 604_800_000, unit: 'ms' }),
  /** What stands in for a missing value, unless the tag table says otherwise. */
  missing: choice('expected', ['expected', 'hold', 'interpolate', 'drop']),
  /** Share of real values below which a record is a fault. */
  minTruth: share(0.5, { min: 0, max: 1 }),
  /** Of times that name none. */
  zone: text('UTC'),
  /** Whether the time between messages and its jitter are scored; automatic: when a tag has the role interval. */
  timing: choice('automatic', ['automatic', 'on', 'off']),
  /** Change per second, rolling mean and rolling deviation of each sensor as features. */
  rate: flag(false),
  mean: flag(false),
  spread: flag(false),
  /** Of rolling mean and deviation. */
  window: integer(10, { min: 2, max: 10_000, unit: 'records' }),
  /** Features of the user's own: { name: expression }. */
  expressions: json('{}', (value) => parseExpressions(value)),
  /** 0: learned from the asset's pauses. */
  offlineAfter: integer(0, { min: 0, max: 604_800_000, unit: 'ms' }),
  /** Messages of an asset during which its tags are learned. */
  settle: integer(100, { min: 1, max: 1e6, unit: 'messages' }),
  /** Follow orders that come as msg.control. Off: a source may be wired to this node, and no source can order anything. */
  orders: flag(false),
  /** An order must say who gives it (`by`), or it is refused. */
  orderBy: WIRE_FIELDS.orderBy,
  /** What is beyond these limits is refused with an error. */
  maxAssets: integer(1000, { min: 1, max: 100_000, unit: 'assets' }),
  maxTags: integer(500, { min: 1, max: 2000, unit: 'tags' }),
  maxSize: integer(1_000_000, { min: 1000, max: 100_000_000, unit: 'bytes' }),
};

const PATHS = ['assetPath', 'timePath', 'tagPath', 'valuePath'] as const;

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
      { key: 'zone' },
    );
  }
  for (const name of config.format === 'mapping' ? PATHS : []) {
    try {
      parsePath(config[name].trim());
    } catch (error) {
      throw new ConfigError(name, (error as Error).message, { key: 'path' });
    }
  }
  return config;
}
