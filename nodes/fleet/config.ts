import { ConfigError, integer, type Parsed, parseFields, text } from '../../lib/config/fields';

/** Settings of the fleet: the same in all its processes but for the member's number, which the environment gives. */
export const FIELDS = {
  name: text(),
  /** Addresses of the NATS servers, separated by commas. */
  servers: text('localhost:4222', true),
  /** Name of the fleet: its streams, buckets and subjects begin with it. */
  prefix: text('twin', true),
  /** Which member this process is, from 1 on; the name of a pod that ends in its number from 0 on will do. */
  member: text('1', true),
  /** How many members share the partitions. */
  members: text('1', true),
  /** Parts into which the assets are divided; fixed when the streams are made. */
  partitions: integer(64, { min: 1, max: 1024 }),
  /** Between two checkpoints. */
  checkpoint: integer(30, { min: 1, max: 3600, unit: 's' }),
  /** Servers that hold a copy of everything; used when the streams are made, as are the days. */
  replicas: integer(1, { min: 1, max: 5 }),
  /** How long records and outputs are kept. */
  days: integer(3, { min: 1, max: 365, unit: 'days' }),
  /** Files in PEM format, for servers with certificates of their own; empty: those that the system trusts. */
  caFile: text(),
  certFile: text(),
  keyFile: text(),
} as const;

export interface FleetConfig extends Omit<Parsed<typeof FIELDS>, 'member' | 'members'> {
  /** From 1 on; undefined where it is the name of a variable, which Node-RED fills in when the node starts. */
  readonly member: number | undefined;
  readonly members: number | undefined;
}

/** @throws ConfigError naming the setting and its limits */
export function parseConfig(raw: Readonly<Record<string, unknown>>): FleetConfig {
  const config = parseFields(FIELDS, raw);
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(config.prefix))
    throw new ConfigError('prefix', `is ${JSON.stringify(config.prefix)}; give 1 to 32 letters, digits, - or _`, {
      key: 'rename',
    });
  const members = numberOf('members', config.members, config.partitions);
  const member = numberOf('member', config.member, members ?? config.partitions);
  return Object.freeze({ ...config, member, members });
}

/** '3', or 'twin-guard-2' as Kubernetes names the third pod of a StatefulSet. */
function numberOf(field: 'member' | 'members', given: string, most: number): number | undefined {
  if (/^\$\{[^}]+\}$/.test(given)) return undefined;
  const plain = /^\s*(\d{1,4})\s*$/.exec(given);
  const ordinal = field === 'member' ? /-(\d{1,4})\s*$/.exec(given) : null;
  const number = plain !== null ? Number(plain[1]) : ordinal !== null ? Number(ordinal[1]) + 1 : 0;
  if (number >= 1 && number <= most) return number;
  throw new ConfigError(field, `is ${JSON.stringify(given)}; give a whole number from 1 to ${most}`, {
    key: 'whole',
    values: { min: 1, max: most },
  });
}
